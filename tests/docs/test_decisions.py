"""Each decision is one page in one form."""

import re
from pathlib import Path

import pytest

from .documents import ROOT, text_of

PAGES = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
HEADINGS = ["## Context", "## What we weighed", "## Decision", "## Consequences"]
ONE_PAGE = 500
"""Words that fit on one page, with headings."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_decision_says_why_what_else_and_what_follows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {int(path.stem[:4])}\. \S", text)
    assert re.search(r"^Status: (accepted|replaced by \[\d+\]\(\S+\)), \d{4}-\d\d-\d\d$", text, flags=re.M)
    assert re.findall(r"^## .+$", text, flags=re.M) == HEADINGS
    weighed = text.partition(HEADINGS[1])[2].partition(HEADINGS[2])[0]
    assert len(re.findall(r"^- ", weighed, flags=re.M)) >= 2, "at least two alternatives are named"
    assert len(text.split()) <= ONE_PAGE


def test_decisions_are_counted_without_a_gap_and_all_listed() -> None:
    assert [int(path.stem[:4]) for path in PAGES] == list(range(1, len(PAGES) + 1))
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", text_of("docs/adr/README.md"), flags=re.M)
    titles = [
        (path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "), path.name) for path in PAGES
    ]
    assert listed == titles


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_tests_and_files_that_a_decision_names_exist(path: Path) -> None:
    for named in re.findall(
        r"`((?:tests|src|docs|content|foundation)/[\w./]+)`", path.read_text(encoding="utf-8")
    ):
        assert any((ROOT / start / named).exists() for start in ("", "src/weald")), named
