"""A small demonstration in the database: complete, through the actions, repeatable, kept, and emptied with care."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from weald.demo import commands
from weald.foundation.access import Actor, Basis, acting, query
from weald.foundation.database import launcher
from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.directory.models import Organisation
from weald.services.people import nhs_number

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Monday at three: every practice has been open for seven hours."""

TEST = Actor(Basis.SYSTEM, name="the test")
FILLED = (
    "directory_area", "directory_neighbourhood", "directory_organisation", "directory_service",
    "directory_openingtime", "directory_premises", "directory_professional", "directory_position", "access_identity",
    "access_rolebinding", "access_relationship", "people_person", "appointments_session", "appointments_slot",
    "requests_request", "requests_answer", "requests_decision", "requests_entry",
)  # fmt: skip


@pytest.fixture(autouse=True)
def directory_read_anew() -> None:
    queries.forget()


def build(**changes: Any) -> None:
    commands.build(**{"people": 250, "seed": 1, "now": NOW, "practices": 26, "neighbourhoods": 13} | changes)


def ask(sql: str) -> list[tuple[Any, ...]]:
    with acting(TEST):
        return query(sql)


def digest() -> str:
    """All that was made up, without the identifiers and references that chance gives anew."""
    rows = [
        ask(
            "select ods_code, name, self_service, address, postcode, phone from directory_organisation order by 1"
        ),
        ask(
            "select nhs_number, given_name, family_name, birth_date, sex, phone, email, postcode from people_person order by 1"
        ),
        ask(
            "select professional_name, starts_at, mode, kind, place from appointments_slot order by 1, 2, 3, 4, 5"
        ),
        ask(
            "select sent_at, given_name, family_name, words, problem, level, due_at, owner_name from requests_request order by 1, 2, 3"
        ),
        ask(
            "select r.given_name, w.modes, w.weekdays, w.parts, w.own_only from requests_waiting w"
            " join requests_request r on r.id = w.request_id order by 1, 2, 3, 4"
        ),
        ask(
            "select r.reason, d.nhs_number, d.state from requests_recalled d join requests_recall r on r.id = d.recall_id order by 1, 2"
        ),
    ]
    return sha256(repr(rows).encode()).hexdigest()


@pytest.mark.django_db
def test_everything_is_there_through_the_actions() -> None:
    build()
    for table in FILLED:
        assert ask(f"select exists (select from {table})") == [(True,)], table
    assert ask("select count(*) from people_person") == [(250,)]
    numbers = [row[0] for row in ask("select nhs_number from people_person")]
    assert all(nhs_number.is_valid(one) and int(one) in nhs_number.SYNTHETIC for one in numbers)
    rows: dict[str, int] = dict(ask("select verb, count(*) from access_auditrow group by 1"))  # type: ignore[arg-type]
    rows.pop("appointments.book", 0)  # how many could be given a time depends on who asked
    taken = rows.pop("requests.take") + rows.pop("requests.confirmed", 0)  # who confirms has it
    # At each of the two practices that are shown somebody can sign in, and acts for others.
    assert rows.pop("people.check_contact") == 2
    assert rows.pop("people.grant_proxy") >= 2
    # And each of them keeps times for today, and has neighbours who help.
    assert rows.pop("practice.reserve") == 2
    assert rows.pop("practice.agree") >= 2
    assert rows.pop("practice.keep_week") == 2
    # Of every practice that was asked, the days are counted.
    assert rows.pop("requests.settle") >= 2
    # And has rooms with sessions in them; how many wait and are asked in depends on who lives there.
    assert rows.pop("practice.add_room") == 12
    assert rows.pop("practice.session_room") >= 2
    assert rows.pop("appointments.publish") == 3
    lists = {"requests.wait", "requests.recall", "requests.invite"}
    rows = {
        verb: count
        for verb, count in rows.items()
        if "refer" not in verb and "report" not in verb and verb not in lists
    }
    assert rows == {
        "directory.add_areas": 1,
        "directory.add_neighbourhoods": 1,
        "directory.add_organisations": 1,
        "directory.add_professionals": 1,
        "people.register_many": 1,
        "requests.submit_many": 1,
    }
    assert ask("select count(*) from requests_request where owner is not null") == [(taken,)]


@pytest.mark.django_db
def test_the_morning_is_mixed() -> None:
    build(people=6000)
    queue = ask("select level, channel, kind, problem, identity_level, sent_at, due_at from requests_request")
    assert {row[0] for row in queue} == {"now", "today", "soon", "routine", "self_care"}
    assert {row[1] for row in queue} == {"online", "phone", "walk_in"}
    assert {row[2] for row in queue} == {"clinical", "administrative"}
    assert len({row[3] for row in queue}) >= 8
    assert {row[4] for row in queue} == {"traced"}
    assert all(row[5] < NOW for row in queue)
    assert all(row[6] > NOW for row in queue if row[0] != "now")
    assert any(NOW < row[6] < NOW + timedelta(hours=1) for row in queue)
    assert {"open", "returned"} <= {row[0] for row in ask("select state from referrals_referral")}
    shown = queries.practice("DEMO001")
    assert shown is not None
    assert ask(f"select count(*) from requests_request where organisation = '{shown.id}'")[0][0] >= 30


@pytest.mark.django_db
def test_no_list_of_the_practices_that_are_shown_is_empty() -> None:
    build(people=2500)
    for code in ("DEMO001", "DEMO002"):
        shown = queries.practice(code)
        assert shown is not None
        here = f"organisation = '{shown.id}'"
        wishes = ask(f"select modes, weekdays, parts, own_only from requests_waiting where {here}")
        assert len(wishes) >= 2
        assert len({repr(one) for one in wishes}) == len(wishes), "each waits for something else"
        assert ask(f"select 1 from requests_waiting w join requests_request r on r.id = w.request_id where w.{here}"
                   " and r.confirmed_at is null and not r.self_service") == []  # fmt: skip
        recalls = dict(ask(f"select reason, id from requests_recall where {here}"))  # type: ignore[arg-type]
        assert set(recalls) == {"flu_vaccine", "blood_pressure"}
        flu = ask(f"select state from requests_recalled where recall_id = '{recalls['flu_vaccine']}'")
        assert {"told", "to_call"} >= {row[0] for row in flu}
        assert ("told",) in flu
        before = ask(f"select state from requests_recalled where recall_id = '{recalls['blood_pressure']}'")
        assert {row[0] for row in before} >= {"called", "declined"}
        rooms = ask(
            "select r.name from appointments_session s join directory_room r on r.id = s.room"
            f" where s.{here} and s.clinic = '' group by 1 order by 1"
        )
        assert len(rooms) >= 3
        [(day, free)] = ask(
            f"select min(starts_at), count(*) from appointments_slot where {here} and clinic = 'Flu clinic' and taken = 0"
        )
        assert NOW < day < NOW + timedelta(days=7)
        assert free > len(flu)
        unplaced = (
            f"select 1 from appointments_weeklysession where {here} and mode = 'face_to_face' and kind <> 'home_visit'"
            " and service in ('gp', 'nurse') and room is null"
        )
        assert ask(unplaced) == [], "the template says who is in which room"
        lines = ask(
            f"select weekday, count(*) from appointments_weeklysession where {here} group by 1 order by 1"
        )
        assert [weekday for weekday, _ in lines][:5] == [0, 1, 2, 3, 4], (
            "what is published next can be seen before it is"
        )


@pytest.mark.django_db
def test_people_are_booked_at_both_practices_that_are_shown() -> None:
    build(people=2500)
    booked = ask(
        "select o.ods_code, a.starts_at from appointments_appointment a join requests_request r on r.id = a.request_id"
        " join directory_organisation o on o.id = a.responsible where a.state = 'booked' and r.state = 'booked'"
    )
    assert {code for code, _ in booked} == {"DEMO001", "DEMO002"}
    assert len(booked) >= 6
    assert all(starts_at > NOW for _, starts_at in booked)
    assert len({starts_at.date() for _, starts_at in booked}) >= 2


@pytest.mark.django_db
def test_while_the_practice_is_closed_only_the_website_takes_requests() -> None:
    sunday = datetime(2026, 11, 22, 21, tzinfo=UTC)
    build(people=1000, now=sunday)
    sent = ask("select channel, sent_at, due_at from requests_request")
    assert {row[0] for row in sent if row[1] > sunday - timedelta(hours=6)} == {"online"}
    assert all(row[2] > sunday for row in sent)
    assert any(row[1] < sunday - timedelta(days=2) for row in sent)


@pytest.mark.usefixtures("committed_db")
def test_the_same_seed_makes_the_same_and_fresh_empties_first(database_urls: launcher.Urls) -> None:
    build()
    first = digest()
    build(owner_url=database_urls.owner, fresh=True)
    assert digest() == first
    build(owner_url=database_urls.owner, fresh=True, seed=2)
    assert digest() != first
    # Without `fresh` it is kept, whatever else is asked for; when its times have run out it is made anew.
    kept = digest()
    build(owner_url=database_urls.owner, seed=3, people=100)
    assert digest() == kept
    build(owner_url=database_urls.owner, people=100, now=NOW + timedelta(days=12))
    assert ask("select count(*) from people_person") == [(100,)]


@pytest.mark.usefixtures("committed_db")
def test_a_build_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> int:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(commands, "submit_many", fail)
    with pytest.raises(RuntimeError):
        build()
    for table in (*FILLED, "access_auditrow"):
        assert ask(f"select exists (select from {table})") == [(False,)], table


@pytest.mark.usefixtures("committed_db")
def test_a_database_with_anybody_who_may_be_real_is_never_emptied(database_urls: launcher.Urls) -> None:
    build(people=100)
    before = digest()
    Organisation.objects.filter(ods_code="DEMO001").update(synthetic=False)
    with pytest.raises(Refused, match="may be real"):
        build(owner_url=database_urls.owner, fresh=True)
    Organisation.objects.update(synthetic=True)
    with acting(TEST):
        query(
            "update people_person set nhs_number = '9434765919' where id = (select id from people_person limit 1)"
        )
    with pytest.raises(Refused, match="may be real"):
        build(owner_url=database_urls.owner, fresh=True)
    assert ask("select count(*) from people_person") == [(100,)]
    assert digest() != before


@pytest.mark.usefixtures("committed_db")
def test_an_imported_directory_does_not_keep_an_old_demonstration(database_urls: launcher.Urls) -> None:
    build(people=50)
    Organisation.objects.create(id=UUID(int=1), ods_code="T1", name="An imported practice", kind="practice")
    build(owner_url=database_urls.owner, people=50, now=NOW + timedelta(days=30))
    assert not Organisation.objects.filter(synthetic=False).exists()


@pytest.mark.usefixtures("committed_db")
def test_another_database_is_never_emptied(database_urls: launcher.Urls) -> None:
    build(people=50)
    elsewhere = database_urls.owner.replace(ask("select current_database()")[0][0], "postgres")
    with pytest.raises(Refused, match="another database"):
        build(owner_url=elsewhere, fresh=True)


@pytest.mark.django_db
def test_outside_of_a_demonstration_nobody_is_made_up(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refused, match="demonstration only"):
        build()
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_it_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    build(people=50)
    said = capsys.readouterr().err
    for address in ("/p/DEMO001/", "/p/DEMO002/", "/staff/sign-in"):
        assert address in said
