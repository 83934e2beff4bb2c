"""The content that the program brings with it, as a process loads it once."""

from weald.services.library import content

CONTENT = content.FOLDER
REAL = content.current()
