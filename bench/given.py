"""What the measurements need beyond the demonstration: sent requests on known devices, and many free times."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from bench import patient


@cache
def ready() -> None:
    """Django, on the database of this run."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "weald.site.settings"
    import django

    django.setup(set_prefix=False)


@dataclass(frozen=True)
class Sent:
    """A request, and the token of the device that may open it."""

    id: UUID
    device: str


def practice() -> Any:
    """The first practice in which people book at once."""
    ready()
    from weald.services.directory import queries

    return next(one for one in queries.find_practices("", 500) if one.self_service)


@contextmanager
def acting() -> Iterator[None]:
    """The program's own jobs act."""
    ready()
    from weald.foundation import access

    with access.acting(access.Actor(access.Basis.SYSTEM, "bench")):
        yield


def requests(at: UUID, count: int) -> list[Sent]:
    """Send requests that end with a general practitioner within a week, through the ordinary bulk verb."""
    ready()
    from django.utils import timezone

    from weald.foundation.access import query
    from weald.foundation.access.tokens import hash_of
    from weald.foundation.database.identifiers import uuid7
    from weald.services.requests.actions.submit import Submission, submit_many

    now = timezone.now()
    sent = [Sent(uuid7(now), secrets.token_urlsafe(32)) for _ in range(count)]
    with acting():
        submit_many(
            submissions=[
                Submission(
                    id=one.id, organisation=at, kind="clinical", problem="low_back_pain", words="my back",
                    answers=patient.answers(), given_name="Ada", family_name="Bench", phone=f"+447700{turn:06d}",
                    contact_by="sms", birth_date=datetime(1984, 5, 6).date(), sex="female",  # noqa: DTZ001  a date of birth has no zone
                    device_hash=hash_of(one.device),
                )
                for turn, one in enumerate(sent)
            ],
            now=now,
        )  # fmt: skip
        query(
            "update requests_request set level = 'soon', service = 'gp', self_service = true, state = 'confirmed',"
            " confirmed_at = %s, due_at = %s where id = any(%s)",
            [now, now + timedelta(days=7), [one.id for one in sent]],
        )
    return sent


def slots(at: UUID, count: int, service: str = "gp", ahead: int = 2) -> list[UUID]:
    """Publish free ten-minute slots of the day so many days `ahead`, a professional for every sixty; none that is kept for whoever
    needs help today, of which a practice keeps half at most here. The half is of the whole day: on one of which much was booked
    before, all that is new may be kept."""
    ready()
    from django.utils import timezone

    from weald.foundation.access import query
    from weald.services.appointments.actions import NewSession, publish_many

    now = timezone.now()
    start = datetime.combine(now.date() + timedelta(days=ahead), time(8), now.tzinfo)
    sessions = [
        NewSession(
            organisation=at, professional=uuid4(), professional_name=f"Dr Bench {number}", service=service, premises=None,
            place="Bench Surgery", kind="slot", mode="face_to_face", category="General Consultation Routine",
            setting="general_practice", starts_at=start, ends_at=start + timedelta(hours=10), slot_minutes=10,
        )
        for number in range(-(-2 * count // 60))
    ]  # fmt: skip
    with acting():
        publish_many(sessions=sessions, now=now)
        rows = query(
            "select id from appointments_slot where professional = any(%s) and kept_until is null"
            " order by starts_at, professional limit %s",
            [[session.professional for session in sessions], count],
        )
    return [row[0] for row in rows]
