"""The alarms in words: what is wrong, how much time is left, and what can be done about it at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from weald.foundation.access import Actor
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Link
from weald.foundation.ui.wording import day_text, duration_text, plural, time_text, wall, when
from weald.services.appointments.presenters.sessions import from_to
from weald.services.directory.frame import may
from weald.services.library import content, policies
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.presenters.staff.queue import all_draft
from weald.services.requests.presenters.staff.words import how_soon, service_name
from weald.services.requests.queries.alarms import MOST, AlarmRow, Left
from weald.services.requests.queries.offers import has_times
from weald.services.requests.referable import SERVICE, can_refer

ABOUT_REQUEST = ("due", "full", "held")
ON_TOP = {
    "danger": "Words in their message can be signs of danger: call them now.",
    "worse": "They say that they are worse: call them now.",
}


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm."""

    id: str
    classes: str
    level: str
    level_text: str
    draft: bool
    title: str
    href: str
    due: str
    left: str
    why: str
    since: str
    seen: str
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Alarms:
    """Everything that the page shows."""

    requests: tuple[AlarmLine, ...]
    others: tuple[AlarmLine, ...]
    unsigned: str
    left: Markup | None
    shared: tuple[str, ...]
    which: str = ""
    pages: tuple[Link, ...] = ()


def alarms(
    rows: tuple[AlarmRow, ...],
    left: tuple[Left, ...],
    sharing: int,
    who: Actor,
    now: datetime,
    *,
    first: int = 0,
    of: int = 0,
) -> Alarms:
    """Word the alarms; requests stand apart from everything else. `sharing` practices have one hub together. These are a page
    of `of` alarms, from the one after `first` on."""
    draft = drafts(content.current(), who.party)
    lines = [(row, _line(row, who, now, row.asked is not None and draft(row.problem))) for row in rows]
    return Alarms(
        requests=tuple(line for row, line in lines if row.kind in ABOUT_REQUEST),
        others=tuple(line for row, line in lines if row.kind not in ABOUT_REQUEST),
        unsigned=all_draft(line.draft for row, line in lines if row.asked is not None),
        left=_left(left, now),
        shared=(*_on_lists(left), *_shared(left, sharing)),
        which=f"{first + 1:,} to {first + len(rows):,} of {of:,}, the worst first" if len(rows) < of else "",
        pages=_pages(first, of),
    )


def _pages(first: int, of: int) -> tuple[Link, ...]:
    """The page before and the one after."""
    before, after = first - MOST, first + MOST
    found = [Link("Those before", f"{url('staff_alarms')}?from={max(before, 0) + 1}")] if first else []
    if after < of:
        found.append(Link(f"The next {min(MOST, of - after):,}", f"{url('staff_alarms')}?from={after + 1}"))
    return tuple(found)


def title(count: int) -> str:
    """How much there is to act on."""
    return f"{plural(count, 'alarm')} to act on" if count else "Alarms"


def _line(row: AlarmRow, who: Actor, now: datetime, draft: bool) -> AlarmLine:
    late = row.kind in ABOUT_REQUEST and row.due_at is not None and row.due_at < now
    since = (
        f"since {time_text(row.raised_at)}"
        if row.raised_at.date() == now.date()
        else f"since {when(row.raised_at, now)}"
    )
    return AlarmLine(
        id=str(row.id),
        classes=f"level-{'now' if _on_top(row) else row.level}{' late' if late else ''}",
        level=row.level,
        level_text=how_soon(
            row.level, row.asked.within if row.asked and row.asked.level == row.level else ""
        ),
        draft=draft,
        title=_title(row),
        href=url("staff_request", row.request) if row.asked else "",
        due=_due(row, now),
        left=_time_left(row, row.due_at, now) if row.kind in ABOUT_REQUEST and row.due_at else "",
        why=_why(row, now),
        since=f"Alarm {since}",
        seen=f"Seen by {row.seen_by} at {time_text(row.seen_at)}" if row.seen_at else "",
        actions=_actions(row, who),
    )


def _title(row: AlarmRow) -> str:
    if row.kind == "contacts":
        return f"{row.figures['who']}, {service_name(row.figures['service'])}"
    if row.kind == "reserve":
        return f"Times kept for today: {service_name(row.about)}"
    if row.kind == "notices":
        return "Messages to patients"
    if row.asked is None:
        return "A request that you may not open"
    return f"{name_text(row.given_name, row.family_name)} → {service_name(row.asked.service)}"


def _why(row: AlarmRow, now: datetime) -> str:
    figures = row.figures
    if row.kind == "contacts":
        return _contacts(figures, row.due_at, now)
    if row.kind == "reserve":
        return f"All {figures['times']} that are still kept are taken. Whoever needs help today now takes other times."
    if row.kind == "notices":
        return f"{plural(figures['notices'], 'message waits', 'messages wait')} for the supplier. They are sent as soon as it answers; call whoever must know now."
    if row.kind == "held":
        begins = when(datetime.fromisoformat(figures["starts_at"]), now)
        why = "nobody has phoned them" if _by_phone(row) else "the message about it does not go out"
        return f"A time is held for them, {begins}, and {why}. Phone them, or it goes to the next who waits."
    if row.asked is not None and _on_top(row):
        return ON_TOP[row.asked.wants]
    if row.kind == "full":
        return "No time is left at any door within due time."
    if figures.get("booked_later"):
        return "Booked for later than it is due."
    if row.level == "now":
        return "May be life-threatening, and nobody has confirmed it yet."
    return "Still owed an answer." if row.owner_name else "Still owed an answer, and nobody has it."


def _contacts(figures: dict[str, Any], until: datetime | None, now: datetime) -> str:
    """A whole day, or one session of it, which ends at `until`."""
    starts_at, in_session = datetime.fromisoformat(figures["starts_at"]), figures["limit"] is not None
    stretch = from_to(starts_at, until, now) if in_session and until else day_text(starts_at, now)
    limit = figures["limit"] if in_session else figures["a_day"]
    beyond = figures["contacts"] - limit
    return (
        f"{stretch[0].upper()}{stretch[1:]}: {plural(figures['contacts'], 'contact')}{' in this session' if in_session else ''},"
        f" {f'{beyond} beyond' if beyond > 0 else 'which is'} the safe limit of {limit}{'' if in_session else ' a day'}."
        " Other sessions are offered first."
    )


def _actions(row: AlarmRow, who: Actor) -> tuple[Link, ...]:
    if row.request is None:
        week = (
            f"?week={wall(datetime.fromisoformat(row.figures['starts_at'])):%Y-%m-%d}"
            if row.kind == "contacts"
            else ""
        )
        return (
            (Link("Look at the sessions", url("staff_sessions") + week),)
            if row.kind in {"contacts", "reserve"} and may(who, "practice.settings")
            else ()
        )
    if row.asked is None:
        return ()
    found = [Link("Open", url("staff_request", row.request))]
    if row.kind == "held":
        if _by_phone(row):
            found.append(Link("Go to the call list", f"{url('staff_call_backs')}#w{row.request}"))
        elif may(who, "requests.book"):
            found.append(Link("Go to the waiting list", url("staff_waiting")))
        return tuple(found)
    if row.level == "now" or _on_top(row):
        return tuple(found)  # a time to be seen, or a pharmacy, is no answer to what may be an emergency
    if (
        may(who, "requests.book")
        and row.asked.state in {"waiting", "confirmed", "booked"}
        and has_times(row.asked.service)
    ):
        found.append(Link("Find any free time", url("staff_request_times", row.request)))
    helps = (SERVICE, *policies.matching().overflow.pharmacy)
    if row.asked.service in helps and can_refer(row.asked, who, ahead=row.asked.state == "booked"):
        found.append(Link("Ask a pharmacy", f"{url('staff_request', row.request)}"))
    return tuple(found)


def _on_top(row: AlarmRow) -> bool:
    """Whether they wrote of danger, or said that they are worse."""
    return row.asked is not None and row.asked.wants in AT_ONCE


def _by_phone(row: AlarmRow) -> bool:
    """Whether whoever a time is held for stands on the call list."""
    return bool(row.figures["told_by"] == "phone")


def _due(row: AlarmRow, now: datetime) -> str:
    if row.kind not in ABOUT_REQUEST or row.due_at is None:
        return ""
    return f"{'held until' if row.kind == 'held' else 'due'} {when(row.due_at, now)}"


def _time_left(row: AlarmRow, due_at: datetime, now: datetime) -> str:
    if row.level == "now":
        return "at once"  # whatever the hour by which somebody would have to answer
    length = abs(due_at - now)
    return f"{duration_text(length)} {'left' if due_at >= now else 'late'}"


def _on_lists(left: tuple[Left, ...]) -> tuple[str, ...]:
    """The places that staff give: nobody books them by themselves."""
    said = []
    for one in left:
        places = [
            f"{plural(count, 'place')} {where}"
            for count, where in (
                (one.duty_list, "on the duty list"),
                (one.call_back, "in call-back windows"),
                (one.home_visit, "for home visits"),
            )
            if count
        ]
        if places:
            said.append(f"{service_name(one.service)}: {', '.join(places)}. Staff give these.")
    return tuple(said)


def _shared(left: tuple[Left, ...], sharing: int) -> tuple[str, ...]:
    """What the figures of others do not say: that they are not for us alone."""
    said = []
    if sharing > 1 and any(one.hub for one in left):
        said.append(
            f"What the hub has free is for {sharing} practices together: each of them reads the same number here."
        )
    if any(one.agreement for one in left):
        said.append("What others have free by agreement is for their own people first.")
    return (*said, "Whoever books first has it. The alarms count each time once.") if said else ()


def _left(left: tuple[Left, ...], now: datetime) -> Markup | None:
    if not left:
        return None
    columns = ("Own", "of these kept for today", "Hub", "With agreement")
    table = ui.table(
        f"Free from {time_text(now)} until midnight",
        ("With", *(ui.Column(text, number=True) for text in columns)),
        [
            (service_name(one.service), str(one.own), str(one.kept), str(one.hub), str(one.agreement))
            for one in left
        ],
        first_is_heading=True,
    )  # fmt: skip
    return ui.scrolling("Free times until midnight", table)
