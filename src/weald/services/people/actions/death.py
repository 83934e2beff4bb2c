"""A death: messages, bookings and whoever acts end at once, in one transaction; and what can be put back after an error."""

from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import Forbidden, actor, authorise, person_sessions, query, record
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.people.events import Died, DiedInError


def note_death(*, person: UUID, on: date, now: datetime) -> None:
    """Note that a person died `on` this day. Noted twice is noted once.

    Whoever acts for them, or for whom they act, is ended by the database with the day itself.
    Raises Refused where the day is in the future or before they were born, Forbidden for another practice's person.
    """
    organisation, born, died_on, _ = _load(person)
    if died_on is not None:
        return
    if not born <= on <= wall(now).date():
        raise Refused("Enter the day of death: not in the future, and not before they were born.")
    query("update people_person set died_on = %s, death_noted_at = %s where id = %s", [on, now, person])
    person_sessions.end_all(person)
    record("people.note_death", [person])
    append(Died(key=f"{person}:{now.isoformat()}", person=person, organisation=organisation))


def recorded_in_error(*, person: UUID, why: str, now: datetime) -> None:
    """The person lives: put back what can be. Requests open again and whoever acted acts again; cancelled appointments,
    messages that were taken back, and sessions do not come back. Only on the day on which the death was noted.

    Raises Refused on a later day: the record is then put right by hand.
    """
    organisation, _, died_on, noted_at = _load(person)
    if died_on is None or noted_at is None:
        raise Refused("No death is noted for this person.")
    if not why.strip():
        raise Refused("Say how the error came about.")
    if wall(noted_at).date() != wall(now).date():
        raise Refused(
            "The death was noted on an earlier day. Ask your practice manager to put the record right by hand."
        )
    query("update people_person set died_on = null, death_noted_at = null where id = %s", [person])
    record("people.died_in_error", [person], why)
    append(
        DiedInError(
            key=f"{person}:{now.isoformat()}",
            person=person,
            organisation=organisation,
            recorded_at=noted_at.isoformat(),
        )
    )


def _load(person: UUID) -> tuple[UUID, date, date | None, datetime | None]:
    authorise(actor(), "people.change")
    rows = query(
        "select organisation, birth_date, died_on, death_noted_at from people_person where id = %s for update",
        [person],
    )
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    if rows[0][0] != actor().party and actor().party is not None:
        raise Forbidden("They are registered elsewhere. Tell their practice.")
    return rows[0][0], rows[0][1], rows[0][2], rows[0][3]
