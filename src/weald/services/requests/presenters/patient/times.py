"""Times, offered and booked, as people read them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from weald.foundation.ui.components import Row
from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import Link
from weald.foundation.ui.wording import day_text, duration_text, time_text, wall, when
from weald.services.appointments.held import HeldRow
from weald.services.appointments.queries import AppointmentRow
from weald.services.directory import queries as directory
from weald.services.requests.queries.offers import Offer
from weald.services.requests.words import KINDS, mode_words, service_words

TRAVEL = timedelta(minutes=30)
"""Whoever has less than this to come is told so before they choose."""


OWN = "at your own practice"
"""As the reasons of an offer say it."""


@dataclass(frozen=True, slots=True)
class Time:
    """One offered time."""

    slot: str
    time: str
    who: str
    where: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """The offered times of a day."""

    name: str
    times: tuple[Time, ...]


def days(offers: tuple[Offer, ...], now: datetime) -> tuple[Day, ...]:
    """The offered times by day. That a time is at their own practice is said where another one is not."""
    here = all(OWN in one.why for one in offers)
    ordered = sorted(offers, key=lambda offer: offer.starts_at)
    return tuple(
        Day(big(day_text(day, now)), tuple(_time(offer, here, now) for offer in those))
        for day, those in groupby(ordered, key=lambda offer: wall(offer.starts_at).date())
    )


FIRST = 4
"""Times that stand on a page at once; on a small phone each takes a seventh of the screen."""


def folded(shown: tuple[Day, ...]) -> tuple[tuple[Day, ...], tuple[Day, ...]]:
    """The first times, and the others to unfold: so few more than the first that they would not be worth it stay with them."""
    if sum(len(day.times) for day in shown) <= FIRST + 2:
        return shown, ()
    first: list[Day] = []
    rest: list[Day] = []
    left = FIRST
    for day in shown:
        parts = (first, day.times[:left]), (rest, day.times[left:])
        for those, times in parts:
            if times:
                those.append(replace(day, times=times))
        left = max(0, left - len(day.times))
    return tuple(first), tuple(rest)


def first_time(shown: tuple[Day, ...]) -> str:
    """The first time to choose, which an error leads to; none where there are no times."""
    return f"slot-{shown[0].times[0].slot}" if shown else ""


def _time(offer: Offer, here: bool, now: datetime) -> Time:
    until = f" to {time_text(offer.ends_at)}" if offer.kind != "slot" else ""
    where = (
        mode_words(offer.mode)
        if offer.mode != "face_to_face"
        else _("face to face at %(place)s") % {"place": offer.place}
    )
    return Time(
        slot=str(offer.slot),
        time=f"{time_text(offer.starts_at)}{until}",
        who=f"{offer.professional_name}, {role(offer.service)}",
        where=where,
        why=big("; ".join(one for one in offer.why if not (here and one == OWN))),
        note=_(KINDS.get(offer.kind, "")) or _hurry(offer, now),
    )


def _hurry(offer: Offer, now: datetime) -> str:
    """Beside a time for which they have to be somewhere within minutes: that they do."""
    left = offer.starts_at - now
    if offer.mode != "face_to_face" or offer.kind != "slot" or left >= TRAVEL:
        return ""
    return _("Starts in %(minutes)s. Choose it only if you can be there by then") % {
        "minutes": duration_text(left)
    }


def role(service: str) -> str:
    return service_words(service).removeprefix("a ").removeprefix("the practice’s ")


def other_days(base: str, on: date | None, now: datetime, until: datetime | None) -> tuple[Link, ...]:
    """The next working days, to see all times of one; none after that of `until`."""
    today = wall(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(14)]
    return tuple(
        Link(day_text(day, now), f"{base}decision?on={day.isoformat()}#times")
        for day in days
        if day.weekday() < 5 and day != on and (until is None or day <= wall(until).date())
    )[:7]


def appointment_rows(ahead: AppointmentRow, now: datetime) -> tuple[Row, ...]:
    """An appointment, line by line."""
    until = f" to {time_text(ahead.ends_at)}" if ahead.kind != "slot" else ""
    how = {
        "phone": _("By phone. We will call you"),
        "video": _("By video. The practice will tell you how to join"),
    }
    where = how.get(ahead.mode, whole_place(ahead) if ahead.kind != "home_visit" else _("At your home"))
    return tuple(
        Row(key, value)
        for key, value in (
            (_("When"), big(when(ahead.starts_at, now)) + until),
            (_("With"), f"{ahead.professional_name}, {role(ahead.service)}"),
            (_("Where"), where),
            ("", _(KINDS.get(ahead.kind, ""))),
        )
        if value
    )


def whole_place(ahead: AppointmentRow | HeldRow) -> str:
    """Where to come, as somebody finds it who was never there: with the address, where it is the organisation's own."""
    there = directory.practice_by_id(ahead.organisation)
    if ahead.place != there.name:
        return ahead.place
    return ", ".join(filter(None, (there.name, *there.address, there.postcode)))


def big(text: str) -> str:
    """With a capital letter, as a sentence begins."""
    return text[:1].upper() + text[1:]
