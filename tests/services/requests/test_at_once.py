"""Booking by whoever holds a request, in one statement: the same rows as the ordinary way, or none at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from tests import given
from tests.services.requests.test_booking import Surgery, state
from weald.foundation.access import ContextMissingError, acting, query
from weald.foundation.access import at_once as run_at_once
from weald.foundation.access.tokens import hash_of
from weald.foundation.database import launcher, preparation
from weald.services.requests.actions import at_once, booking
from weald.services.requests.views.patient.shared import DEVICE as DEVICE_COOKIE

pytestmark = pytest.mark.usefixtures("committed_db")

TOKEN = "the token of a device"
DEVICE = at_once.Device(hash_of(TOKEN), given.NOW - timedelta(hours=2))


def book(request: UUID, slot: UUID, key: str = "a", **other: Any) -> booking.Booked | None:
    values: dict[str, Any] = {"who": given.person(request), "device": DEVICE, **other}
    return at_once.book(request=request, slot=slot, key=key, now=given.NOW, **values)


def surgery(**request: object) -> Surgery:
    return Surgery(**{"device_hash": hash_of(TOKEN), "sent_at": given.NOW - timedelta(hours=1), **request})


WRITTEN = (
    "select state, serving = organisation, version, wants from requests_request where id = %s",
    "select at, by, identity, kind, told, note, split_part(key, ':', 1) from requests_entry where request_id = %s",
    "select organisation, person, split_part(key, ':', 1), by, \"to\", routes, template,"
    " replace(body, (select reference from requests_request r where r.id = request_id), '') , urgent, made_at, not_before,"
    " supplier_id, tries, delivered_by, withdrawn_at, withdrawn_why from messages_notification where request_id = %s",
    "select organisation, responsible, person, second_slot_id is null, sole, state, service, professional_name, place, kind,"
    " mode, starts_at, ends_at, overbooked_why, booked_by from appointments_appointment where request_id = %s",
    "select name, basis, identity, party, verb, jsonb_array_length(subjects), why from access_auditrow"
    " where subjects ->> 0 = %s::text and verb = 'appointments.book'",
)


def written(request: UUID) -> list[object]:
    """All that a booking leaves behind, but for identifiers."""
    with acting(given.SYSTEM):
        return [query(one, [request]) for one in WRITTEN]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"contact_by": "email", "email": "ada@example.com"},
        {"phone": "+441632960001"},
        {"wants": "reply"},
        {"wants": "message"},
        {"needs": ["longer_appointment"]},
        {"level": "today"},
    ],
)
@pytest.mark.parametrize("mode", ["face_to_face", "phone", "video"])
def test_it_leaves_what_the_ordinary_way_leaves(request_: dict[str, object], mode: str) -> None:
    at = surgery(**request_)
    with acting(given.SYSTEM):
        [other] = given.requests(at.practice, 1, **{"device_hash": hash_of(TOKEN), **request_})
        first, _, third, _ = given.slots(at.practice, 4, mode=mode)
    made = book(at.request, first)
    assert made is not None
    with acting(given.person(other)):
        ordinary = booking.book(request=other, slot=third, key="b", now=given.NOW)
    assert replace(made, appointment=UUID(int=0), starts_at=given.NOW, ends_at=given.NOW) == replace(
        ordinary, appointment=UUID(int=0), starts_at=given.NOW, ends_at=given.NOW
    )
    for one, same in zip(written(at.request), written(other), strict=True):
        assert [tuple(map(_but_time, row)) for row in one] == [tuple(map(_but_time, row)) for row in same]  # type: ignore[attr-defined]
        assert len(one) <= 1  # type: ignore[arg-type]
    assert ordinary.ends_at - ordinary.starts_at == made.ends_at - made.starts_at


def _but_time(value: object) -> object:
    """The two had different slots: what is said of the time differs."""
    if isinstance(value, str):
        for time in ("9:03am", "9:23am", "9:13am"):
            value = value.replace(time, "…")
    return None if hasattr(value, "tzinfo") else value


def tables_read_whole() -> int:
    """How often anybody has read all of the tables that grow with each booking."""
    with acting(given.SYSTEM):
        query("select pg_stat_force_next_flush()")
    with acting(given.SYSTEM):
        [(times,)] = query(
            "select sum(seq_scan)::int from pg_stat_user_tables"
            " where relname in ('appointments_appointment', 'requests_request')"
        )
    return int(times)


def test_no_table_is_read_whole_though_it_was_small_when_the_plan_was_made(
    database_urls: launcher.Urls,
) -> None:
    at = surgery()
    with preparation.connect(database_urls.owner) as owner:
        preparation.analyse(owner)
    before = tables_read_whole()
    assert book(at.request, at.own[0]) is not None
    assert tables_read_whole() == before


def nothing_written(at: Surgery) -> bool:
    with acting(given.SYSTEM):
        rows = query(
            "select (select count(*) from appointments_appointment), (select count(*) from messages_notification),"
            " (select count(*) from requests_entry), (select coalesce(sum(taken), 0) from appointments_slot),"
            " (select count(*) from access_auditrow where verb = 'appointments.book')"
        )
        return rows == [(0, 0, 0, 0, 0)] and state(at.request)[1] == 0


@pytest.mark.parametrize(
    "request_",
    [
        {"self_service": False},
        {"state": "closed", "closed_at": given.NOW},
        {"device_hash": hash_of("of somebody else")},
        {"device_hash": None},
        {"sent_at": given.NOW - timedelta(hours=2)},
        {"invitation": uuid4()},
    ],
)
def test_what_needs_a_second_look_is_left_to_the_ordinary_way(request_: dict[str, object]) -> None:
    at = surgery(**request_)
    assert book(at.request, at.own[0]) is None
    assert nothing_written(at)


@pytest.mark.parametrize("which", ["far", "nurse", "unknown"])
def test_what_was_not_offered_cannot_be_had(which: str) -> None:
    at = surgery()
    assert book(at.request, getattr(at, which, uuid4())) is None
    assert nothing_written(at)


@pytest.mark.parametrize(
    "change",
    [
        "kept_until = starts_at",
        "clinic = 'Flu vaccines'",
        "taken = 0, capacity = 0",
        "ends_at = starts_at - interval '1 day'",
    ],
)
def test_a_slot_that_is_kept_for_others_cut_or_over_cannot_be_had(change: str) -> None:
    at = surgery()
    with acting(given.SYSTEM):
        query(f"update appointments_slot set {change} where id = %s", [at.own[0]])
    assert book(at.request, at.own[0]) is None
    assert nothing_written(at)


def test_who_needs_help_today_has_what_is_kept_for_them() -> None:
    at = surgery(level="today")
    with acting(given.SYSTEM):
        query("update appointments_slot set kept_until = starts_at where id = %s", [at.own[0]])
    assert book(at.request, at.own[0])


def test_a_request_has_one_time_ahead_and_one_key_makes_one_appointment() -> None:
    at = surgery()
    assert book(at.request, at.own[0])
    before = written(at.request)
    assert book(at.request, at.own[1], "b") is None
    assert book(at.request, at.own[0]) is None
    assert written(at.request) == before
    with acting(given.SYSTEM):
        assert query("select sum(taken) from appointments_slot") == [(1,)]


@pytest.mark.parametrize("link", [False, True])
def test_nobody_books_for_a_request_that_they_do_not_hold(link: bool) -> None:
    at = surgery()
    stranger = given.person(_another(at))
    assert book(at.request, at.own[0], who=stranger, device=None if link else DEVICE) is None
    assert nothing_written(at)


def _another(at: Surgery) -> UUID:
    with acting(given.SYSTEM):
        return given.requests(at.practice)[0]


STATEMENT = at_once._BOOK


def call(who: Any, at: Surgery, **other: Any) -> list[tuple[Any, ...]]:
    """The statement itself, as somebody who has got past all that Python asks."""
    with acting(given.SYSTEM):
        [slot] = query(
            "select starts_at, professional_name, place, mode from appointments_slot where id = %s",
            [at.own[0]],
        )
    values = {
        "request": at.request, "version": 0, "responsible": at.practice, "person": None, "id": uuid4(), "slot": at.own[0],
        "key": "k", "now": given.NOW, "urgent": False, "slots_needed": 1, "services": ["gp"],
        "organisations": [at.practice], "told": "Booked.", "starts_at": slot[0], "professional_name": slot[1],
        "place": slot[2], "mode": slot[3], "notice": uuid4(), "by": "sms", "to": "+447700900001", "body": "Booked.",
    }  # fmt: skip
    return run_at_once(who, STATEMENT, values | other)


@pytest.mark.parametrize("who", ["another request", "another practice", "nobody's"])
def test_row_security_holds_inside_the_statement(who: str) -> None:
    at = surgery()
    actor = {
        "another request": given.person(_another(at)),
        "another practice": given.staff(at.elsewhere, "receptionist"),
        "nobody's": given.person(uuid4()),
    }[who]
    with pytest.raises(Exception, match=r"row-level security|changed since"):
        call(actor, at)
    assert nothing_written(at)
    assert call(given.person(at.request), at), "whoever holds it can: the statement itself is right"


@pytest.mark.parametrize(
    "stale", [{"version": 7}, {"professional_name": "Dr Somebody Else"}, {"place": "x"}, {"mode": "phone"}]
)
def test_what_changed_since_it_was_read_undoes_all_of_it(stale: dict[str, object]) -> None:
    at = surgery()
    with pytest.raises(OperationalError, match="changed since it was read"):
        call(given.person(at.request), at, **stale)
    assert nothing_written(at)


def test_who_acted_at_once_does_not_act_any_more() -> None:
    at = surgery()
    assert book(at.request, at.own[0])
    run_at_once(
        given.SYSTEM, "select access_act(%(basis)s, %(name)s, %(party)s, %(subject)s, %(identity)s)", {}
    )
    with pytest.raises(ContextMissingError):
        query("select 1")
    assert run_at_once(given.SYSTEM, "select coalesce(current_setting('weald.basis', true), '')", {}) == [
        ("",)
    ]


def test_nobody_acts_at_once_in_the_midst_of_somebody_elses_transaction() -> None:
    at = surgery()
    with acting(given.person(at.request)), pytest.raises(ContextMissingError):
        book(at.request, at.own[0])


def test_the_form_that_patients_use_is_answered_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at = surgery()
    client.cookies[DEVICE_COOKIE] = TOKEN
    monkeypatch.setattr("django.utils.timezone.now", lambda: given.NOW)
    monkeypatch.setattr(booking, "book", None)  # the ordinary way is not gone
    answer = client.post(f"/ask/{at.request}/book", {"slot": str(at.own[0]), "key": "k"})
    assert (answer.status_code, answer["Location"]) == (303, f"/ask/{at.request}/booked")
    with acting(given.SYSTEM):
        assert query("select key from appointments_appointment") == [(f"{at.request}:k:{at.own[0]}",)]
