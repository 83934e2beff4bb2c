"""Presenters of the staff pages."""
