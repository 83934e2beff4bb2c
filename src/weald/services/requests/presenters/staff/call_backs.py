"""The call list in words: whom to phone, why, and what to say."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from weald.foundation.access import Actor
from weald.foundation.ui.components import phone_link
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import phone_text, plural, wall, when
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.requests.presenters.staff.queue import problem_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.words import LEVELS, name_words, short_age
from weald.services.requests.queries.call_backs import ToCall

KEYS = (Key("?", "this help"),)
URGENT = ("now", "today")


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to phone. `answer` is the address of the buttons; empty for a notice that did not arrive."""

    id: str
    name: str
    age: str
    href: str
    phone: Markup | str
    problem: str
    level: str
    level_text: str
    draft: bool
    why: str
    note: str
    needs: str
    tried: str
    tries: int
    answer: str
    request: str
    late: bool


def calls(rows: tuple[ToCall, ...], who: Actor, now: datetime) -> tuple[Call, ...]:
    """The list, in the order in which to phone. What the reader may not read is left out."""
    clinical, known, today = may(who, "requests.read_clinical"), content.current(), wall(now).date()
    draft = drafts(known, who.party)
    return tuple(
        Call(
            id=str(row.call_back or row.request),
            name=name_words(row.given_name, row.family_name),
            age=short_age(row.birth_date, today),
            href=url("staff_request", row.request),
            phone=phone_link(phone_text(row.phone)) if row.phone else "No phone number: write to them",
            problem=problem_words(row.problem, row.problem_name, clinical, known),
            level=row.level,
            level_text=LEVELS[row.level],
            draft=draft(row.problem),
            why=_why(row, now),
            note=row.note if clinical or row.kind != "clinical" else "",
            needs=_needs(row),
            tried=_tried(row, now),
            tries=row.tries,
            answer=url("staff_call_back", row.call_back) if row.call_back else "",
            request=str(row.request),
            late=row.next_at < now,
        )
        for row in rows
    )


def _why(row: ToCall, now: datetime) -> str:
    if row.call_back is None:
        return "A notice did not reach them. Phone them, then note it on the request."
    return f"Ask how they are: better, the same or worse? It was due {when(row.due_at, now)}."


def _needs(row: ToCall) -> str:
    said = [one.replace("_", " ") for one in row.needs]
    return "; ".join([*said, *([f"language {row.language}"] if row.language else [])])


def _tried(row: ToCall, now: datetime) -> str:
    if not row.tries or row.call_back is None:
        return ""
    said = f"{plural(row.tries, 'call')} not answered. "
    if row.tries >= 3 and (row.level in URGENT or row.red_flag):
        return f"{said}Ask the duty clinician now whether somebody must go and look (welfare check)."
    return f"{said}Try again {when(row.next_at, now)}."
