"""The dashboard of promises: its figures in words, pictures and tables, what stands behind each, and the same as a file."""
