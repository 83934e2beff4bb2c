"""Reminders: once at each time, in their way, never for a time that is not theirs any more; and the rule on missed ones."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import weald
from tests import given
from tests.services.requests.waiters import NOW, Queue, asked, hold_of, rows
from weald.foundation.access import acting, query
from weald.services.appointments.held import who_give
from weald.services.messages import actions as messages
from weald.services.messages.supplier import LocalSupplier
from weald.services.requests.actions import booking, care, reminding, waiting
from weald.services.requests.queries.waiting import Wishes, waiting_here

pytestmark = pytest.mark.usefixtures("committed_db")

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Booked(Queue):
    """Somebody's appointment on Saturday at ten, booked a week ago."""

    def __init__(self, **columns: Any) -> None:
        super().__init__(1, now=NOW + 2 * DAY)
        self.request = self.first[0]
        with acting(given.SYSTEM):
            query("update appointments_appointment set booked_at = %s", [NOW - 7 * DAY])
            for name, value in columns.items():
                query(f"update requests_request set {name} = %s", [value])

    def reminds(self, at: Any) -> int:
        with acting(given.SYSTEM):
            return sum(reminding.remind(organisation=one, now=at) for one in who_give(at))


def told() -> list[str]:
    return [
        row[0]
        for row in rows("select body from messages_notification where template = 'reminder' order by made_at")
    ]


def test_twice_and_each_once_however_often_the_job_runs() -> None:
    at = Booked()
    assert at.reminds(NOW + DAY) == 0
    assert [at.reminds(NOW + 2 * DAY) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert [at.reminds(NOW + 4 * DAY) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert len(told()) == 2
    assert "Saturday 28 November at 10:03am, at Hop Lane Surgery" in told()[0]
    assert "To change or cancel it: http" in told()[0]
    assert "back" not in told()[0]


def test_of_a_window_its_end_is_told_too_and_a_visit_is_at_home() -> None:
    at = Booked()
    with acting(given.SYSTEM):
        query(
            "update appointments_appointment set kind = 'home_visit', ends_at = starts_at + interval '4 hours'"
        )
    assert at.reminds(NOW + 4 * DAY) == 1
    assert "Saturday 28 November between 10:03am and 2:03pm, at your home" in told()[0]


@pytest.mark.parametrize(
    ("columns", "way"),
    [
        ({}, [("sms", "+447700900001")]),
        ({"contact_by": "email", "email": "ada@example.com"}, [("email", "ada@example.com")]),
        ({"phone": "+441632960001", "email": ""}, []),
    ],
)
def test_in_the_way_that_they_chose(columns: dict[str, Any], way: list[tuple[str, str]]) -> None:
    at = Booked(**columns)
    at.reminds(NOW + 2 * DAY)
    assert rows("select by, \"to\" from messages_notification where template = 'reminder'") == way


def test_cancelled_while_the_supplier_is_away_nobody_is_reminded_and_the_time_goes_on(tmp_path: Path) -> None:
    at = Booked()
    at.reminds(NOW + 2 * DAY)
    waits = at.waits(at=NOW + 2 * DAY)
    with acting(given.person(at.request)):
        booking.cancel(request=at.request, now=NOW + 2 * DAY)
    supplier = LocalSupplier(tmp_path)
    while messages.deliver(supplier=supplier, now=NOW + 2 * DAY + timedelta(minutes=1)):
        pass
    sent = [one["body"] for one in supplier.latest(20)]
    assert not [body for body in sent if body.startswith("Your appointment:")]
    assert [body for body in sent if "a time has come free" in body]
    assert rows("select withdrawn_why from messages_notification where template = 'reminder'") == [
        ("moved or cancelled",)
    ]
    assert hold_of(waits)


def test_moved_the_new_time_is_reminded_of_and_the_old_one_is_not() -> None:
    at = Booked()
    at.reminds(NOW + 2 * DAY)
    with acting(given.SYSTEM):
        [later] = at.publish(1, starts_at=at.starts + 2 * DAY)
    with acting(given.person(at.request)):
        booking.move(request=at.request, slot=later, key="m", now=NOW + 2 * DAY)
    with acting(given.SYSTEM):
        query("update appointments_appointment set booked_at = %s where state = 'booked'", [NOW + 2 * DAY])
    assert at.reminds(NOW + 4 * DAY + timedelta(hours=1)) == 1
    assert "Monday 30 November" in told()[1]


# The rule: no prediction of who will not come, and nothing follows from having missed an appointment.


def test_whoever_missed_appointments_is_offered_the_same_at_the_same_time() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        missed = at.publish(3, starts_at=NOW - 3 * DAY)
        [unlucky] = asked(at.practice)
        for slot in missed:
            query(
                "insert into appointments_appointment (id, organisation, responsible, request_id, slot_id, key, sole, state, service,"
                " professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by)"
                " select uuidv7(), organisation, organisation, %s, id, id::text, true, 'did_not_attend', service, professional,"
                " professional_name, place, kind, mode, starts_at, ends_at, 'x' from appointments_slot where id = %s",
                [unlucky, slot],
            )
    with acting(given.person(unlucky)):
        waiting.join(request=unlucky, wishes=Wishes(), now=NOW)
    at.waits(at=NOW + timedelta(seconds=1))
    at.cancels()
    assert hold_of(unlucky)


def test_an_appointment_that_staff_mark_as_missed_takes_no_turn_away() -> None:
    """Two asked alike; the one who missed an appointment joined first, and comes first."""
    at, sent = Queue(), NOW - 10 * DAY
    desk = given.staff(at.practice, "receptionist")
    with acting(given.SYSTEM):
        missed, never = asked(
            at.practice,
            2,
            level="routine",
            sent_at=sent,
            due_at=sent + DAY,
            confirmed_at=sent,
            state="confirmed",
        )
        [slot] = at.publish(1, starts_at=NOW - 5 * HOUR)
    with acting(given.person(missed)):
        booking.book(request=missed, slot=slot, key="x", now=sent)
    with acting(desk):
        care.attendance(request=missed, state="did_not_attend", key="d", now=NOW - 2 * HOUR)
    [(due,)] = rows("select due_at from requests_request where id = %s", missed)
    assert due > NOW  # nobody is called late for it
    for request, when in ((missed, NOW - HOUR), (never, NOW)):
        with acting(given.person(request)):
            waiting.join(request=request, wishes=Wishes(), now=when)
    with acting(desk):
        assert [one.request for one in waiting_here()] == [missed, never]
    at.cancels()
    assert hold_of(missed)
    assert hold_of(never) is None


def test_no_code_that_chooses_reads_who_did_not_attend() -> None:
    """In search, booking, holding, offering and reminding the word does not occur."""
    home = Path(next(iter(weald.__path__)))
    chooses = [
        *(home / "engines" / "matching").glob("*.py"),
        *(home / "services/appointments" / name for name in ("queries.py", "search.py", "held.py", "clinics.py", "actions/holds.py")),
        *(
            home / "services/requests" / name
            for name in (
                "queries/offers.py", "queries/waiting.py", "queries/invited.py", "actions/offering.py", "actions/waiting.py",
                "actions/reminding.py", "actions/recalling.py", "actions/inviting.py", "actions/booking.py",
            )
        ),
    ]  # fmt: skip
    assert len(chooses) > 15
    for path in chooses:
        assert not re.search(r"did_not_attend|no.show|non.?attend", path.read_text()), path
