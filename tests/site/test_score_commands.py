"""`weald score`: cases as CSV in, the same lines with a score out; anything wrong is a sentence, and nothing is written."""

import csv
import io

import pytest

from weald.engines.scores import INSTRUMENTS
from weald.site import command

PNEUMONIA = """id,age_years,respiratory_rate,systolic_mmhg,diastolic_mmhg,new_confusion
a,70,31,85,50,yes
"b, the second",40,16,120,80,no
"""


def run(
    name: str, cases: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """The exit code, what was written, and what was said."""
    monkeypatch.setattr("sys.stdin", io.StringIO(cases))
    code = command.main(["score", name])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_cases_come_back_with_a_score_and_a_band(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run("crb65", PNEUMONIA, monkeypatch, capsys)
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["id"], row["age_years"], row["score"], row["band"]) for row in rows] == [
        ("a", "70", "4", "high"),
        ("b, the second", "40", "0", "low"),
    ]


def test_where_nothing_is_added_up_the_score_is_the_band(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = (
        "age_months,temperature_c,respiratory_rate,oxygen_saturation_percent,heart_rate,capillary_refill_s,fever_days,grunting\n"
        "10,39.5,45,97,150,2,1,\n10,39.5,45,97,150,2,1,Yes\n"
    )
    code, out, _ = run("ng143", cases, monkeypatch, capsys)
    assert code == 0
    assert [line.split(",")[-2:] for line in out.splitlines()[1:]] == [["green", "green"], ["red", "red"]]


def test_a_heading_line_alone_gives_a_heading_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("clinical_frailty", "\ufefflevel\n", monkeypatch, capsys)[:2] == (0, "level,score,band\n")


@pytest.mark.parametrize(
    ("name", "cases", "says"),
    [
        ("crb56", "", "There is no score 'crb56'. Known are: abcd2"),
        ("crb65", "", "No cases came on standard input"),
        ("crb65", "age_years\n70\n", "Columns are missing: respiratory_rate"),
        ("clinical_frailty", "level\n3\n12\n", "Line 3: level must be a whole number from 1 to 9, not 12."),
        ("clinical_frailty", "level\nthree\n", "Line 2: level must be a whole number, not “three”."),
        ("clinical_frailty", "level,name\n3\n", "Line 2 does not have as many cells"),
        ("clinical_frailty", "level\n3,4\n", "Line 2 does not have as many cells"),
        ("clinical_frailty", "level,level\n3,4\n", "Columns stand there twice: level"),
        ("clinical_frailty", "level,band\n3,x\n", "Columns have the name of an answer: band"),
        ("clinical_frailty", 'level\n"3\n', "The cases are not CSV"),
        ("crb65", PNEUMONIA.replace("yes", "maybe"), "new_confusion must be yes | no, not “maybe”."),
        ("crb65", PNEUMONIA.replace("70", ""), "Line 2: age_years is missing: give a whole number."),
        ("crb65", PNEUMONIA.replace("70", "nan"), "Line 2: age_years must be a whole number"),
        ("crb65", PNEUMONIA.replace("85", "nan"), "Line 2: systolic_mmhg must be a number from"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    name: str, cases: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, complaint = run(name, cases, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert says in complaint
    assert len(complaint.splitlines()) == 1


def test_the_list_names_every_score_and_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run("list", "", monkeypatch, capsys)
    assert code == 0
    for name, instrument in INSTRUMENTS.items():
        assert f"{name}  {instrument.title}\n" in out
        for each in instrument.inputs:
            assert f"    {each.name}: {each.says}" in out
