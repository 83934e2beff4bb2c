"""Who acts for somebody, as staff read and change it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.ui.components import Choice, Row
from weald.foundation.ui.wording import (
    age_text,
    date_text,
    joined,
    nhs_number_text,
    phone_text,
    wall,
    when,
)
from weald.services.people import ages
from weald.services.people.acting_for import OWN_AGE, birthday
from weald.services.people.queries import PersonRow
from weald.services.people.queries.family import ProxyRow, review_age

KINDS = {
    "parent": "Parent",
    "carer": "Carer",
    "attorney": "Power of attorney",
    "care_home": "Care home",
    "other": "Somebody they trust",
}
SCOPES = {"see": "see", "ask": "ask", "book": "book", "messages": "write"}
CAPACITIES = {
    "child": "a child under 16",
    "agrees": "the person agrees",
    "lacks": "the person cannot decide this",
}
ENDED = {
    "person": "ended by the person or by who acted",
    "staff": "ended by staff",
    "age": "ended at 16",
    "over": "the last day is over",
    "died": "ended by a death",
    "discharged": "left the care home",
}
DONE = {
    "grant": "They can act from now on.",
    "admit": "The care home sees them from now on.",
    "review": "Looked at with the young person. It holds again.",
    "suspend": "Stopped. They see nothing from this moment.",
    "end": "Ended. They see nothing from this moment.",
    "check-contact": "Noted: they are reached there for certain, and can sign in with a code.",
    "died": "The death is noted. Messages, bookings and everybody who acts have ended.",
    "lives": "Put right. Requests are open again and whoever acted acts again. Cancelled appointments, messages that"
    " were taken back and sign-ins do not come back: book and write again.",
}


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who acts, or acted."""

    id: UUID
    name: str
    what: str
    state: str
    live: bool
    can_review: bool
    home: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page."""

    id: UUID
    title: str
    person: tuple[Row, ...]
    dead: bool
    died: str
    can_put_right: bool
    young: str
    now: tuple[Held, ...]
    past: tuple[Held, ...]
    contacts: tuple[tuple[str, str, str], ...]
    kinds: tuple[Choice, ...]
    scopes: tuple[Choice, ...]
    capacities: tuple[Choice, ...]
    home_capacities: tuple[Choice, ...]


def sheet(
    person: PersonRow, rows: tuple[ProxyRow, ...], certain: tuple[tuple[str, str], ...], now: datetime
) -> Sheet:
    """Everything on the page of who acts for a person."""
    today = wall(now).date()
    addresses = {to for _, to in certain}
    age = ages.years(person.birth_date, today)
    return Sheet(
        id=person.id,
        title=f"Who acts for {person.given_name} {person.family_name}",
        person=(
            Row("Name", f"{person.given_name} {person.family_name}"),
            Row("Born", f"{date_text(person.birth_date)} ({age_text(person.birth_date, today)})"),
            Row("NHS number", nhs_number_text(person.nhs_number) or "None"),
        ),
        dead=person.died_on is not None,
        died=date_text(person.died_on) if person.died_on else "",
        can_put_right=person.death_noted_at is not None and wall(person.death_noted_at).date() == today,
        young=_young(person, age),
        now=tuple(_held(one, now) for one in rows if one.ended_at is None),
        past=tuple(_held(one, now) for one in rows if one.ended_at is not None),
        contacts=tuple(
            (by, shown, "checked" if to in addresses else "")
            for by, to, shown in (
                ("sms", person.phone if person.phone.startswith("+447") else "", phone_text(person.phone)),
                ("email", person.email, person.email),
            )
            if to
        ),
        kinds=tuple(Choice(one, KINDS[one]) for one in ("parent", "carer", "attorney", "other")),
        scopes=(
            Choice("see", "See requests and answers"),
            Choice("ask", "Ask for help"),
            Choice("book", "Book and change appointments"),
            Choice("messages", "Read and write messages"),
        ),
        capacities=(
            Choice("child", "They are a child under 16"),
            Choice("agrees", "They agree"),
            Choice("lacks", "They cannot decide this"),
        ),
        home_capacities=(Choice("agrees", "They agree"), Choice("lacks", "They cannot decide this")),
    )


def _young(person: PersonRow, age: int) -> str:
    if age >= OWN_AGE:
        return ""
    review = review_age(person.organisation)
    ends = date_text(birthday(person.birth_date, OWN_AGE))
    if age < review:
        asks = date_text(birthday(person.birth_date, review))
        return f"A parent’s access stops on {asks} (age {review}) until you have spoken with the young person, and ends on {ends}."
    return f"They are over {review}: speak with them, alone if they like, before anybody acts. A parent’s access ends on {ends}."


def _held(one: ProxyRow, now: datetime) -> Held:
    over = one.live_until is not None and one.live_until <= now
    live = one.ended_at is None and one.suspended_at is None and not over
    if one.ended_at is not None:
        state = f"{ENDED.get(one.ended_why, 'ended').capitalize()}, {when(one.ended_at, now)}"
    elif not live:
        why = "stopped by staff" if one.suspended_why == "staff" else "stopped until it is looked at again"
        state = f"Acts no longer: {why}"
    else:
        state = f"Acts until {date_text(one.live_until)}" if one.live_until else "Acts, without a last day"
    reasons = [KINDS[one.kind], CAPACITIES[one.capacity]]
    if one.document_seen_by:
        reasons.append(f"document seen by {one.document_seen_by}")
    if one.note:
        reasons.append(f"decision: {one.note}")
    if one.reviewed_on:
        reasons.append(f"looked at with the young person on {date_text(one.reviewed_on)}")
    may = joined([SCOPES[each] for each in SCOPES if each in one.scope])
    return Held(
        one.id,
        one.proxy_name,
        f"{'; '.join(reasons)}. May {may}. Granted by {one.granted_by}, {when(one.since, now)}.",
        state,
        live,
        one.ended_at is None and not live,
        one.kind == "care_home",
    )
