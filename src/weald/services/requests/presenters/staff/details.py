"""The page on which staff put a person's details right: what is kept, who asks, and what follows to the new contact."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.presenters import Key, Link
from weald.foundation.ui.wording import date_and_time, joined, phone_text, when
from weald.services.directory.frame import frame
from weald.services.people.details import (
    CHECKED,
    CHECKS,
    NAMES,
    OLD_TOLD,
    UNSURE,
    Details,
    brought_up,
    differing,
)
from weald.services.people.names import plain_name, whom
from weald.services.people.presenters import detail_text, rows
from weald.services.people.queries import PersonRow
from weald.services.people.queries.details import ChangeRow, SharesNumber
from weald.services.requests.presenters.staff.reception import asked_lines
from weald.services.requests.queries.reached import ReachedRow

KEYS = (
    Key("Tab", "next box"),
    Key("Space", "tick"),
    Key("Enter", "change"),
    Key("u", "back"),
    Key("?", "this help"),
)
WAYS = (
    Choice("sms", "Text message"),
    Choice("phone", "Phone call"),
    Choice("email", "Email"),
    Choice("letter", "Letter"),
)
ASKS = (
    *(Choice(*pair) for pair in CHECKS.items()),
    Choice(UNSURE, "Not sure", "Then nothing is changed. Call them back on the number that is kept here"),
)
OLD = tuple(Choice(*pair) for pair in OLD_TOLD.items())


class Changed(NamedTuple):
    """One detail that was put right before."""

    what: str
    by: str


def kept_of(person: PersonRow) -> Details:
    """The details as they are on the record."""
    return Details(**{name: getattr(person, name) for name in NAMES})


def typed(values: Mapping[str, Any]) -> Details:
    """The details as the form has them: a box that is empty is an empty text."""
    return Details(**{name: values[name] or "" for name in NAMES})


def initial(details: Details, checked: str = "") -> dict[str, Any]:
    """What stands in the boxes."""
    boxes = {name: detail_text(name, getattr(details, name)) for name in NAMES}
    return {**boxes, "contact_by": details.contact_by, "checked": checked}


def brought_together(form: Bound, seen: Details, kept: Details, sentence: str) -> Bound:
    """The form again, after a colleague changed the details: what they changed, and what was typed here and is not the same."""
    mine = typed(form.values)
    again = form.form.empty(initial(brought_up(mine, seen, kept))).refuse("", sentence)
    for name in differing(seen, kept):
        again = again.refuse(
            name, f"A colleague wrote “{detail_text(name, getattr(kept, name)) or 'nothing'}” here meanwhile"
        )
    return again


def page(
    who: Actor, person: PersonRow, form: Bound, open_requests: tuple[ReachedRow, ...], stay: Iterable[UUID],
    *, changes: tuple[ChangeRow, ...], shares: tuple[SharesNumber, ...], from_list: bool, now: Any,
) -> dict[str, Any]:  # fmt: skip
    """Everything on the page."""
    follow = tuple(one for one in open_requests if one.kept)
    other = tuple(one for one in open_requests if not one.kept)
    unticked = set(stay)
    return {
        "page": frame(
            who, f"Change details of {whom(person.given_name, person.family_name)}", tab="reception", keys=KEYS,
            has_errors=not form.ok,
        ),
        "person_rows": rows(person, now.date()),
        "ways": WAYS,
        "asks": ASKS,
        "old": OLD,
        "seen": tuple((f"seen_{name}", getattr(kept_of(person), name)) for name in NAMES),
        "follow": tuple(
            Choice(str(one.asked.id), asked_lines((one.asked,), who, now)[0].text, _ahead(one, now))
            for one in follow
        ),
        "ticked": tuple(str(one.asked.id) for one in follow if one.asked.id not in unticked),
        "other": tuple((asked_lines((one.asked,), who, now)[0], _own(one)) for one in other),
        "changes": tuple(
            Changed(
                f"{NAMES[one.detail].capitalize()}: {detail_text(one.detail, one.before) or 'nothing'} →"
                f" {detail_text(one.detail, one.after) or 'nothing'}",
                f"{date_and_time(one.at, now)}, {one.by}, {CHECKED[one.checked]}",
            )
            for one in changes
        ),
        "shares": tuple(
            Link(plain_name(one.given_name, one.family_name), url("staff_details", one.id)) for one in shares
        ),
        "from_list": from_list,
    }  # fmt: skip


def _ahead(one: ReachedRow, now: Any) -> str:
    """What is still to reach them for this request."""
    parts = [
        f"appointment {when(one.starts_at, now)}, with its reminders" if one.starts_at else "",
        f"asked how they are {when(one.asks_again_at, now)}" if one.asks_again_at else "",
        f"{one.messages} {'message waits' if one.messages == 1 else 'messages wait'} to be sent" if one.messages else "",
    ]  # fmt: skip
    said = joined([part for part in parts if part])
    return f"{said[0].upper()}{said[1:]}" if said else "The answer, and whatever we tell them of it"


def _own(one: ReachedRow) -> str:
    """Where a request is reached that was given another number or email."""
    return joined([part for part in (phone_text(one.phone), one.email) if part]) or "no number and no email"
