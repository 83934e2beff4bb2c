"""What pharmacies, dentists and opticians give and when they are open; until both are known, nobody is sent to them."""

from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import Forbidden, acting
from weald.foundation.refusal import Refused
from weald.services.directory import commands, nearby, openings, queries
from weald.services.directory.actions import agreements, offering, settings
from weald.services.directory.hours import LONDON
from weald.services.directory.models import Neighbourhood, OpeningTime, Organisation

pytestmark = pytest.mark.django_db

FIRST = "community_pharmacy"
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
ADULT, BABY = date(1980, 1, 1), date(2026, 6, 1)
DAYS = ",".join(openings.DAYS)
WEEK = openings.week_of(["monday-friday 09:00-13:00,14:00-18:00", "saturday 09:00-13:00"])


@pytest.fixture
def practice() -> UUID:
    """A practice with two pharmacies and an optician around it, of which nothing is known yet."""
    near = uuid4()
    Neighbourhood.objects.create(id=near, code="N1", name="Hop Valley")
    made = given.practice("G10001", neighbourhood=near)
    for code, kind in (("FZ001", "pharmacy"), ("FZ002", "pharmacy"), ("TP001", "optician")):
        given.practice(code, kind=kind, neighbourhood=near)
    return made


def gives(
    *codes: str, service: str = FIRST, ages: tuple[int, int | None] = (0, None), now: bool = True
) -> int:
    with acting(given.SYSTEM):
        return offering.set_service(
            service=service, codes=codes, name="", ages=ages, gives=now, now=given.NOW
        )


def hours(code: str, week: openings.Week = WEEK) -> None:
    with acting(given.SYSTEM):
        offering.set_hours(code=code, week=week)


def offered(practice: UUID, born: date | None = ADULT, service: str = FIRST) -> list[str]:
    return [one.place.ods_code for one in nearby.giving(practice, service, born, MONDAY_NOON)]


def csv(path: Path, *lines: str, header: str = f"ods_code,{DAYS}") -> Path:
    file = path / "times.csv"
    file.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return file


def test_a_pharmacy_is_offered_only_once_it_is_known_what_it_gives_and_when_it_is_open(
    practice: UUID,
) -> None:
    assert offered(practice) == []
    assert gives("fz001") == 1
    assert offered(practice) == []  # is anybody there?
    hours("FZ001")
    assert offered(practice) == ["FZ001"]
    pharmacy = queries.organisation("FZ002")
    assert pharmacy is not None
    hours("FZ002")
    assert not nearby.gives(pharmacy.id, FIRST, ADULT, MONDAY_NOON)  # open, but does it give that?
    assert nearby.named("FZ002", FIRST, ADULT, MONDAY_NOON) is None
    gives("FZ001", now=False)
    assert offered(practice) == []


def test_it_is_offered_to_the_ages_that_it_sees(practice: UUID) -> None:
    with acting(given.SYSTEM):
        commands.service(FIRST, ["FZ001"], name="", ages=(1, None), gives=True, now=given.NOW)
    hours("FZ001")
    assert offered(practice) == ["FZ001"]
    assert offered(practice, BABY) == []


def test_the_page_says_when_it_is_open_as_it_was_entered(practice: UUID) -> None:
    gives("FZ001")
    hours("FZ001")
    [found] = nearby.giving(practice, FIRST, ADULT, MONDAY_NOON)
    assert (found.open_now, found.hours) == (True, "open now, until 1pm")
    [found] = nearby.giving(practice, FIRST, ADULT, MONDAY_NOON.replace(hour=13, minute=30))
    assert (found.open_now, found.hours) == (False, "closed, opens at 2pm")


def test_an_optician_is_offered_for_eyes_and_not_for_a_sore_throat(practice: UUID) -> None:
    gives("TP001", service="optometry_urgent")
    hours("TP001")
    assert offered(practice, service="optometry_urgent") == ["TP001"]
    assert offered(practice, service="optometry") == []
    with pytest.raises(Refused, match="TP001 cannot give community_pharmacy: only a pharmacy can"):
        gives("FZ001", "TP001")
    assert offered(practice) == []


def test_what_is_not_known_or_cannot_be_is_refused_and_changes_nothing(practice: UUID) -> None:
    with pytest.raises(Refused, match="no open organisation with the code FZ009"):
        gives("FZ001", "FZ009")
    with pytest.raises(Refused, match="'magic' is no service that Weald knows"):
        gives("FZ001", service="magic")
    with pytest.raises(Refused, match="last age must be above"):
        gives("FZ001", ages=(400, 300))
    with pytest.raises(Refused, match="Say of which places"):
        gives()
    hours("FZ001")
    assert offered(practice) == []
    with acting(given.staff(practice, "practice_manager")), pytest.raises(Forbidden):
        offering.set_hours(code="FZ001", week=WEEK)


def test_it_is_said_what_else_must_be_known(practice: UUID) -> None:
    given.practice("FZ003", kind="pharmacy")
    with acting(given.SYSTEM):
        said = commands.service(
            FIRST, ["FZ001", "FZ003"], name="Pharmacy First", ages=(1, None), gives=True, now=given.NOW
        )
    assert "2 named, 2 changed" in said
    assert "not known when they are open: FZ001, FZ003." in said
    assert "because they belong to no neighbourhood: FZ003." in said
    assert "because no pharmacist signs in there: FZ001, FZ003." in said


def test_the_published_list_gives_opening_times(practice: UUID, tmp_path: Path) -> None:
    gives("FZ001", "FZ002")
    header = "PHARMACY_ODS_CODE_(F-CODE),POST_CODE," + ",".join(
        f"PHARMACY_OPENING_HOURS_{day.upper()},{day[:3].upper()}_TOTAL" for day in openings.DAYS
    )
    split = '"09:00-13:00,14:00-18:00",8,' * 5 + "09:00-13:00,4,Closed,0"
    file = csv(
        tmp_path, f"FZ001,ME99 1AA,{split}", f"FX999,ZZ1 1ZZ,{'08:00-24:00,16,' * 6}10:00-16:00,6", header=header
    )  # fmt: skip
    report = commands.import_hours(file)
    assert "2 places" in report
    assert "1 given opening times, 0 changed, 0 as they were" in report
    assert "2 are not in the file, and stay as they were: FZ002, TP001." in report
    assert offered(practice) == ["FZ001"]
    assert OpeningTime.objects.count() == 11
    assert "0 given opening times, 0 changed, 1 as they were" in commands.import_hours(file)


def test_a_later_file_changes_what_a_file_gave_and_not_what_somebody_entered(
    practice: UUID, tmp_path: Path
) -> None:
    gives("FZ001", "FZ002")
    hours("FZ002")
    every = ",".join(["09:00-17:00"] * 7)
    report = commands.import_hours(csv(tmp_path, f"FZ001,{every}", f"FZ002,{every}"))
    assert "1 kept the times that somebody entered for them: FZ002." in report
    later = ",".join(["10:00-17:00"] * 7)
    assert "1 changed" in commands.import_hours(csv(tmp_path, f"FZ001,{later}"))
    assert set(
        OpeningTime.objects.filter(organisation__ods_code="FZ001").values_list("opens", flat=True)
    ) == {time(10)}
    # Its own manager corrects them: from then on they are theirs.
    own = Organisation.objects.get(ods_code="FZ001").id
    with acting(given.staff(own, "practice_manager")):
        settings.set_opening_times(week=WEEK)
    assert "1 kept" in commands.import_hours(csv(tmp_path, f"FZ001,{later}"))


@pytest.mark.parametrize(
    ("monday", "why"),
    [
        ("9 to 5", "line 2: '9 to 5' on monday is no time such as 09:00-18:00"),
        ("25:00-26:00", "line 2: '25:00-26:00' on monday is no time of a day"),
        ("18:00-09:00", "line 2: two times of a day overlap, or one ends before it begins"),
        ("Closed", "never open"),
    ],
)
def test_times_that_cannot_be_understood_are_not_known(
    practice: UUID, tmp_path: Path, monday: str, why: str
) -> None:
    gives("FZ001")
    closed = ",".join(["Closed"] * 6)
    commands.import_hours(csv(tmp_path, f"FZ001,09:00-17:00,{closed}"))
    assert offered(practice) == ["FZ001"]
    report = commands.import_hours(csv(tmp_path, f"FZ001,{monday},{closed}"))
    assert "1 have no opening times now, and nobody is sent there" in report
    assert f"FZ001 ({why})" in report
    assert offered(practice) == []


def test_two_lines_for_one_pharmacy_say_nothing(practice: UUID, tmp_path: Path) -> None:
    gives("FZ001")
    week = ",".join(["09:00-17:00"] * 7)
    report = commands.import_hours(csv(tmp_path, f"FZ001,{week}", f"fz001,{week}"))
    assert "FZ001 (line 3: FZ001 was on a line before already)" in report
    assert offered(practice) == []


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("name,monday", "first line does not name the columns"),
        ("ods_code,monday,tuesday", "first line does not name the columns"),
    ],
)
def test_another_file_is_refused(practice: UUID, tmp_path: Path, header: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        commands.import_hours(csv(tmp_path, "FZ001,09:00-17:00", header=header))
    with pytest.raises(Refused, match="Line 2: it has 2 columns"):
        commands.import_hours(csv(tmp_path, "FZ001,09:00-17:00"))


def test_a_week_is_typed_in_words() -> None:
    assert openings.week_of(["Monday-Tuesday 9:00-13:00, 14:00-18:00"]) == tuple(
        (day, *times)
        for day in (0, 1)
        for times in ((time(9), time(13)), (time(14), time(18)))
    )  # fmt: skip
    for wrong, sentence in (
        (["funday 09:00-10:00"], "does not begin with a day"),
        (["friday-monday 09:00-10:00"], "does not begin with a day"),
        (["monday nine"], "These times cannot be: 'nine' on monday"),
        (["monday 09:00-12:00", "monday 11:00-13:00"], "overlap"),
        (["monday closed"], "at least one time"),
    ):
        with pytest.raises(Refused, match=sentence):
            openings.week_of(wrong)


def test_whoever_runs_the_program_notes_and_ends_an_agreement(practice: UUID) -> None:
    other = given.practice("G10002")
    with acting(given.SYSTEM):
        agreements.agree_for(whose="g10001", ods_code="G10002", services=["gp"], since=None, now=given.NOW)
        assert [one.sees.id for one in queries.agreements(practice)] == [other]
        assert queries.agreements(other) == ()  # it goes one way
        assert "sees people of Hop Lane Surgery: GP, from" in commands.agreements("G10001", now=given.NOW)
        with pytest.raises(Refused, match="agreement with Hop Lane Surgery already"):
            agreements.agree_for(whose="G10001", ods_code="G10002", services=[], since=None, now=given.NOW)
        with pytest.raises(Refused, match="no agreement of G10002 with 'G10001'"):
            agreements.end_for(whose="G10002", ods_code="G10001", now=given.NOW)
        agreements.end_for(whose="G10001", ods_code="g10002", now=given.NOW)
        assert "No other practice sees people" in commands.agreements("G10001", now=given.NOW)
        with pytest.raises(Refused, match="No practice has the code 'G9'"):
            agreements.agree_for(whose="G9", ods_code="G10002", services=[], since=None, now=given.NOW)
    with acting(given.staff(practice, "practice_manager")), pytest.raises(Forbidden):
        agreements.agree_for(whose="G10002", ods_code="G10001", services=[], since=None, now=given.NOW)
