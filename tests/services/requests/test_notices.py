"""A notice that cannot be delivered comes back to staff, once; nobody is left untold in silence."""

from datetime import timedelta

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import full_day_text
from weald.services.messages import actions as messages
from weald.services.messages.ports import Answer, ChannelStatus, SupplierAway
from weald.services.requests.actions import booking
from weald.services.requests.queries import queue
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")


class Down:
    """A supplier that is away for good."""

    def send(self, **_: object) -> Answer:
        raise SupplierAway

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        raise SupplierAway


def give_up(**request: object) -> tuple[object, object]:
    wiring.connect()
    practice = given.practice()
    with acting(given.SYSTEM):
        [asked] = given.requests(practice, **request)
        for key in ("one", "two"):
            messages.notify(
                organisation=practice, request=asked, key=key, by="sms", to="+447700900001", template="resolved",
                values={"practice": "Hop Lane", "reference": "X"}, now=given.NOW,
            )  # fmt: skip
    for hour in range(0, 24 * 5, 2):
        while messages.deliver(supplier=Down(), now=given.NOW + timedelta(hours=hour)):
            pass
    return practice, asked


def story() -> list[str]:
    return [row[0] for row in query("select kind from requests_entry order by id")]


def test_staff_are_asked_to_call_and_the_story_says_why() -> None:
    practice, asked = give_up()
    with acting(given.SYSTEM):
        assert query("select id, wants from requests_request") == [(asked, "call")]
        assert story() == ["not_delivered", "not_delivered"]
        assert query("select count(*) from events_event") == [(2,)]
    with acting(given.staff(practice)):  # type: ignore[arg-type]
        counts, rows = queue.queue(kind="clinical", show="all", text="", now=given.NOW)
        assert (counts.clinical, [row.wants for row in rows]) == (1, ["call"])


def test_what_the_person_asked_for_is_not_written_over() -> None:
    give_up(wants="message")
    with acting(given.SYSTEM):
        assert query("select wants from requests_request") == [("message",)]
        assert story() == ["not_delivered", "not_delivered"]


def test_a_closed_request_stays_closed() -> None:
    give_up(state="closed", closed_at=given.NOW)
    with acting(given.SYSTEM):
        assert query("select state, wants from requests_request") == [("closed", "")]
        assert story() == []


DAY = full_day_text(given.NOW, given.NOW)


@pytest.mark.parametrize(
    ("kind", "mode", "when", "where"),
    [
        ("duty_list", "face_to_face", f"{DAY} between 8am and 6:30pm", "at Hop Lane Surgery"),
        ("call_back", "phone", f"{DAY} between 8am and 6:30pm", "by phone"),
        ("home_visit", "face_to_face", f"{DAY} between 8am and 6:30pm", "at your home"),
        ("slot", "face_to_face", f"{DAY} at 8am", "at Hop Lane Surgery"),
    ],
)
def test_a_place_on_a_list_is_told_with_the_end_of_its_window(
    kind: str, mode: str, when: str, where: str
) -> None:
    ward = Ward()
    starts = given.NOW.replace(hour=8, minute=0)
    ends = given.NOW.replace(hour=18, minute=30)
    with acting(given.SYSTEM):
        [slot] = given.slots(
            ward.practice,
            1,
            starts_at=starts,
            ends_at=ends,
            kind=kind,
            mode=mode,
            slot_minutes=630,
            capacity=30,
        )
    request = ward.request()
    with acting(ward.reed):
        booking.book(request=request, slot=slot, key="k", now=given.NOW)
    with acting(given.SYSTEM):
        # The window has begun: it is worth telling until it is over.
        assert query("select until from messages_notification where template = 'booked'") == [
            (starts if kind == "slot" else ends,)
        ]
    with acting(ward.reed):
        booking.cancel(request=request, now=given.NOW)
    with acting(given.SYSTEM):
        booked, cancelled = (
            row[0] for row in query("select body from messages_notification order by template")
        )
    assert booked.startswith(f"Booked: {when} with Dr Amara Reed, {where}.")
    assert f"on {when} is cancelled" in cancelled
