"""What the patient pages show, already worded. Templates receive it and decide nothing."""
