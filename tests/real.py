"""The content that the program brings with it, loaded once for all tests of a process."""

from pathlib import Path

from weald.engines.triage import load

CONTENT = Path(__file__).parents[1] / "src/weald/content"
REAL = load(CONTENT)
