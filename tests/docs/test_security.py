"""The list of security requirements is whole, names what exists, and the page tells what is not met."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from .documents import ROOT, is_test, text_of

LISTED: dict[str, Any] = yaml.safe_load(text_of("docs/security/asvs.yaml"))
LINES: list[dict[str, Any]] = LISTED["requirements"]
PAGE = text_of("docs/security/README.md")


def test_every_line_is_whole() -> None:
    for line in LINES:
        assert set(line) <= {"id", "level", "about", "applies", "met", "where", "test", "note"}, line["id"]
        assert len(line["about"]) < 100, line["id"]
        if not line["applies"]:
            assert line["note"], f"{line['id']}: say why it does not apply"
            assert not {"met", "where", "test"} & set(line)
        elif line["met"] == "yes":
            assert line["where"], line["id"]
            assert line["test"], line["id"]
        else:
            assert line["met"] in {"partly", "no"}
            assert line["note"], f"{line['id']}: say what is missing"


def test_no_line_stands_twice() -> None:
    assert len({line["id"] for line in LINES}) == len(LINES)


def test_what_is_named_exists() -> None:
    missing = [
        f"{line['id']}: {place}"
        for line in LINES
        for place in line.get("where", [])
        if not (ROOT / place).exists()
    ]
    missing += [
        f"{line['id']}: {test}" for line in LINES for test in line.get("test", []) if not is_test(test)
    ]
    assert missing == []


def test_the_page_lists_what_is_not_met_and_nothing_else() -> None:
    told = PAGE.partition("## What is not met")[2]
    for line in LINES:
        open_ = line["applies"] and line["met"] != "yes"
        assert (f"| {line['id']} |" in told) == open_, line["id"]
        if open_:
            assert line["note"] in told, line["id"]


def test_nobody_has_reviewed_it_while_it_is_a_draft() -> None:
    assert LISTED["status"] == "draft"
    assert LISTED["reviewed_by"] == ""
    assert "Status: **draft**" in PAGE


@pytest.mark.real_data
def test_every_requirement_of_the_levels_is_listed_and_in_our_own_words() -> None:
    folder = os.environ.get("WEALD_REAL_DATA")
    if not folder:
        pytest.skip("WEALD_REAL_DATA does not say where the published files are")
    with (Path(folder) / "standards" / "asvs-5.0.0.csv").open(encoding="utf-8") as file:
        published = {row["req_id"]: row for row in csv.DictReader(file)}
    wanted = {
        id_ for id_, row in published.items() if row["L"] in {"1", "2"} or row["chapter_id"] in {"V8", "V16"}
    }
    assert {line["id"] for line in LINES} == wanted
    for line in LINES:
        assert str(line["level"]) == published[line["id"]]["L"]
        assert (
            line["about"].lower() not in published[line["id"]]["req_description"].lower()
            or len(line["about"]) < 25
        )
