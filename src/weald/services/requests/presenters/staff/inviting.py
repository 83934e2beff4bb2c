"""The pages by which staff invite somebody, or many, and see how far that came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from markupsafe import Markup

from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice, Column, link, phone_link
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import date_text, phone_text, plural, wall, when
from weald.services.appointments.clinics import clinics
from weald.services.library import policies
from weald.services.people.names import name_text
from weald.services.requests.actions.inviting import BOOKABLE
from weald.services.requests.presenters.staff.calling import (
    NO_ANSWER,
    WALK,
    Answer,
    OnPhone,
    on_phone,
    tried,
)
from weald.services.requests.presenters.staff.words import (
    MODES,
    born_words,
    service_name,
    short_age,
)
from weald.services.requests.queries.calling import Called
from weald.services.requests.queries.choosing import Chosen
from weald.services.requests.queries.recalls import RecallRow, ToPhone
from weald.services.requests.reasons import REASONS

USUAL_MONTHS = 12
"""Whoever was asked about the same within so many months is left out, unless staff say otherwise."""
MOST_SHOWN = 200
"""How many names stand on the page; the number is always the whole one."""

STATES = {
    "waiting": "Not told yet",
    "told": "Told, no answer yet",
    "booked": "Booked",
    "asked": "Asked for another time, or gave theirs back",
    "declined": "Do not want it now, or closed it",
    "to_call": "To be phoned",
    "called": "Phoned",
    "not_asked": "Asked us not to ask about this",
    "unknown": "Nobody here has that number",
}
"""How far it came with people of a recall, in the order of the page."""


def choices(organisation: Any, now: datetime) -> dict[str, Any]:
    """What can be ticked."""
    known = clinics(organisation, now)
    return {
        "services": tuple(Choice(name, service_name(name)) for name in BOOKABLE),
        "modes": tuple(Choice(name, text) for name, text in MODES.items()),
        "reasons": (Choice("", "Choose"), *(Choice(name, str(text)) for name, text in REASONS.items())),
        "clinics": (
            Choice("", "No clinic: times that everybody can be given"),
            *(Choice(name, f"{name} ({plural(free, 'place')} free)") for name, free in known),
        ),
        "sexes": (
            Choice("", "Everybody"),
            Choice("female", "Women and girls"),
            Choice("male", "Men and boys"),
        ),
    }


def initial(now: datetime, service: str = "", version: int | None = None) -> dict[str, Any]:
    """What stands in the form at first: the next four weeks, and a link that lives for two."""
    today = wall(now).date()
    return {
        "services": (service,) if service in BOOKABLE else (),
        "earliest": today,
        "latest": today + timedelta(days=28),
        "days": 14,
        "key": uuid4().hex,
        "version": version,
        "remind_weeks": "3, 6",
    }


def initial_recall(now: datetime, programme: str) -> dict[str, Any]:
    """What stands in the form of a recall at first; with the ages of a programme, where one was chosen."""
    form = initial(now) | {"asked_within": USUAL_MONTHS}
    if found := policies.programmes().named(programme):
        form |= {
            "programme": found.name, "reason": found.reason, "from_age": found.from_age, "to_age": found.to_age,
            "sex": found.sex, "asked_within": found.asked_within, "services": found.services,
        }  # fmt: skip
    return form


def programmes(chosen: str) -> dict[str, Any]:
    """The programmes that a recall can begin from, and what cannot be known of the one that is chosen."""
    policy = policies.programmes()
    found = policy.named(chosen)
    return {
        "links": tuple(
            (one.text, f"{url('staff_recalls')}?programme={one.name}", one.name == chosen)
            for one in policy.programmes
        ),
        "draft": policy.status == "draft",
        "cannot_know": found.cannot_know if found else (),
        "sources": tuple(policy.sources[one] for one in found.sources) if found else (),
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """Who would be asked: how many, who, and who is left out."""

    said: str
    begin: str
    digest: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Markup | str, ...], ...]
    more: str
    left_out: tuple[str, ...]


def shown(found: Chosen, now: datetime) -> Shown:
    """The list before anybody is asked."""
    today, many = wall(now).date(), len(found.people)
    calls = sum(not one.reached for one in found.people)
    why = {
        "asked before, within the months that you chose": found.asked_before,
        "asked us not to ask about this": found.not_again,
        "without an NHS number: phone them": found.no_number,
        "of that age whose sex is not recorded: look whether it is for them": found.sex_unknown,
    }
    return Shown(
        said=f"{plural(many, 'person', 'people')}. No message reaches {calls:,} of them: they are listed to be phoned."
        if calls
        else f"{plural(many, 'person', 'people') if many else 'nobody'}.",
        begin=f"Ask {'this person' if many == 1 else f'these {many:,} people'}" if many else "",
        digest=found.digest,
        columns=(Column("Name"), Column("Age", number=True), Column("Sex"), Column("How")),
        rows=tuple(
            (
                link(name_text(one.given_name, one.family_name), url("staff_person", one.id)),
                short_age(one.birth_date, today), one.sex.capitalize(), "Message" if one.reached else "Phone",
            )
            for one in found.people[:MOST_SHOWN]
        ),
        more=f"And {many - MOST_SHOWN:,} more." if many > MOST_SHOWN else "",
        left_out=tuple(f"{count:,} {text}" for text, count in why.items() if count),
    )  # fmt: skip


def ids(found: Chosen) -> list[UUID]:
    """Whose names the page shows."""
    return [one.id for one in found.people[:MOST_SHOWN]]


@dataclass(frozen=True, slots=True)
class Line:
    """One recall in the list."""

    href: str
    title: str
    said: str
    booked: str
    left: str


def lines(rows: tuple[RecallRow, ...], now: datetime) -> tuple[Line, ...]:
    """The recalls of a practice."""
    return tuple(
        Line(
            href=url("staff_recall", row.id),
            title=title(row),
            said=f"{plural(row.all, 'person', 'people')}, begun {when(row.made_at, now)} by {row.made_by}"
            + (", stopped" if row.stopped_at else ""),
            booked=f"{row.counts.get('booked', 0):,} booked",
            left=f"{row.counts.get('to_call', 0):,} to phone",
        )
        for row in rows
    )


def title(row: RecallRow) -> str:
    """What a recall is for."""
    return f"{REASONS.get(row.reason, row.reason)}{f', {row.clinic}' if row.clinic else ''}"


def _unsent(many: int, first: datetime | None, now: datetime) -> str:
    """That some messages have not left: told is then not yet told."""
    if not many or first is None:
        return ""
    said = plural(many, "message is not sent yet", "messages are not sent yet")
    if first <= now:
        return f" {said}."
    they = "it goes" if many == 1 else "they go"
    return f" {said}: {they} out from {when(first, now)}, as nobody is written to at night."


def progress(row: RecallRow, unsent: tuple[int, datetime | None], now: datetime) -> dict[str, Any]:
    """How far a recall came, and how many messages of it are `unsent`."""
    told = row.all - row.counts.get("waiting", 0)
    return {
        "title": title(row),
        "columns": (Column("How far"), Column("People", number=True)),
        "rows": tuple((text, f"{row.counts.get(state, 0):,}") for state, text in STATES.items()),
        "done": f"{told:,} of {row.all:,} have been looked at."
        + (
            ""
            if told == row.all or row.stopped_at
            else " The rest follows, some each minute; you need not wait here."
        )
        + _unsent(*unsent, now),
        "what": f"With: {', '.join(service_name(one) for one in row.services)}. Days: {date_text(row.earliest)} to"
        f" {date_text(row.latest)}. "
        + (
            f"Reminders after {', '.join(map(str, row.remind_weeks))} weeks."
            if row.remind_weeks
            else "No reminders."
        ),
        "stopped": f"Stopped {when(row.stopped_at, now)}. Nobody more is told or reminded; who was told can still book."
        if row.stopped_at
        else "",
    }


class Left(NamedTuple):
    """A recall for which people are to be phoned, and how many."""

    text: str
    href: str


def left(recalls: tuple[tuple[UUID, str, int], ...]) -> tuple[Left, ...]:
    """The recalls that have somebody to phone."""
    return tuple(
        Left(
            f"{REASONS.get(reason, reason)}: {plural(many, 'person', 'people')}",
            f"{url('staff_recall', id)}#to-phone",
        )
        for id, reason, many in recalls
    )


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to phone."""

    id: str
    name: str
    born: str
    phone: Markup | str
    href: str
    state: str
    tried: str
    tries: int
    call: OnPhone


SAID = (
    Answer("books", "Find a time with them", "b"), Answer("called", "Phoned", "1"), Answer("declined", "Do not want it", "2"), NO_ANSWER,
)  # fmt: skip
"""What came of a call."""
GONE = "Not on the list any more: they have booked, or somebody has noted what they said. Open their page before you phone them."
"""Said beside somebody who was chosen and is not on the list any more."""
KEYS = (
    *WALK,
    *(Key(one.key, f"{one.text[0].lower()}{one.text[1:]}: the chosen person") for one in SAID),
    Key("Enter", "open the page of the chosen person"),
    Key("u", "all recalls"),
    Key("?", "this help"),
)


def calls(
    rows: tuple[ToPhone, ...], calling: Mapping[UUID, Called], who: Actor, now: datetime
) -> tuple[Call, ...]:
    """Whom to phone for a recall, and who is `calling` whom."""
    today = wall(now).date()
    return tuple(
        Call(
            str(row.id), name_text(row.given_name, row.family_name), born_words(row.birth_date, today),
            phone_link(phone_text(row.phone)) if row.phone else "No phone number",
            url("staff_person", row.person), "Phoned" if row.state == "called" else "",
            tried(row.calls, row.next_at, now), row.calls, on_phone(calling.get(row.person), who),
        )
        for row in rows
    )  # fmt: skip
