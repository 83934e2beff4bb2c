"""Publish sessions with their slots: all of them, or none and a sentence that says who is in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.errors import ExclusionViolation

from weald.foundation.access import record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.appointments.actions import reserve
from weald.services.appointments.models import AWAY
from weald.services.appointments.recurring import slot_starts

TWICE = "A professional or a room would be in two places at once. Change the times of one of the sessions."


@dataclass(frozen=True)
class NewSession:
    """A stretch of somebody's time to publish; times are aware, `capacity` is persons for each slot, `travel_minutes` lie
    between two slots. A session of kind `protected` or `leave` has no slots: nobody is seen in it."""

    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    premises: UUID | None
    place: str
    kind: str
    mode: str
    category: str
    setting: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    capacity: int = 1
    room: UUID | None = None
    travel_minutes: int = 0
    contact_limit: int | None = None
    clinic: str = ""
    note: str = ""


def publish_many(*, sessions: Iterable[NewSession], now: datetime) -> int:
    """Publish sessions and their slots; returns how many slots. All of them or none.

    Raises Refused where a professional or a room would be in two places at once; the database finds it. One audit row a batch.
    """
    session_rows: list[tuple[Any, ...]] = []
    slot_rows: list[tuple[object, ...]] = []
    for session in sessions:
        away = session.kind in AWAY
        if session.ends_at.astimezone(UTC) <= session.starts_at.astimezone(UTC) or (
            session.slot_minutes < 1 and not away
        ):
            raise Refused("A session must end after it starts, and its slots must last at least a minute.")
        identifier = uuid7(now)
        session_rows.append(
            (
                identifier, session.organisation, session.professional, session.professional_name, session.service,
                session.premises, session.place, session.kind, session.mode, session.category, session.setting,
                session.starts_at, session.ends_at, session.slot_minutes, session.capacity, session.room,
                session.travel_minutes, session.contact_limit, session.clinic, session.note,
            )
        )  # fmt: skip
        if not away:
            slot_rows.extend(_slots(identifier, session, now))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, "appointments_session", _SESSION, session_rows)
            _copy(cursor, "appointments_slot", _SLOT, slot_rows)
    except ExclusionViolation as fault:
        raise Refused(TWICE) from fault
    if session_rows:
        starts = [row[11] for row in session_rows]
        reserve.keep(
            organisations={row[1] for row in session_rows}, since=min(starts), until=max(starts), now=now
        )
    record("appointments.publish", [str(row[0]) for row in session_rows[:1]], f"{len(session_rows)} sessions")
    return len(slot_rows)


_SESSION = (
    "id, organisation, professional, professional_name, service, premises, place, kind, mode, category, setting,"
    " starts_at, ends_at, slot_minutes, capacity, room, travel_minutes, contact_limit, clinic, note"
)
_SLOT = (
    "id, session_id, organisation, professional, professional_name, service, place, kind, mode, category, starts_at,"
    " ends_at, capacity, clinic"
)


def _copy(cursor: Any, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _slots(identifier: UUID, session: NewSession, now: datetime) -> Iterable[tuple[object, ...]]:
    length = timedelta(minutes=session.slot_minutes)
    for start in slot_starts(
        session.starts_at, session.ends_at, session.slot_minutes, session.travel_minutes
    ):
        yield (
            uuid7(now), identifier, session.organisation, session.professional, session.professional_name,
            session.service, session.place, session.kind, session.mode, session.category, start, start + length,
            session.capacity, session.clinic,
        )  # fmt: skip
