"""`weald import ods`: what it reads, skips, closes and refuses. The rows are made up, in the shape of the published file."""

import os
from pathlib import Path

import pytest

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.access.models import AuditRow
from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.directory.commands import import_ods
from weald.services.directory.models import Organisation
from weald.services.directory.ods import readable

pytestmark = pytest.mark.django_db


def row(
    code: str = "Q99001", name: str = "ST OSWIN'S SURGERY", *, opened: str = "19740401", closed: str = "",
    status: str = "A", setting: str = "4", phone: str = "01632 960111",
) -> list[str]:  # fmt: skip
    cells = [""] * 27
    cells[:3] = [code, name, "Y59"]
    cells[4:10] = ["1 THE GREEN", "", "WEALDHAM", "KENT", "", "zz99 1aa"]
    cells[10:15] = [opened, closed, status, "B", "91Q"]
    cells[17], cells[25] = phone, setting
    return cells


def write(path: Path, *rows: list[str]) -> Path:
    file = path / "epraccur.csv"
    file.write_text(
        "".join(",".join(f'"{cell}"' for cell in cells) + "\r\n" for cells in rows), encoding="utf-8"
    )
    return file


def test_practices_are_read_and_the_others_skipped_with_the_reason(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        row(),
        row("Q99002", "HMP WEALDHAM", setting="25"),
        row("Q99003", "WEALDHAM HUB", setting="26"),
        row("Q99004", "SOMETHING NEW", setting="31"),
        row("Q99005", "OLD SURGERY", status="C", closed="20200331"),
    )
    report = import_ods(file)
    assert "5 rows, 2 general practices, 1 of them open" in report
    assert "1 added, 0 changed, 0 closed, 0 as they were" in report
    assert "1 skipped, because they are not open" in report
    assert (
        "3 skipped, because they are not general practices (setting 4): 1 prison, 1 primary care network, 1 setting 31"
        in report
    )
    stored = Organisation.objects.get()
    assert (stored.ods_code, stored.name, stored.address, stored.postcode) == (
        "Q99001",
        "St Oswin's Surgery",
        ["1 the Green", "Wealdham", "Kent"],
        "ZZ99 1AA",
    )
    assert not stored.self_service
    found = queries.practice("q99001")
    assert found is not None
    assert found.phone == "01632 960111"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, row(), row("Q99002", "HIGH STREET SURGERY"))
    import_ods(file)
    before = list(Organisation.objects.order_by("id").values())
    assert "0 added, 0 changed, 0 closed, 2 as they were" in import_ods(file)
    assert list(Organisation.objects.order_by("id").values()) == before


def test_what_was_closed_is_closed_and_can_open_again(tmp_path: Path) -> None:
    import_ods(write(tmp_path, row()))
    assert "0 changed, 1 closed" in import_ods(write(tmp_path, row(status="C", closed="20261031")))
    assert queries.practice("Q99001") is None
    assert queries.find_practices("oswin") == ()
    kept = Organisation.objects.get()
    assert not queries.practice_by_id(kept.id).active
    assert "1 changed, 0 closed" in import_ods(write(tmp_path, row()))
    assert queries.practice("Q99001") is not None


def test_a_practice_that_the_file_does_not_list_stays(tmp_path: Path) -> None:
    import_ods(write(tmp_path, row()))
    import_ods(write(tmp_path, row("Q99002", "HIGH STREET SURGERY")))
    assert queries.practice("Q99001") is not None


def test_what_the_practice_itself_chose_is_kept(tmp_path: Path) -> None:
    import_ods(write(tmp_path, row()))
    Organisation.objects.update(self_service=True)
    assert "1 changed" in import_ods(write(tmp_path, row(phone="01632 960222")))
    assert Organisation.objects.get().self_service


def test_an_import_leaves_one_row_in_the_audit(tmp_path: Path) -> None:
    import_ods(write(tmp_path, row(), row("Q99002", "HIGH STREET SURGERY")))
    with acting(Actor(Basis.SYSTEM, name="the test")):
        assert [(one.name, one.verb, one.subjects) for one in AuditRow.objects.all()] == [
            ("weald import ods", "directory.import", ["Q99001", "Q99002"])
        ]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (row()[:26], "Line 2: it has 26 columns instead of 27"),
        ([*row(), ""], "Line 2: it has 28 columns instead of 27"),
        (row("Q99002", opened="20260230"), "Line 2: '20260230', the date on which it opened"),
        (row("Q99002", status="C", closed="1 May 2020"), "Line 2: '1 May 2020', the date on which it closed"),
        (
            row("Q99002", status="C", opened="20200101", closed="20190101"),
            "Line 2: it closed on 2019-01-01 before",
        ),
        (row("Q99002", status="X"), "Line 2: 'X' is not a status"),
        (row("", "NOBODY"), "Line 2: '' is not an ODS code"),
        (row("Q99002", ""), "Line 2: the name is missing"),
        (row("Q99002", "BELL\x07 SURGERY"), "Line 2: the name is missing, or it has characters"),
        (row(), "Line 2: the code Q99001 was on line 1 already"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_nothing_is_written(
    tmp_path: Path, bad: list[str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        import_ods(write(tmp_path, row(), bad))
    assert sentence in str(refused.value)
    assert "nothing was changed" in str(refused.value)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b'"A","caf\xe9"\r\n', "Line 1: this is not text in UTF-8"),
        (b'"A\r\n"B"', "Line"),
        (b",,,\r\n,,,", "no rows"),
        (b"PK\x03\x04" + bytes(range(256)), "UTF-8"),
    ],
)
def test_what_is_not_the_file_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "epraccur.csv"
    file.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        import_ods(file)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Check its name"):
        import_ods(tmp_path / "none.csv")
    with pytest.raises(Refused, match="Check its name"):
        import_ods(tmp_path)


def test_a_long_list_of_faults_is_cut_short(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="And 5 more"):
        import_ods(write(tmp_path, *[["too", "short"] for _ in range(15)]))


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("ST MARY'S OF THE WEALD", "St Mary's of the Weald"),
        ("THE GP CENTRE", "The GP Centre"),
        ("DR O'NEILL & PARTNERS", "Dr O'Neill & Partners"),
        ("Already Written", "Already Written"),
    ],
)
def test_names_are_written_as_people_write_them(shouted: str, name: str) -> None:
    assert readable(shouted) == name


@pytest.mark.real_data
def test_the_published_file_of_kent_and_medway() -> None:
    folder = os.environ.get("WEALD_REAL_DATA")
    if not folder:
        pytest.skip("WEALD_REAL_DATA does not name a folder with published files")
    file = Path(folder) / "planning" / "epraccur_2025-11_91Q.csv"
    report = import_ods(file)
    assert "442 rows, 223 general practices, 176 of them open" in report
    assert "176 added, 0 changed, 0 closed" in report
    assert queries.counts()["practice"] == 176
    assert "0 added, 0 changed, 0 closed, 176 as they were" in import_ods(file)
