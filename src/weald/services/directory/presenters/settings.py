"""The settings of a practice in words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import LONDON, WEEKDAYS, date_text, plural, time_text, wall, weekday_text
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.forms import STRETCHES, box, in_years
from weald.services.directory.hours import CORE_WEEK, Hours, next_opening
from weald.services.directory.kept import MemberRow, ServiceRow
from weald.services.directory.nearby import PLACES
from weald.services.directory.openings import Week
from weald.services.directory.queries import KEPT, Practice
from weald.services.directory.words import SERVICES, door_words, from_words, open_words, week_text

Closed = list[tuple[date, str, time | None]]
"""Closed days with the reason, and from when on where it closes early."""

SOON = f"Every page of Weald follows a change within {KEPT} seconds. Each change is written down with your name, and with what was there before."
MOVED = "Everybody who was moved is told; whom no message can reach stands on Call-backs, to be phoned."
NOT_THERE = "That session is not published any more. If you pressed twice, it is done; else a colleague cancelled it before you."
DONE = {
    "cut": f"The session is cut. {MOVED}",
    "door": "Your front door is open: people can ask you for help now, day and night.",
    "saved": "Saved. Every page follows within half a minute.",
    "same": "Nothing was different: nothing was changed.",
    "closed": "That day is closed now. Everybody who was moved is told.",
    "opened": "That day is open again.",
    "added": "Added. They can sign in now.",
    "given": "The role is given.",
    "ended": "The role is ended. It holds from their next page on.",
    "away": f"Added. {MOVED}",
    "taken_back": f"Nothing is published any more while you are closed. {MOVED}",
    "closed_early": f"The sessions end early. {MOVED}",
    "care_ended": f"They give that care here no longer. {MOVED}",
    "gone": "They work here no longer. Their sessions have ended.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the settings: where it is, and how it stands now."""

    title: str
    href: str
    says: str


def parts(
    practice: Practice, week: Week, services: dict[str, ServiceRow], team: list[MemberRow], now: datetime
) -> tuple[Part, ...]:
    """The parts of the settings, those of rooms above too: by the names of their views."""
    offered = [one for one in services.values() if one.commissioned]
    return (
        Part(
            "Opening times",
            url("staff_opening_times"),
            week_warning(week, practice.kind) or open_words(practice.hours, now),
        ),
        Part("Services", url("staff_services"), f"{plural(len(offered), 'service')} offered"),
        Part("Sessions", url("staff_sessions"), "What is published, week by week, from a template"),
        Part("Rooms", url("staff_rooms"), "Where sessions are held, one at a time in each"),
        Part(
            "Safe numbers of contacts",
            url("staff_contact_limits"),
            "How many people a day each profession can safely see",
        ),
        Part(
            "Kept for today, and when you are full",
            url("staff_reserve"),
            "What is kept for urgent need, and who helps",
        ),
        Part("Staff and roles", url("staff_team"), f"{plural(len(team), 'person', 'people')} can sign in"),
        Part("Message templates", url("staff_templates"), "Texts that staff begin a message from"),
        Part("Safety events", url("staff_safety"), "What was reported, and what came of it"),
        Part("Staff first or self-service", url("staff_modes"), "For which pathways people book at once"),
    )


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Whether people can ask the practice for help by themselves; `opens` where its manager can open the door now."""

    says: tuple[str, ...]
    opens: bool


def front_door(practice: Practice, deciding: int, missing: str) -> FrontDoor:
    """How the front door stands, for a practice where so many people can decide; what is `missing` keeps every door shut."""
    how = door_words(practice.door_opened_at)
    if practice.door_opened_at:
        return FrontDoor((how,), opens=False)
    if missing:
        return FrontDoor((how, f"{missing} Ask whoever runs Weald for you."), opens=False)
    if not deciding:
        return FrontDoor(
            (
                how,
                "First give somebody the role of clinician, under Staff and roles: they read what comes in.",
            ),
            opens=False,
        )
    return FrontDoor(
        (
            how,
            f"{plural(deciding, 'clinician')} will read what comes in. Check that they have signed in once, that your opening times"
            " are right, and that sessions are published.",
            "It then stays open, day and night: what comes in while you are closed is due from your next opening on.",
        ),
        opens=True,
    )


@dataclass(frozen=True, slots=True)
class Box:
    """One time of the week: its name and what a screen reader hears."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week with its pairs of boxes."""

    name: str
    pairs: tuple[tuple[Box, Box], ...]


def _said(day: str, stretch: int, does: str) -> str:
    return f"{day}, {does}" if stretch == 1 else f"{day}, second time, {does}"


DAYS = tuple(
    Day(
        name,
        tuple(
            (
                Box(box(day, stretch, "opens"), _said(name, stretch, "opens")),
                Box(box(day, stretch, "closes"), _said(name, stretch, "closes")),
            )
            for stretch in STRETCHES
        ),
    )
    for day, name in enumerate(WEEKDAYS)
)


def at_the_door(week: Week, closed: Closed, now: datetime) -> tuple[str, ...]:
    """What the door will say with these times: now, at the next opening, late tonight, on Saturday at noon, and on the next closed
    day, or when it closes early; nothing without times."""
    if not week:
        return ()
    hours = Hours(
        week,
        bank_holidays() | {day for day, _, at in closed if at is None},
        tuple((day, at) for day, _, at in closed if at is not None),
    )
    today = wall(now).date()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    moments = [
        now,
        next_opening(hours, now),
        datetime.combine(today, time(22), LONDON),
        datetime.combine(saturday, time(12), LONDON),
        *(datetime.combine(day, at or time(12), LONDON) for day, _, at in closed[:1]),
    ]
    return tuple(
        f"{weekday_text(at)}, {time_text(at)}: {open_words(hours, at)}"
        for at in sorted(dict.fromkeys(moments))
        if at >= now
    )


def stated(week: Week, kind: str) -> Week:
    """The week that holds: the one that was entered, else core hours; empty for those of whom nothing is assumed, where people are
    sent only when it is known that somebody is there."""
    return week or (() if kind in PLACES.values() else CORE_WEEK)


def week_warning(week: Week, kind: str) -> str:
    """Says so where it is not known when a place is open, or the week of a practice leaves out part of core hours; else empty."""
    if not stated(week, kind):
        return "It is not known yet when you are open, so nobody is sent to you. Enter the times and save the week."
    missing = [
        WEEKDAYS[day]
        for day, opens, closes in CORE_WEEK
        if not _covered(opens, closes, [one[1:] for one in week if one[0] == day])
    ]
    if kind != "practice" or not week or not missing:
        return ""
    return (
        f"This leaves out part of core hours (8am to 6:30pm, Monday to Friday) on {', '.join(missing)}. The GP contract asks "
        "you to answer in core hours. What comes in while you are closed counts from your next opening."
    )


def _covered(opens: time, closes: time, stretches: list[tuple[time, time]]) -> bool:
    until = opens
    for begins, ends in sorted(stretches):
        if begins <= until:
            until = max(until, ends)
    return until >= closes


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service in the list."""

    name: str
    kind: str
    says: str
    href: str


def service_lines(services: dict[str, ServiceRow]) -> tuple[tuple[ServiceLine, ...], tuple[ServiceLine, ...]]:
    """The services that are offered, and those that are not."""
    lines = [_service(kind, services.get(kind)) for kind in SERVICES]
    offered = {kind for kind, one in services.items() if one.commissioned}
    return tuple(one for one in lines if one.kind in offered), tuple(
        one for one in lines if one.kind not in offered
    )


def _service(kind: str, row: ServiceRow | None) -> ServiceLine:
    return ServiceLine(
        SERVICES[kind], kind, "Not offered" if row is None else service_words(row), url("staff_service", kind)
    )


def service_words(row: ServiceRow) -> str:
    """`GP appointments, everybody, 01632 960001`."""
    youngest, oldest = (
        in_years(row.from_age_days),
        None if row.to_age_days is None else in_years(row.to_age_days) - 1,
    )
    if oldest is None:
        ages = f"from {youngest} years" if youngest else "all ages"
    else:
        ages = f"{youngest} to {oldest} years"
    return ", ".join(
        part
        for part in (row.name, ages, row.phone, "" if row.commissioned else "not commissioned now")
        if part
    )


def service_boxes(kind: str, row: ServiceRow | None) -> dict[str, object]:
    """What stands in the boxes for a service."""
    if row is None:
        return {"name": SERVICES[kind], "commissioned": ("yes",)}
    return {
        "name": row.name,
        "commissioned": ("yes",) if row.commissioned else (),
        "from_age": in_years(row.from_age_days) or None,
        "to_age": None if row.to_age_days is None else in_years(row.to_age_days) - 1,
        "phone": row.phone,
    }


AGES = tuple(ui.Choice(age, f"{age} years") for age in ("11", "12", "13"))


def closed_lines(closed: Closed) -> tuple[tuple[str, str, str], ...]:
    """(value to send, day and from when on, reason) of each closed day."""
    return tuple(
        (day.isoformat(), f"{weekday_text(day)} {day.year}{from_words(day, at)}", reason)
        for day, reason, at in closed
    )


def bank_holiday_words(today: date) -> str:
    """The next bank holidays, on which the practice is closed without saying so."""
    ahead = [date_text(day) for day in sorted(bank_holidays()) if day >= today][:3]
    return ", ".join(ahead)


def was(week: Week) -> str:
    """The week as it stands, in one line."""
    return week_text(week)
