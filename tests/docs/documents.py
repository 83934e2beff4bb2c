"""The repository's texts, for the tests that read them."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

DOCUMENTS = tuple(
    sorted(
        [
            *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
            *(ROOT / "docs").glob("**/*.md"),
            *(ROOT / "src").glob("**/*.md"),
        ]
    )
)


def name_of(path: Path) -> str:
    """A file's path in the repository."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose(markdown: str) -> str:
    """A document without its blocks of code."""
    return re.sub(r"^    .*$", "", re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S), flags=re.M)


@cache
def tests_in(name: str) -> frozenset[str]:
    """The names of the tests in a file, found without running it."""
    path = ROOT / name
    if not path.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_test(named: str) -> bool:
    """Whether `path::name` is a test of this repository."""
    path, _, test = named.partition("::")
    return path.startswith("tests/") and test in tests_in(path)
