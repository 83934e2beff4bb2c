"""Times in words: the offers that fit a decision, and everything that is free on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import day_text, time_text, wall, when
from weald.services.appointments.queries import FreeSlot
from weald.services.requests.presenters.staff.words import KINDS, MODES, WHY, place_words, service_name
from weald.services.requests.queries.offers import Offer

DAYS = 15
KEYS = (
    Key("1 … 4", "jump to times, duty list, call-backs, home visits"),
    Key("Tab", "from there to the first time"),
    Key("j", "next day"),
    Key("k", "day before"),
    Key("u", "back to the request"),
    Key("?", "this help"),
)
STEPS = {-1: "k", 1: "j"}
"""The keys of the days beside the one that is shown, as for the lines of the queue."""


class Time(NamedTuple):
    """One time that can be booked; `digit` is its key, where it has one."""

    slot: str
    when: str
    who: str
    how: str
    why: str
    late: bool
    digit: str


class Day(NamedTuple):
    """One day to look at; the one before and the one after that which is shown have a `key`."""

    href: str
    text: str
    current: bool
    key: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one professional has free on a day."""

    who: str
    how: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The free times of one kind: times, places on the duty list, call-back windows, home visits; `kind` is its anchor,
    `key` jumps to it."""

    kind: str
    key: str
    heading: str
    stretches: tuple[Stretch, ...]


def offered(offers: tuple[Offer, ...], now: datetime) -> tuple[Time, ...]:
    """The best offers, as many as there are keys."""
    return tuple(
        Time(
            slot=str(one.slot),
            when=time_words(one.starts_at, one.ends_at, one.kind, now),
            who=f"{one.professional_name} ({service_name(one.service)})",
            how=f"{MODES.get(one.mode, one.mode)}, {one.place}",
            why="; ".join(filter(None, (WHY.get(why, why) for why in one.why))),
            late=one.late,
            digit=str(number),
        )
        for number, one in enumerate(offers[:9], 1)
    )


def time_words(starts_at: datetime, ends_at: datetime, kind: str, now: datetime) -> str:
    """A time as staff read it: `today at 4pm`, `today, call back 4pm to 5pm`."""
    if kind == "slot":
        return when(starts_at, now)
    return f"{day_text(starts_at, now)}, {hour_words(starts_at, ends_at, kind)}"


def hour_words(starts_at: datetime, ends_at: datetime, kind: str) -> str:
    """The time of the day alone: `4pm`, `call back 4pm to 5pm`."""
    if kind == "slot":
        return time_text(starts_at)
    named = {"duty_list": "duty list", "call_back": "call back", "home_visit": "home visit"}[kind]
    return f"{named} {time_text(starts_at)} to {time_text(ends_at)}"


def free(slots: list[FreeSlot], names: dict[UUID, str], own: UUID, service: str) -> tuple[Group, ...]:
    """Everything free on a day, by kind and then by professional: first those of the `service` that was decided."""
    order = list(KINDS)
    ranked = sorted(
        slots,
        key=lambda one: (
            order.index(one.kind),
            one.service != service,
            one.organisation != own,
            one.professional_name,
            one.mode,
            one.place,
            one.starts_at,
        ),
    )
    groups: list[Group] = []
    for kind, of_kind in groupby(ranked, key=lambda one: one.kind):
        stretches = [
            _stretch(list(times), names)
            for _, times in groupby(
                of_kind,
                key=lambda one: (one.organisation, one.professional, one.service, one.mode, one.place),
            )
        ]
        groups.append(Group(kind, str(len(groups) + 1), KINDS[kind], tuple(stretches)))
    return tuple(groups)


def _stretch(slots: list[FreeSlot], names: dict[UUID, str]) -> Stretch:
    one = slots[0]
    name = names.get(one.organisation, "")
    place = place_words(one.kind, one.place)
    place = f"{place} ({name})" if name and name not in place else place
    return Stretch(
        f"{one.professional_name} ({service_name(one.service)})",
        f"{MODES.get(one.mode, one.mode)}, {place}",
        tuple(
            Time(
                str(slot.slot),
                time_text(slot.starts_at)
                if slot.kind == "slot"
                else f"{time_text(slot.starts_at)} to {time_text(slot.ends_at)}, room for {slot.room}",
                "", "", "", False, "",
            )
            for slot in slots
        ),
    )  # fmt: skip


def days(address: str, chosen: date, now: datetime) -> tuple[Day, ...]:
    """Two weeks to choose from."""
    today = wall(now).date()
    all_days = (today + timedelta(days=ahead) for ahead in range(DAYS))
    return tuple(
        Day(
            f"{address}?day={day.isoformat()}",
            _short_day(day, now),
            day == chosen,
            STEPS.get((day - chosen).days, ""),
        )
        for day in all_days
    )


def _short_day(day: date, now: datetime) -> str:
    said = day_text(day, now)
    return said.capitalize() if said in {"today", "tomorrow"} else f"{day:%a} {day.day} {day:%b}"


def meets(needs: tuple[str, ...]) -> tuple[str, ...]:
    """What the list already takes care of, and what whoever books must."""
    lines = {
        "interpreter": "Double time, because an interpreter is needed. Book the interpreter for the same time; children must not interpret.",
        "longer_slot": "Double time, because a longer appointment is needed.",
        "step_free": "Only buildings that are known to be step-free.",
        "hearing": "They need help with hearing: do not book a phone call.",
    }
    return tuple(text for name, text in lines.items() if name in needs)
