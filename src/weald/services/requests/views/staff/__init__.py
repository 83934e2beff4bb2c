"""Views of the staff pages."""
