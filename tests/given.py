"""What a test begins with: an organisation, its requests, its slots. Plain rows, made as the program's own jobs would."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from weald.foundation.access import Actor, Basis, query
from weald.foundation.database.identifiers import reference, uuid7
from weald.services.appointments.actions import NewSession, publish_many
from weald.services.directory.hours import CORE_WEEK
from weald.services.directory.models import OpeningTime, Organisation

NOW = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
"""Monday morning, three minutes after eight."""

SYSTEM = Actor(Basis.SYSTEM, "a test")


def staff(party: UUID, *roles: str, name: str = "Dr Test", identity: UUID | None = None) -> Actor:
    """Somebody who works in `party`."""
    return Actor(
        Basis.STAFF,
        name,
        identity=identity or uuid4(),
        party=party,
        roles=frozenset(roles or {"clinician"}),
        channel="staff",
    )


def person(subject: UUID) -> Actor:
    """Whoever holds the request `subject`."""
    return Actor(Basis.PERSON, "the person who asks", subject=subject)


def practice(
    ods_code: str = "",
    *,
    self_service: bool = True,
    kind: str = "practice",
    neighbourhood: UUID | None = None,
    answers: bool = True,
) -> UUID:
    """An organisation; one that `answers` has an open front door."""
    identifier = uuid4()
    Organisation.objects.create(
        id=identifier,
        ods_code=ods_code or f"Z{identifier.hex[:5].upper()}",
        name="Hop Lane Surgery",
        kind=kind,
        self_service=self_service,
        neighbourhood_id=neighbourhood,
        synthetic=True,
        phone="01632 960001",
        door_opened_at=NOW if answers and kind == "practice" else None,
    )
    return identifier


def week(organisation: UUID) -> None:
    """The opening times of an organisation: those of a practice."""
    OpeningTime.objects.bulk_create(
        [
            OpeningTime(organisation_id=organisation, weekday=day, opens=opens, closes=closes)
            for day, opens, closes in CORE_WEEK
        ]
    )


def requests(organisation: UUID, count: int = 1, **columns: object) -> list[UUID]:
    """Requests that wait in the organisation's queue; call it inside `acting`."""
    values: dict[str, object] = {
        "kind": "clinical",
        "channel": "online",
        "self_service": True,
        "sent_at": NOW,
        "given_name": "Ada",
        "family_name": "Test",
        "birth_date": "1984-05-06",
        "sex": "female",
        "phone": "+447700900001",
        "contact_by": "sms",
        "for_whom": "me",
        "identity_level": "claimed",
        "asked_by": "",
        "nhs_number": "",
        "email": "",
        "words": "my back hurts",
        "problem": "low_back_pain",
        "problem_name": "Low back pain",
        "level": "soon",
        "service": "gp",
        "red_flag": False,
        "findings": "[]",
        "due_at": NOW + timedelta(days=7),
        "state": "waiting",
        "owner_name": "",
        "version": 0,
        "calls_tried": 0,
        "wants": "",
        "outcome": "",
        "holder": organisation,
        "hidden": False,
        "needs": [],
        "language": "",
        "again": "",
        "contact": 1,
        **columns,
    }
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    made = []
    for turn in range(count):
        identifier = uuid7(NOW)
        if "phone" not in columns:  # several requests are of several people
            values["phone"] = f"+4477009{turn + 1:05d}"
        query(
            f"insert into requests_request (id, reference, organisation, {names}) values (%s, %s, %s, {places})",
            [identifier, reference(), organisation, *values.values()],
        )
        made.append(identifier)
    return made


def slots(
    organisation: UUID, count: int = 1, *, service: str = "gp", capacity: int = 1, **fields: object
) -> list[UUID]:
    """Ten-minute slots from an hour after NOW, with one professional; call it inside `acting`."""
    start = NOW + timedelta(hours=1)
    values: dict[str, object] = {
        "organisation": organisation,
        "professional": uuid4(),
        "professional_name": "Dr Amara Reed",
        "service": service,
        "premises": None,
        "place": "Hop Lane Surgery",
        "kind": "slot",
        "mode": "face_to_face",
        "category": "General Consultation Acute",
        "setting": "general_practice",
        "starts_at": start,
        "ends_at": start + timedelta(minutes=10 * count),
        "slot_minutes": 10,
        "capacity": capacity,
        **fields,
    }
    publish_many(sessions=[NewSession(**values)], now=NOW)  # type: ignore[arg-type]
    rows = query(
        "select id from appointments_slot where professional = %s order by starts_at",
        [values["professional"]],
    )
    return [row[0] for row in rows]
