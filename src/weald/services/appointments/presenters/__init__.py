"""Sessions in words."""
