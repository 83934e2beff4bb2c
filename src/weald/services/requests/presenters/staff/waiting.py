"""The waiting list as staff read it: who waits, what is held for whom until when, and whom to phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup

from weald.foundation.access import Actor
from weald.foundation.ui.components import phone_link
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import phone_text, plural, wall, when
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.requests.presenters.patient.waiting import wishes_words
from weald.services.requests.presenters.staff.calling import OnPhone, on_phone
from weald.services.requests.presenters.staff.queue import problem_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.words import born_words, how_soon
from weald.services.requests.queries.calling import Called
from weald.services.requests.queries.waiting import WaitingRow
from weald.services.requests.words import mode_words

GONE = "Not on the list any more: they have a time, were taken off, or were answered for meanwhile. Open the request before you phone them."
"""Said beside somebody who was chosen and is not on the list any more."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody on the list. `hold` is what is held for them; `act` says what staff should do, if anything."""

    request: str
    name: str
    born: str
    href: str
    phone: Markup | str
    level: str
    level_text: str
    draft: bool
    problem: str
    since: str
    wishes: str
    needs: str
    has: str
    hold: str
    held: str
    act: str
    paused: bool
    call: OnPhone


def rows(
    found: tuple[WaitingRow, ...], calling: Mapping[UUID, Called], who: Actor, now: datetime
) -> tuple[Waits, ...]:
    """The list, those whom somebody must phone on top, then in the order in which times are offered; and who is `calling` whom."""
    draft = drafts(content.current(), who.party)
    shown = [_row(one, calling, who, now, draft(one.problem)) for one in found]
    return tuple(sorted(shown, key=lambda one: not one.act))


def _row(one: WaitingRow, calling: Mapping[UUID, Called], who: Actor, now: datetime, draft: bool) -> Waits:
    held, act = "", ""
    if one.held is not None:
        where = one.held.place if one.held.mode == "face_to_face" else mode_words(one.held.mode)
        held = (
            f"Held for them until {when(one.held.until, now)}: {when(one.held.starts_at, now)} with"
            f" {one.held.professional_name}, {where}."
        )
        if one.held.told_by == "phone":
            act = (
                "No message tells them. They stand on the call list: phone them now and press what they say."
            )
    if one.state == "paused":
        act = f"Offers went unanswered on {plural(one.lapsed, 'day')}. Phone and ask what would suit. They keep their place."
    return Waits(
        request=str(one.request),
        name=name_text(one.given_name, one.family_name),
        born=born_words(one.birth_date, wall(now).date()),
        href=url("staff_request", one.request),
        phone=phone_link(phone_text(one.phone)) if one.phone else "No phone number",
        level=one.level,
        level_text=how_soon(one.level, one.within),
        draft=draft,
        problem=problem_words(
            one.problem, one.problem_name, may(who, "requests.read_clinical"), content.current()
        ),
        since=when(one.since, now),
        wishes=wishes_words(one.wishes),
        needs=", ".join(need.replace("_", " ") for need in one.needs),
        has=f"Has a time: {when(one.has, now)}. Waits for an earlier one." if one.has else "",
        hold=str(one.held.id) if one.held is not None else "",
        held=held,
        act=act,
        paused=one.state == "paused",
        call=on_phone(calling.get(one.about), who),
    )
