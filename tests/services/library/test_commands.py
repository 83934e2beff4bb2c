"""The command line of triage: exit codes, JSON and sentences, without a database."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from weald.services.library import commands, policies
from weald.services.library.content import FOLDER, current

REQUEST: dict[str, Any] = {
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
        (
            b'{"person": {"age_years": 3, "sex": "male"}, "answers": {"fever": "yes", "fever": "no"}}',
            "fever: “fever” is given twice in the request. Send it once.",
        ),
        (
            b'{"person": {"age_years": 3, "sex": "male"}, "person": {"age_years": 30, "sex": "male"}}',
            "person: “person” is given twice",
        ),
        (b" " * 70_000, "request: The request has 70,000 bytes. Send at most 65,536."),
        (json.dumps(REQUEST | {"problem": "x"}).encode(), "problem: “x” is not a problem."),
    ],
)
def test_what_cannot_be_assessed_is_told_on_standard_error(raw: bytes, sentence: str) -> None:
    code, out, err = commands.triage_assess(raw)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def evaluated(tmp_path: Path, *cases: dict[str, Any], **options: Any) -> tuple[int, str, str]:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(case) for case in cases) + "\n\n", encoding="utf-8")
    return commands.triage_evaluate(file, **options)


def test_cases_are_evaluated_by_expected_level(tmp_path: Path) -> None:
    danger = REQUEST | {"answers": {"danger_unresponsive": "yes"}}
    code, out, err = evaluated(
        tmp_path,
        danger | {"expect": {"level": "now"}},
        danger | {"expect": {"level": "routine"}, "id": "Anna"},
        REQUEST | {"problem": None, "text": "xyzzy", "expect": {"level": "now"}, "id": "Ben"},
        differences=True,
    )
    assert (code, err) == (0, "")
    assert out.startswith(f"3 cases, content {current().release[:12]}\n1 without a problem")
    assert re.search(r"^exact.* 1 of 3 +33\.3%  \[6\.1% to 79\.2%\]$", out, flags=re.M)
    assert re.search(r"^over-triage.* 1 of 3 ", out, flags=re.M)
    assert re.search(r"^safe.* 2 of 3 ", out, flags=re.M)
    assert re.search(r"^undecided.* 1 of 3 ", out, flags=re.M)
    assert re.search(r"^recall of now.* 1 of 2 ", out, flags=re.M)
    assert "questions before a decision           1 (1 to 1), 1, in 2 decided" in out
    assert (
        "Anna (line 2): over: routine expected, now, emergency_999 by danger.unresponsive; sore_throat" in out
    )
    assert "Ben (line 3): undecided: now expected, a person (We could not tell" in out
    assert re.search(r"^female +3  33% \[6–80\] ", out, flags=re.M), "rounded outwards: 6.1% to 79.2%"
    assert "reading of the labels" not in out


def test_silence_is_read_in_the_other_way_too_in_short(tmp_path: Path) -> None:
    case = {"person": REQUEST["person"], "problem": "sore_throat", "expect": {"level": "now"}}
    _, out, _ = evaluated(tmp_path, case)
    assert "what a case does not say is answered “I'm not sure”; at the end once more as “no”" in out
    tables, short = out.split("The same cases, silence answered “no”\n")
    assert re.search(r"^exact.* 1 of 1 ", tables, flags=re.M), (
        "who is not sure of any sign is sent to be seen now"
    )
    assert re.search(r"^under-triage.* 1 of 1 ", short, flags=re.M)
    assert "problem" in tables.split("expected  sent to")[1]
    assert "sore_throat" not in short
    assert evaluated(tmp_path, case, calm=True)[1].count("silence answered “I'm not sure”") == 1
    found = json.loads(evaluated(tmp_path, case, as_json=True)[1])
    assert (found["silence"], found["otherwise"]["silence"]) == ("unsure", "no")
    assert found["readings"]["strict"]["all"]["exact"]["count"] == 1
    assert found["otherwise"]["readings"]["strict"]["under"]["count"] == 1


def test_labels_are_read_both_ways_unless_one_is_chosen(tmp_path: Path) -> None:
    case = REQUEST | {"label": "ne"}
    code, out, _ = evaluated(tmp_path, case, differences=True)
    assert code == 0
    assert out.index("Strict reading of the labels") < out.index("Lenient reading of the labels")
    assert f"read by evaluation.yaml {policies.labels_digest()[:12]} (draft)" in out
    assert "Lenient" not in evaluated(tmp_path, case, mapping="strict")[1]
    assert "Strict" not in evaluated(tmp_path, case, mapping="lenient")[1]
    assert "Cases that differ" not in evaluated(tmp_path, case)[1]


def test_a_pharmacist_in_place_of_a_doctor_is_right_in_the_lenient_reading_alone(tmp_path: Path) -> None:
    cases = yaml.safe_load((FOLDER / "pathways/sore_throat.cases.yaml").read_text(encoding="utf-8"))["cases"]
    case = next(case for case in cases if case["expect"]["rule"] == "sore_throat.pharmacy_first")
    request = {"person": case["person"], "problem": "sore_throat", "answers": case["answers"]}
    _, out, _ = evaluated(tmp_path, request | {"label": "ne"}, as_json=True)
    found = json.loads(out)
    assert found["sent"] == {
        "ne": dict.fromkeys(("now", "today", "soon", "routine"), 0) | {"self_care": 1, "person": 0}
    }
    assert found["readings"]["strict"]["all"]["under"]["count"] == 1
    assert found["readings"]["lenient"]["all"]["exact"]["count"] == 1


def test_cases_are_evaluated_as_json(tmp_path: Path) -> None:
    case = REQUEST | {"expect": {"level": "soon"}, "id": "Anna"}
    code, out, err = evaluated(tmp_path, case, as_json=True, differences=True)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["content"] == current().release
    assert found["mapping"] is None
    assert list(found["readings"]) == ["strict"]
    assert found["readings"]["strict"]["by"]["age"].keys() == {"16 to 44"}
    assert found["readings"]["strict"]["all"]["over"] == {
        "count": 1,
        "of": 1,
        "share": 1.0,
        "low": pytest.approx(0.2065, abs=1e-4),
        "high": 1.0,
    }
    (anna,) = found["differences"]
    assert (anna["id"], anna["line"], anna["outcome"]) == ("Anna", 1, {"strict": "over"})
    assert anna["asked"][0] == "danger_now"
    assert set(anna["unanswered"]).isdisjoint(REQUEST["answers"])
    assert "differences" not in json.loads(evaluated(tmp_path, case, as_json=True)[1])


def test_nothing_differs_is_said(tmp_path: Path) -> None:
    case = REQUEST | {"answers": {"danger_unresponsive": "yes"}, "expect": {"level": "now"}}
    assert evaluated(tmp_path, case, differences=True)[1].endswith(
        "None: every case is decided as expected.\n"
    )


def test_a_reading_of_labels_is_refused_where_there_are_none(tmp_path: Path) -> None:
    code, out, err = evaluated(tmp_path, REQUEST | {"expect": {"level": "now"}}, mapping="strict")
    assert (code, out) == (2, "")
    assert "no case of this file has a label" in err


def test_progress_is_told_case_by_case(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    case = REQUEST | {"expect": {"level": "now"}}
    evaluated(tmp_path, case, case, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"expect": {"level": "soonish"}}',
        '{"expect": "now"}',
        '{"label": "us"}',
        '{"label": "em", "person": 3}',
    ],
)
def test_a_case_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(REQUEST | {"expect": {"level": "now"}}) + "\n" + line, encoding="utf-8")
    code, out, err = commands.triage_evaluate(file)
    assert (code, out) == (2, "")
    assert err.startswith("line 2")


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    code, out, err = evaluated(tmp_path, *[{"expect": {"level": "now"}}] * 30)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 21
    assert err.endswith("… and 10 more. Nothing was measured.\n")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in commands.triage_evaluate(tmp_path / "none.jsonl")[2]
    assert "cannot be read" in commands.triage_evaluate(tmp_path)[2]
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    code, _, err = commands.triage_evaluate(tmp_path / "latin.jsonl")
    assert code == 2
    assert "is not UTF-8 text" in err


def test_the_content_is_checked_and_reported() -> None:
    code, out, err = commands.content_check(None, ["sore_throat", "fit_note"])
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


def test_a_pathway_that_only_one_of_two_contents_has_changes_every_decision(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "new")
    (tmp_path / "new/pathways/fit_note.yaml").write_text("problem: [", encoding="utf-8")
    for name in ("fit_note.cases", "smear", "smear.cases"):
        (tmp_path / f"new/pathways/{name}.yaml").unlink()
    code, out, err = commands.content_diff(FOLDER, tmp_path / "new")
    assert code == 1
    assert err.startswith("pathways/fit_note.yaml:2: ")
    assert (
        "(fit_note): every decision changes. It cannot be loaded, so that a person reads each request." in out
    )
    assert "(smear): every decision changes. It is taken away, so that a person reads each request." in out
    assert "None: every combination" not in out
    _, out, _ = commands.content_diff(tmp_path / "new", FOLDER)
    assert "(smear): every decision changes. It is new; before, a person read each request." in out


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
