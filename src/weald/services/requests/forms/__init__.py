"""Forms of the room `requests`, a file for each of its people."""
