"""`weald import people`: a practice's list is read, and what somebody entered stays. All people are made up."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import acting, query
from weald.foundation.access.models import AuditRow
from weald.foundation.refusal import Refused
from weald.services.people import actions, commands, listed
from weald.services.people.actions import contacts
from weald.services.people.details import NAMES, Details
from weald.services.people.models import Person
from weald.services.people.nhs_number import check_digit
from weald.services.people.queries import details

pytestmark = pytest.mark.django_db

HEADER = "nhs_number,given_name,family_name,birth_date,sex,address,postcode,phone,practice"


def number(which: int) -> str:
    """One of the valid numbers that belong to nobody."""
    nine = [n for n in range(999_000_000, 999_000_060) if check_digit(str(n)) is not None][which]
    return f"{nine}{check_digit(str(nine))}"


ADA, BEN, CAT = number(1), number(2), number(3)
NOT_SYNTHETIC = f"998000001{check_digit('998000001')}"


def line(
    nhs: str = ADA, given_name: str = "Ada", family: str = "Test", born: str = "1984-05-06", sex: str = "female",
    address: str = "1 Hop Lane", postcode: str = "me99 1aa", phone: str = "07700 900001", practice: str = "G10001",
) -> str:  # fmt: skip
    return ",".join((nhs, given_name, family, born, sex, address, postcode, phone, practice))


def write(path: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    file = path / "list.csv"
    file.write_text("\r\n".join((header, *lines)) + "\r\n", encoding=encoding)
    return file


def person(nhs: str = ADA) -> Person:
    with acting(given.SYSTEM):
        found: Person = Person.objects.get(nhs_number=nhs)
        return found


def how_many() -> int:
    with acting(given.SYSTEM):
        return Person.objects.count()


@pytest.fixture(autouse=True)
def practice() -> UUID:
    return given.practice("G10001")


def test_a_list_registers_people_whom_their_practice_then_sees(practice: UUID, tmp_path: Path) -> None:
    report = commands.import_people(
        write(tmp_path, line(), line(BEN, "Ben", "Test", "06/05/2019", "1", phone="01632 960001"))
    )
    assert "2 people" in report
    assert "2 registered, 0 changed, 0 as they were" in report
    ada, ben = person(), person(BEN)
    assert (ada.birth_date, ada.postcode, ada.phone, ada.contact_by) == (
        date(1984, 5, 6), "ME99 1AA", "+447700900001", "sms",
    )  # fmt: skip
    assert (ben.birth_date, ben.sex, ben.contact_by) == (date(2019, 5, 6), "male", "phone")
    with acting(given.staff(practice)):
        assert {row[0] for row in query("select nhs_number from people_person")} == {ADA, BEN}
    with acting(given.staff(given.practice("G10002"))):
        assert query("select 1 from people_person") == []


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, line(), line(BEN, "Ben"))
    commands.import_people(file)
    with acting(given.SYSTEM):
        before = list(Person.objects.order_by("id").values())
    assert "0 registered, 0 changed, 2 as they were" in commands.import_people(file)
    with acting(given.SYSTEM):
        assert list(Person.objects.order_by("id").values()) == before


def test_a_later_list_changes_what_has_changed_and_empties_nothing(tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line(), line(BEN, "Ben")))
    report = commands.import_people(
        write(tmp_path, line(family="Married", sex="9", postcode="", phone="07700 900002"))
    )
    assert "0 registered, 1 changed" in report
    assert "1 who came from an earlier list of the same practices are not on this one" in report
    ada = person()
    assert (ada.family_name, ada.sex, ada.postcode, ada.phone) == (
        "Married", "female", "ME99 1AA", "+447700900002",
    )  # fmt: skip
    assert how_many() == 2


def test_what_the_desk_put_right_stays_and_all_else_follows_the_list(practice: UUID, tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line()))
    ada = person()
    seen = Details(**{name: getattr(ada, name) for name in NAMES})
    with acting(given.staff(practice, "receptionist")):
        actions.change_details(
            person=ada.id, seen=seen, new=replace(seen, phone="", contact_by="letter", family_name="Married"),
            checked="seen", now=given.NOW,
        )  # fmt: skip
    assert "1 changed" in commands.import_people(
        write(tmp_path, line(postcode="ME99 1AB", given_name="Adaline"))
    )
    ada = person()
    assert (ada.family_name, ada.phone, ada.given_name, ada.postcode) == (
        "Married",
        "",
        "Adaline",
        "ME99 1AB",
    )


def puts_right(practice: UUID, **columns: str) -> None:
    ada = person()
    seen = Details(**{name: getattr(ada, name) for name in NAMES})
    with acting(given.staff(practice, "receptionist")):
        actions.change_details(
            person=ada.id, seen=seen, new=replace(seen, **columns), checked="seen", now=given.NOW
        )


def differing(practice: UUID, party: UUID) -> list[tuple[str, str, str, str]]:
    with acting(given.staff(party, "receptionist")):
        rows = details.differing_from_list(practice, 9)
        assert details.how_many_differ_from_list(practice) == len({one.person for one in rows})
    return [(one.given_name, one.detail, one.kept, one.listed) for one in rows]


def test_what_is_kept_against_the_list_is_counted_and_shown_to_the_practice_alone(
    practice: UUID, tmp_path: Path
) -> None:
    commands.import_people(write(tmp_path, line(BEN, "Ben"), line()))
    puts_right(practice, phone="+447700900333", family_name="Married")
    report = commands.import_people(write(tmp_path, line(BEN, "Ben"), line()))
    assert "1 person with a detail that stays against the list" in report
    assert "or checked it with them: line 3. Staff of the practice see whom" in report
    for hidden in ("Ada", "Married", "900333", "900001", ADA):
        assert hidden not in report
    assert differing(practice, practice) == [
        ("Ada", "family_name", "Married", "Test"), ("Ada", "phone", "+447700900333", "+447700900001"),
    ]  # fmt: skip
    assert differing(practice, given.practice("G10002")) == []


def test_what_the_list_has_come_to_agree_with_differs_no_more(practice: UUID, tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line()))
    puts_right(practice, phone="+447700900333", family_name="Married")
    commands.import_people(write(tmp_path, line()))
    puts_right(practice, family_name="Test")  # the desk agrees with the list
    assert [one[1] for one in differing(practice, practice)] == ["phone"]
    commands.import_people(
        write(tmp_path, line(BEN, "Ben"))
    )  # a list that does not name her says nothing of her
    assert [one[1] for one in differing(practice, practice)] == ["phone"]
    report = commands.import_people(write(tmp_path, line(phone="07700 900333")))
    assert "stays against the list" not in report
    assert differing(practice, practice) == []


def test_an_address_that_was_checked_is_kept_against_the_list_too(practice: UUID, tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line()))
    ada = person().id
    with acting(given.staff(practice)):
        contacts.check_with_person(person=ada, by="sms", now=given.NOW)
    assert "1 person with a detail that stays" in commands.import_people(
        write(tmp_path, line(phone="07700 900005"))
    )
    assert differing(practice, practice) == [("Ada", "phone", "+447700900001", "+447700900005")]


def test_what_somebody_entered_is_not_overwritten(practice: UUID, tmp_path: Path) -> None:
    with acting(given.staff(practice)):
        actions.register(
            person=actions.NewPerson(
                id=uuid4(), organisation=practice, given_name="Bea", family_name="Desk", birth_date=date(1984, 5, 6),
                nhs_number=BEN, phone="+447700900009",
            ),
            now=given.NOW,
        )  # fmt: skip
    commands.import_people(write(tmp_path, line()))
    ada = person().id
    with acting(given.staff(practice)):
        contacts.check_with_person(person=ada, by="sms", now=given.NOW)
    report = commands.import_people(write(tmp_path, line(phone="07700 900005"), line(BEN, "Ben", "List")))
    assert "1 left as they are, because somebody at the practice registered them: line 3." in report
    assert (person(BEN).given_name, person(BEN).phone) == ("Bea", "+447700900009")
    assert person().phone == "+447700900001"  # she was reached there


def test_the_same_number_with_another_date_of_birth_changes_nothing(tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line()))
    report = commands.import_people(
        write(tmp_path, line(given_name="Zoe", family="Other", born="1990-01-01"))
    )
    assert (
        "1 left as they are, because somebody with this NHS number has another date of birth here" in report
    )
    assert "line 2." in report
    assert (person().given_name, person().birth_date) == ("Ada", date(1984, 5, 6))


def test_who_is_registered_elsewhere_or_has_died_stays_as_they_are(practice: UUID, tmp_path: Path) -> None:
    given.practice("G10002")
    commands.import_people(write(tmp_path, line(), line(BEN, "Ben")))
    with acting(given.SYSTEM):
        Person.objects.filter(nhs_number=BEN).update(died_on=date(2026, 1, 1), death_noted_at=given.NOW)
    report = commands.import_people(
        write(tmp_path, line(given_name="Zoe", practice="G10002"), line(BEN, "Zoe"))
    )
    assert "1 left as they are, because they are registered with another practice here: line 2." in report
    assert "their record here says that they have died" in report
    assert (person().given_name, person().organisation, person(BEN).given_name) == ("Ada", practice, "Ben")


BAD = [
    (line(""), "nhs_number is empty"),
    (line(ADA[:-1] + str((int(ADA[-1]) + 1) % 10)), "nhs_number is not ten digits"),
    (line(NOT_SYNTHETIC), "nhs_number could be somebody's: the demonstration takes those from 999 000 0000"),
    (line(BEN, "", ""), "given_name and family_name are empty"),
    (line(BEN, "A" * 81), "given_name is longer than 80 characters"),
    (line(BEN, born="2084-05-06"), "birth_date is in the future"),
    (line(BEN, born="6 May 1984"), "birth_date is not a date"),
    (line(BEN, born="1984-02-30"), "birth_date is not a date"),
    (line(BEN, sex="Q"), "sex is not female, male or unknown"),
    (line(BEN, practice="G99999"), "practice is not the code of a practice"),
    (line(BEN, practice=""), "practice is not the code of a practice"),
    (f"{BEN},Ben", "it has 2 columns, fewer than the first line"),
    (line(ADA, "Twin"), "the NHS number is that of line 2 again"),
    (line(BEN, "Be\x07n"), "it has characters that cannot be printed"),
]


@pytest.mark.parametrize(("bad", "sentence"), BAD)
def test_a_bad_line_is_named_and_stops_the_list_or_is_left_out(
    bad: str, sentence: str, tmp_path: Path
) -> None:
    file = write(tmp_path, line(), bad, line(CAT, "Cat"))
    with pytest.raises(Refused) as refused:
        commands.import_people(file)
    assert f"Line 3: {sentence}" in str(refused.value)
    assert how_many() == 0
    report = commands.import_people(file, leave_out_bad=True)
    assert "2 registered" in report
    assert f"1 line left out:\nLine 3: {sentence}" in report


@pytest.mark.parametrize(("bad", "_sentence"), BAD)
def test_nothing_about_anybody_is_printed(bad: str, _sentence: str, tmp_path: Path) -> None:
    secret = bad.replace("Ben", "Wilhelmina").replace("Hop Lane", "Gooseberry Lane")
    file = write(tmp_path, secret, line(CAT, "Wilhelmina", phone="no phone", postcode="Gooseberry"))
    said = commands.import_people(file, leave_out_bad=True)
    with pytest.raises(Refused) as refused:
        commands.import_people(write(tmp_path, bad, bad))
    for words in (said, str(refused.value)):
        for hidden in ("Wilhelmina", "Gooseberry", "Ada", "Ben", "Test", "1984", ADA, BEN, CAT, "no phone"):
            assert hidden not in words.replace("such as 1984-05-06 or 06/05/1984", "")


def test_a_phone_number_that_cannot_be_understood_leaves_nobody_unregistered(tmp_path: Path) -> None:
    report = commands.import_people(write(tmp_path, line(phone="ask daughter", postcode="none")))
    assert "1 without phone, because it cannot be understood: line 2." in report
    assert "1 without postcode, because it cannot be understood: line 2." in report
    assert (person().phone, person().postcode, person().contact_by) == ("", "", "letter")


def test_columns_are_known_by_other_names_and_the_practice_can_be_said_once(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        f"{ADA[:3]} {ADA[3:6]} {ADA[6:]},Test,Ada,19840506,F",
        header="NHS Number,Surname,Forename,Date of Birth,Gender",
        encoding="utf-8-sig",
    )
    assert "1 registered" in commands.import_people(file, "g10001")
    assert person().given_name == "Ada"
    with pytest.raises(Refused, match="No practice has the code 'G9'"):
        commands.import_people(file, "G9")


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("nhs_number,given_name,family_name,birth_date", "does not name the column sex"),
        ("nhs_number,dob,birth_date,given_name,family_name,sex", "two columns are the birth_date"),
    ],
)
def test_a_file_without_its_columns_is_refused(header: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        commands.import_people(write(tmp_path, line(), header=header))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Line 2: this is not text in UTF-8"):
        commands.import_people(write(tmp_path, line(given_name="Zoë"), encoding="latin-1"))
    (tmp_path / "list.csv").write_bytes(b"PK\x03\x04 a spreadsheet")
    with pytest.raises(Refused, match="archive or a spreadsheet"):
        commands.import_people(tmp_path / "list.csv")
    with pytest.raises(Refused, match="cannot be read"):
        commands.import_people(tmp_path / "none.csv")
    with pytest.raises(Refused, match="lists nobody"):
        commands.import_people(write(tmp_path))


def test_each_import_stands_in_the_audit_with_whom_it_wrote(tmp_path: Path) -> None:
    commands.import_people(write(tmp_path, line()))
    commands.import_people(write(tmp_path, line()))  # nothing was written, so nothing is noted
    ada = str(person().id)
    with acting(given.SYSTEM):
        assert [
            (one.name, one.subjects, one.why) for one in AuditRow.objects.filter(verb="people.import")
        ] == [("weald import people", [ada], "1 registered, 0 changed")]


def test_outside_of_the_demonstration_real_numbers_are_read() -> None:
    lines = iter([HEADER, line(NOT_SYNTHETIC)])
    reading = listed.read(lines, lambda code: UUID(int=1), synthetic=False, today=given.NOW.date())
    assert (len(reading.people), reading.faults) == (1, ())


def test_one_fault_in_the_middle_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weald.services.people.actions.listing.BATCH", 1)
    broken = {"calls": 0}

    def fails(*_: object) -> None:
        broken["calls"] += 1
        if broken["calls"] == 2:
            raise Refused("The power went.")

    monkeypatch.setattr("weald.services.people.actions.listing.record", fails)
    with pytest.raises(Refused, match="power"):
        commands.import_people(write(tmp_path, line(), line(BEN, "Ben"), line(CAT, "Cat")))
    assert how_many() == 0
