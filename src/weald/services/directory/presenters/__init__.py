"""What the pages of the directory need, already worded."""
