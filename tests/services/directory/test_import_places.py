"""`weald import ods` for pharmacies, dentists, opticians and care homes. The rows are made up, in the shape of the published files."""

from pathlib import Path

import pytest

from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.directory.commands import import_ods
from weald.services.directory.models import Organisation

pytestmark = pytest.mark.django_db


def row(
    code: str, name: str = "HOP PHARMACY", *, board: str = "QKS", postcode: str = "ME99 1AA", closed: str = "",
    status: str = "A", type_: str = "1", opened: str = "20060601",
) -> list[str]:  # fmt: skip
    cells = [""] * 27
    cells[:6] = [code, name, "Y59", board, "2 MILL LANE", "WEALDHAM"]
    cells[9:14] = [postcode, opened, closed, status, type_]
    cells[17], cells[21] = "01632 960333", "0"
    return cells


def write(path: Path, name: str, *rows: list[str]) -> Path:
    file = path / name
    file.write_text(
        "".join(",".join(f'"{cell}"' for cell in cells) + "\r\n" for cells in rows), encoding="utf-8"
    )
    return file


def codes(kind: str) -> set[str]:
    return set(Organisation.objects.filter(kind=kind, active=True).values_list("ods_code", flat=True))


def test_only_pharmacies_of_the_area_come_in(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "edispensary.csv",
        row("FZ001"),
        row("FZ002", board="QNX", postcode="BN99 1AA"),
        row("FZ003", "HOP APPLIANCES", type_="2"),
        row("FZ004", status="C", closed="20240101"),
    )
    report = import_ods(file, boards=["qks"])
    assert "4 rows, 3 pharmacies, 2 of them open" in report
    assert "2 lie in the area that you named, or are in the directory already; 1 were left out" in report
    assert "1 added" in report
    assert "1 skipped, because they are not pharmacies: 1 appliance contractor" in report
    assert "Nobody is sent to a new one before Weald knows what it gives" in report
    assert codes("pharmacy") == {"FZ001"}
    stored = Organisation.objects.get()
    assert (stored.name, stored.address, stored.phone) == (
        "Hop Pharmacy",
        ["2 Mill Lane", "Wealdham"],
        "01632 960333",
    )
    assert "1 as they were" in import_ods(file, boards=["QKS"])


@pytest.mark.parametrize(
    ("beginning", "in_it"), [("ME", {"FZ001", "FZ002"}), ("me9", {"FZ002"}), ("ME99", {"FZ001"}), ("M", {"FZ003"})]
)  # fmt: skip
def test_an_area_is_named_by_how_its_postcodes_begin(tmp_path: Path, beginning: str, in_it: set[str]) -> None:
    file = write(
        tmp_path,
        "edispensary.csv",
        row("FZ001"),
        row("FZ002", postcode="ME9 1AA"),
        row("FZ003", postcode="M1 1AA"),
    )
    import_ods(file, postcodes_from=[beginning])
    assert codes("pharmacy") == in_it


def test_the_whole_country_does_not_come_in_by_mistake(tmp_path: Path) -> None:
    file = write(tmp_path, "edispensary.csv", row("FZ001"))
    with pytest.raises(Refused, match="lists the pharmacies of the whole country"):
        import_ods(file)
    assert "Look how the area is written" in import_ods(file, boards=["KENT"])
    assert codes("pharmacy") == set()


def test_what_closes_is_closed_wherever_the_file_says_that_it_lay(tmp_path: Path) -> None:
    import_ods(write(tmp_path, "edispensary.csv", row("FZ001"), row("FZ002")), boards=["QKS"])
    gone = write(
        tmp_path,
        "edispensary_changes_20260301_to_20260424.csv",
        row("FZ001", board="Q99", postcode="ZZ99 9ZZ", status="C", closed="20260401"),
        row("FZ002", closed="20260402"),
    )
    assert "2 closed" in import_ods(gone, boards=["QKS"])
    assert codes("pharmacy") == set()
    assert Organisation.objects.count() == 2


def test_the_dates_say_what_is_open_where_the_file_has_no_status(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "eoptsite.csv",
        row("TP1", "HOP OPTICIANS", status="", type_=""),
        row("TP2", "OLD OPTICIANS", status="", type_="", closed="20200101"),
        row("TP3", "NEW OPTICIANS", status="", type_="", opened="20990101"),
    )
    assert "3 optical sites, 1 of them open" in import_ods(file, boards=["QKS"])
    assert codes("optician") == {"TP1"}


def test_dental_practices_and_care_homes_are_of_their_own_kinds(tmp_path: Path) -> None:
    dentist = row("V99001", "MILL DENTAL", type_="D")
    dentist[4:7] = ["MILL DENTAL", "2 MILL LANE", "WEALDHAM"]
    import_ods(write(tmp_path, "egdpprac.csv", dentist), boards=["QKS"])
    assert Organisation.objects.get().address == ["2 Mill Lane", "Wealdham"]  # not its name again
    assert "weald staff add" in import_ods(
        write(tmp_path, "ecarehomesite.csv", row("VL001", "HOP HOUSE", status="", type_="")), boards=["QKS"]
    )
    assert (codes("dentist"), codes("care_home")) == ({"V99001"}, {"VL001"})
    assert queries.practice("V99001") is None  # it is nobody's general practice
    assert queries.find_practices("mill") == ()


def test_a_file_by_another_name_is_asked_what_it_is(tmp_path: Path) -> None:
    file = write(tmp_path, "list.csv", row("FZ001"))
    with pytest.raises(Refused, match="does not say what it lists"):
        import_ods(file, boards=["QKS"])
    import_ods(file, "edispensary", ["QKS"])
    assert codes("pharmacy") == {"FZ001"}


def test_a_code_that_is_something_else_here_is_left_alone(tmp_path: Path) -> None:
    import_ods(write(tmp_path, "edispensary.csv", row("FZ001")), boards=["QKS"])
    report = import_ods(write(tmp_path, "egdpprac.csv", row("FZ001", "MILL DENTAL")), boards=["QKS"])
    assert "1 left alone, because the directory has their code for something else: FZ001 (pharmacy)" in report
    assert Organisation.objects.get().name == "Hop Pharmacy"


def test_one_bad_line_stops_the_whole_file(tmp_path: Path) -> None:
    file = write(tmp_path, "edispensary.csv", row("FZ001"), row("FZ002")[:20])
    with pytest.raises(Refused, match="Line 2: it has 20 columns instead of 27"):
        import_ods(file, boards=["QKS"])
    assert not Organisation.objects.exists()
