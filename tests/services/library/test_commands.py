"""The command line of triage: exit codes, JSON and sentences, without a database."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from weald.services.library import commands
from weald.services.library.content import FOLDER, current

REQUEST = {
    "person": {"age_years": 34, "sex": "female"},
    "problem": "sore_throat",
    "answers": {"danger_now": "no"},
}


def test_a_request_is_assessed() -> None:
    code, out, err = commands.triage_assess(json.dumps(REQUEST).encode())
    assert (code, err) == (0, "")
    assert json.loads(out)["status"] == "ask"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"{", "request: The request is not JSON"),
        (b" " * 70_000, "request: The request has 70,000 bytes. Send at most 65,536."),
        (json.dumps(REQUEST | {"problem": "x"}).encode(), "problem: “x” is not a problem."),
    ],
)
def test_what_cannot_be_assessed_is_told_on_standard_error(raw: bytes, sentence: str) -> None:
    code, out, err = commands.triage_assess(raw)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def test_cases_are_evaluated_by_expected_level(tmp_path: Path) -> None:
    danger = REQUEST | {"answers": {"danger_now": "yes"}}
    lines = [
        REQUEST | {"expect": "soon"},
        danger | {"expect": {"level": "now"}},
        danger | {"expect": "routine", "name": "Anna"},
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    code, out, err = commands.triage_evaluate(file)
    assert (code, err) == (0, "")
    assert "3 cases: exact 33%, over 33%, under 0%, undecided 33%" in out
    assert "Anna: routine expected, now, emergency_999" in out


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"expect": "soonish"}', '{"expect": ["now"]}', '{"expect": "now", "person": 3}']
)
def test_a_case_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(REQUEST | {"expect": "now"}) + "\n" + line, encoding="utf-8")
    code, out, err = commands.triage_evaluate(file)
    assert (code, out) == (2, "")
    assert err.startswith("line 2")


def test_a_missing_file_of_cases_is_told(tmp_path: Path) -> None:
    assert commands.triage_evaluate(tmp_path / "none.jsonl")[0] == 2


def test_the_content_is_checked_and_reported() -> None:
    code, out, err = commands.content_check()
    assert (code, err) == (0, "")
    assert out.endswith("Result: sound\n")
    assert current().release in out


def test_one_pathway_of_a_draft_is_checked(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    shutil.copytree(FOLDER, draft)
    code, out, err = commands.content_check(draft, ["sore_throat"])
    assert (code, err) == (0, "")
    assert "(sore_throat)" in out
    assert "(chest_pain)" not in out
    pathway = draft / "pathways" / "sore_throat.yaml"
    pathway.write_text(
        pathway.read_text().replace("- rule: sore_throat.airway", "- rule: sore_throat_airway")
    )
    assert commands.content_check(draft, ["sore_throat"])[0] == 1
    assert commands.content_check(draft, ["chest_pain"])[0] == 0


def test_a_check_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "is not a folder of content" in commands.content_check(tmp_path)[2]
    assert "“hiccups” is not a problem" in commands.content_check(None, ["hiccups"])[2]


def test_two_contents_are_compared_by_entry_and_by_case(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "new")
    assert commands.content_diff(FOLDER, tmp_path / "new")[0] == 0
    file = tmp_path / "new/pathways/sore_throat.yaml"
    text = file.read_text(encoding="utf-8")
    assert "when: throat_often\n    level: routine" in text
    file.write_text(
        text.replace("when: throat_often\n    level: routine", "when: throat_often\n    level: soon"),
        encoding="utf-8",
    )
    code, out, err = commands.content_diff(FOLDER, tmp_path / "new")
    assert (code, err) == (1, "")
    assert "pathways / sore_throat / rules / sore_throat.often / level: “routine” became “soon”" in out
    assert "case sore_throat" in out
    assert "routine, gp by sore_throat.often became soon, gp by sore_throat.often" in out


def test_what_is_no_content_cannot_be_compared(tmp_path: Path) -> None:
    code, _, err = commands.content_diff(FOLDER, tmp_path)
    assert code == 2
    assert "not a folder of content" in err
    (tmp_path / "pathways").mkdir()
    code, _, err = commands.content_diff(FOLDER, tmp_path)
    assert code == 2
    assert "danger.yaml:1" in err


def test_neither_django_nor_a_database_is_started() -> None:
    program = (
        "import sys; from weald.services.library import commands; commands.triage_assess(b'{}'); "
        "print([name for name in ('django', 'psycopg', 'dd') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
