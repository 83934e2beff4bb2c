"""`weald triage evaluate` from the outside: its options, its exit codes, and what it writes where."""

import json
from pathlib import Path

import pytest

from weald.site import command

CASE = {
    "id": "Anna",
    "person": {"age_years": 34, "sex": "female"},
    "problem": "sore_throat",
    "answers": {"danger_breathing": "yes"},
}


def cases(folder: Path, *lines: str) -> str:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def test_cases_are_measured_with_every_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = cases(tmp_path, json.dumps(CASE | {"label": "sc"}))
    assert command.main(["triage", "evaluate", file, "--mapping", "lenient", "--json", "--differences"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert list(found["readings"]) == ["lenient"]
    assert [one["id"] for one in found["differences"]] == ["Anna"]
    assert said.err == ""


def test_tables_are_what_is_written_without_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["triage", "evaluate", cases(tmp_path, json.dumps(CASE | {"label": "em"}))]) == 0
    out = capsys.readouterr().out
    assert "Strict reading of the labels" in out
    assert "Lenient reading of the labels" in out


@pytest.mark.parametrize("line", ["", "{", json.dumps(CASE), json.dumps(CASE | {"label": "x"})])
def test_a_file_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert command.main(["triage", "evaluate", cases(tmp_path, line)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("line 1")


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["triage", "evaluate", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl cannot be read" in capsys.readouterr().err


def test_a_span_without_a_replay_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["content", "diff", "duty", "duty", "--since", "3d"]) == 2
    assert "Give --replay too" in capsys.readouterr().err


def test_each_command_says_what_its_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["content", "check"], ["content", "diff"], ["content", "verify"], ["triage", "assess"]):
        with pytest.raises(SystemExit):
            command.main([*words, "--help"])
        assert "Exit code" in capsys.readouterr().out
