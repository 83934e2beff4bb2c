"""A practice with a hub, times of its own, and people who wait for one: what the tests of the waiting list share."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from tests import given
from weald.foundation.access import acting, query
from weald.foundation.events import subscribe
from weald.services.appointments import held
from weald.services.appointments.events import SlotFreed
from weald.services.appointments.held import HeldRow
from weald.services.directory import queries as directory
from weald.services.directory.models import Neighbourhood
from weald.services.requests.actions import booking, offering, waiting
from weald.services.requests.queries.waiting import Wishes

NOW = given.NOW.replace(hour=10)
"""Monday, ten in the morning: everybody is awake."""


subscribe(SlotFreed, offering.freed)  # as the wiring does


class Queue:
    """Times next Thursday from ten o'clock, all of them booked by somebody; nobody waits yet."""

    def __init__(self, slots: int = 1, *, now: datetime = NOW, **fields: Any) -> None:
        near = Neighbourhood.objects.create(id=uuid4(), code=f"N{uuid4().hex[:4]}", name="Hop Valley")
        self.practice, self.phones = given.practice(neighbourhood=near.id), count()
        self.hub = given.practice(kind="hub", neighbourhood=near.id)
        directory.forget()
        self.starts = now + timedelta(days=3)
        with acting(given.SYSTEM):
            self.slots = self.publish(slots, **fields)
            self.first = asked(self.practice, slots, sent_at=now - timedelta(days=1))
        for request, slot in zip(self.first, self.slots, strict=True):
            with acting(given.person(request)):
                booking.book(request=request, slot=slot, key=f"first{request}", now=now - timedelta(days=1))

    def publish(self, count: int = 1, **fields: Any) -> list[UUID]:
        """Further times; call it inside `acting`."""
        starts = fields.pop("starts_at", self.starts)
        return given.slots(
            fields.pop("organisation", self.practice), count,
            **{"starts_at": starts, "ends_at": starts + timedelta(minutes=10 * count)} | fields,
        )  # fmt: skip

    def waits(self, *, at: datetime = NOW, wishes: Wishes = Wishes(), **columns: Any) -> UUID:  # noqa: B008
        """Somebody who joins the waiting list, with a telephone of their own."""
        columns.setdefault("phone", f"+447700901{next(self.phones) % 1000:03d}")
        with acting(given.SYSTEM):
            [request] = asked(columns.pop("organisation", self.practice), **columns)
        with acting(given.person(request)):
            waiting.join(request=request, wishes=wishes, now=at)
        return request

    def cancels(self, which: int = 0, now: datetime = NOW) -> None:
        """One of those who were there first gives their time back."""
        with acting(given.person(self.first[which])):
            booking.cancel(request=self.first[which], now=now)

    def leaves_unanswered(self, request: UUID) -> None:
        """As many as were there first give their time back, one a day; each is offered to `request`, and nobody answers."""
        for turn in range(len(self.first)):
            self.cancels(turn)
            found = hold_of(request)
            assert found
            sends()
            with acting(given.SYSTEM):
                offering.lapse(now=found.until)
            rows(
                "update requests_waiting set lapsed_on = lapsed_on - 1 where request_id = %s returning 1",
                request,
            )


def booked_at(moment: datetime) -> None:
    """Everything that is booked now was booked then: the database's own clock is not that of the tests."""
    rows("update appointments_appointment set booked_at = %s where state = 'booked' returning 1", moment)


def sends() -> None:
    """Every message that waits goes out."""
    rows(
        "update messages_notification set sent_at = made_at where sent_at is null and withdrawn_at is null returning 1"
    )


def asked(practice: UUID, count: int = 1, **columns: Any) -> list[UUID]:
    """Requests with a decision; call it inside `acting`."""
    made = given.requests(practice, count, **columns)
    query(
        "insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,"
        " ruled_out, safety_net, advice, release, reason) select organisation, id, sent_at, 'the triage rules', level,"
        " service, 'P7D', 'You need an appointment.', 'low_back_pain.otherwise', '[]', '[]', '[]', '[]', 'abc', ''"
        " from requests_request where id = any(%s)",
        [made],
    )
    return made


def hold_of(request: UUID) -> HeldRow | None:
    """What is held for somebody now."""
    with acting(given.SYSTEM):
        row = held.held_for(request)
    return row if row is not None and row.state == "held" else None


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows as the program sees them."""
    with acting(given.SYSTEM):
        return query(sql, list(values))


def taken(slot: UUID) -> tuple[int, int]:
    """How many places of a slot are taken, and how many there are."""
    return rows("select taken, capacity from appointments_slot where id = %s", slot)[0]  # type: ignore[return-value]
