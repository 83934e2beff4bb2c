"""The front door: from the opening page of a practice to the private link."""
