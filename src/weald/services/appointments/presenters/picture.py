"""A week as a picture: who, or which room, against the days, each stretch drawn where it lies in the day. Words say the same to
whoever does not see it, and the list below it leads on by keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from markupsafe import Markup, escape

from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural, wall, weekday_text
from weald.services.appointments.kept import SessionRow
from weald.services.appointments.models import AWAY
from weald.services.appointments.planning import CLASH, NEW, Planned
from weald.services.appointments.presenters.publishing import clash
from weald.services.appointments.presenters.sessions import KINDS, MODES, times, what
from weald.services.appointments.recurring import moment
from weald.services.directory.kept import RoomRow
from weald.services.directory.words import from_words, service_name

WIDTH, HEIGHT, LETTER = 180, 32, 6
"""Of one cell, in units of the drawing; how wide a letter is in it."""
FIRST, LAST = 8, 18
"""The hours that are drawn at least."""
DAWN, NIGHT, EDGE = 6, 22, 7
"""The hours that are drawn at most: what lies beyond stands at the edge of its day, this wide, and all else keeps its room."""
_SHORT = {"duty_list": "Duty", "call_back": "Calls", "home_visit": "Home", "protected": "Protected", "leave": "Leave"}  # fmt: skip
_MODES = {"face_to_face": "Face", "phone": "Phone", "video": "Video"}
KEY = (
    ("slot", "Times"),
    *((kind, KINDS[kind]) for kind in ("duty_list", "call_back", "home_visit")),
    ("away", "Protected time or leave"),
    ("new", "In the template, not published"),
    ("clash", "In the template, cannot be held"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A day: its name, and what somebody who plans must see."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one row: drawn, and said."""

    drawn: Markup
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, or a room."""

    name: str
    under: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The week: `free` says what is left on each day, `clashes` what of the template cannot be held, with who is in the way."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    free: tuple[tuple[str, ...], ...]
    clashes: tuple[Markup, ...]
    key: tuple[tuple[Markup, str], ...]
    hours: str
    by_room: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    """A stretch that is drawn; `share` of its places is taken."""

    row: UUID | None
    starts_at: datetime
    ends_at: datetime
    style: str
    short: str
    said: str
    href: str = ""
    share: float = 0


def picture(
    held: Sequence[SessionRow],
    planned: Sequence[Planned],
    monday: date,
    now: datetime,
    closed: Mapping[date, time],
    carers: Iterable[tuple[UUID, str, str]],
    rooms: Iterable[RoomRow],
    *,
    by_room: bool = False,
) -> Picture | None:
    """Draw the week that begins on `monday`; None where nobody works here yet and nothing is planned."""
    planned = [
        one for one in planned if one.status == NEW or (one.status == CLASH and not _on_leave(one, held))
    ]
    seated = [one for one in held if one.kind not in {*AWAY, "home_visit"} and (one.room or one.mode == "face_to_face")]  # fmt: skip
    bars = [_published(one, by_room) for one in (seated if by_room else held)]
    if not by_room:
        bars += [_would_be(one) for one in planned]
    names = _rooms(rooms, seated) if by_room else _people(carers, held, planned)
    if not names:
        return None
    days = [monday + timedelta(days=turn) for turn in range(7)]
    days = [day for day in days if day.weekday() < 5 or any(_part(one, day) for one in bars)]
    first, last = _hours(bars, days)
    duty = {wall(one.starts_at).date() for one in held if one.kind == "duty_list"}
    return Picture(
        heads=tuple(_head(day, held, closed, duty) for day in days),
        rows=tuple(
            Row(
                name,
                under,
                tuple(
                    _cell(
                        [bar for bar in bars if bar.row == id],
                        day,
                        first,
                        last,
                        closed,
                        without_room=id is None,
                    )
                    for day in days
                ),
            )
            for id, (name, under) in names.items()
        ),
        free=tuple(_free(held, day, now) for day in days),
        clashes=tuple(clash(one, _named(one)) for one in planned if one.status == CLASH),
        key=tuple((_swatch(style), text) for style, text in (KEY[:2] if by_room else KEY)),
        hours=f"{first:02}:00 to {last:02}:00",
        by_room=by_room,
    )


def _named(one: Planned) -> str:
    session = one.session
    when = times(session.starts_at, session.ends_at)
    return f"{weekday_text(wall(session.starts_at))}, {when}, {session.professional_name}"


def _people(
    carers: Iterable[tuple[UUID, str, str]], held: Sequence[SessionRow], planned: Sequence[Planned]
) -> dict[UUID | None, tuple[str, str]]:
    """Everybody who gives care, with nothing published too: profession by profession, by name."""
    found: dict[UUID, tuple[str, set[str]]] = {}
    for id, name, service in (
        *carers,
        *((one.professional, one.professional_name, one.service) for one in held),
        *((one.session.professional, one.session.professional_name, one.session.service) for one in planned),
    ):
        found.setdefault(id, (name, set()))[1].add(service_name(service))
    in_order = sorted(found.items(), key=lambda one: (sorted(one[1][1]), one[1][0]))
    return {id: (name, ", ".join(sorted(services))) for id, (name, services) in in_order}


def _rooms(rooms: Iterable[RoomRow], seated: Sequence[SessionRow]) -> dict[UUID | None, tuple[str, str]]:
    """The rooms in use, and where somebody is seen without one, that."""
    used = {one.room for one in seated}
    found: dict[UUID | None, tuple[str, str]] = {
        one.id: (one.name, "") for one in rooms if one.in_use or one.id in used
    }
    return found | ({None: ("No room", "face to face")} if found and None in used else {})


def _published(row: SessionRow, by_room: bool) -> _Bar:
    short = (
        row.clinic
        or (row.note if row.kind == "protected" else "")
        or _SHORT.get(row.kind)
        or _MODES[row.mode]
    )
    name = row.professional_name
    said = (
        f"{times(row.starts_at, row.ends_at)} {name if by_room else ''}".strip()
        + f", {what(row, row.room_name)}"
    )
    away = row.kind in AWAY
    return _Bar(
        row=row.room if by_room else row.professional,
        starts_at=row.starts_at, ends_at=row.ends_at, style="away" if away else row.kind,
        short=name.split()[-1] if by_room else short,
        said=said if away else f"{said}, {row.taken} of {row.places} taken",
        href=url("staff_session", row.id), share=row.taken / row.places if row.places else 0,
    )  # fmt: skip


def _would_be(one: Planned) -> _Bar:
    session, clash = one.session, one.status == CLASH
    of_what = session.note or KINDS[session.kind] if session.kind in AWAY else f"{KINDS[session.kind]}, {MODES[session.mode].lower()}"  # fmt: skip
    state = f"cannot be held: {one.why}" if clash else "not published"
    short = _SHORT.get(session.kind) or _MODES[session.mode]
    return _Bar(
        session.professional, session.starts_at, session.ends_at, "clash" if clash else "new", f"! {short}" if clash else short,
        f"{times(session.starts_at, session.ends_at)}, {of_what}, {state}",
    )  # fmt: skip


def _on_leave(one: Planned, held: Sequence[SessionRow]) -> bool:
    """Whether whoever would hold it is away all the while: that is no clash, that is what leave is for."""
    return any(
        other.kind == "leave" and other.professional == one.session.professional
        and other.starts_at <= one.session.starts_at and one.session.ends_at <= other.ends_at
        for other in held
    )  # fmt: skip


def _part(bar: _Bar, day: date) -> tuple[float, float] | None:
    """From which hour of the clock to which it lies on a day; None where it does not."""
    midnight, next_one = moment(day, time.min), moment(day + timedelta(days=1), time.min)
    if bar.ends_at <= midnight or bar.starts_at >= next_one:
        return None
    start, end = wall(max(bar.starts_at, midnight)), wall(bar.ends_at)
    until = 24.0 if bar.ends_at >= next_one else end.hour + end.minute / 60
    return start.hour + start.minute / 60, until


def _hours(bars: Iterable[_Bar], days: Iterable[date]) -> tuple[int, int]:
    """The hours that hold every stretch; leave of whole days makes no longer day."""
    parts = [part for bar in bars for day in days if (part := _part(bar, day)) and part != (0, 24)]
    first = min((int(start) for start, end in parts if end > DAWN), default=FIRST)
    last = max((-int(-end // 1) for start, end in parts if start < NIGHT), default=LAST)
    return max(min(first, FIRST), DAWN), min(max(last, LAST), NIGHT)


def _head(day: date, held: Sequence[SessionRow], closed: Mapping[date, time], duty: set[date]) -> Head:
    said = []
    if day in closed:
        at = closed[day]
        said.append(f"Closed{from_words(day, at)}" if at > time.min else "Closed")
    elif duty and day not in duty and day.weekday() < 5:
        said.append("No duty list")
    return Head(f"{day:%a} {day.day}", tuple(said))


def _free(held: Sequence[SessionRow], day: date, now: datetime) -> tuple[str, ...]:
    """What is left of the timed places of a day, by profession: `GP 74`."""
    left: dict[str, int] = {}
    for one in held:
        if one.kind == "slot" and one.ends_at > now and wall(one.starts_at).date() == day:
            left[one.service] = left.get(one.service, 0) + max(one.places - one.taken, 0)
    return tuple(f"{service_name(service)} {count}" for service, count in sorted(left.items()))


def _cell(
    bars: Sequence[_Bar], day: date, first: int, last: int, closed: Mapping[date, time], *, without_room: bool
) -> Cell:
    """One day of one row. Whoever has no room is counted: they would lie on top of each other."""
    there = [(bar, part) for bar in bars if (part := _part(bar, day))]
    said = "; ".join(bar.said for bar, _ in there) or "Nothing"
    if without_room:
        count = plural(len(there), "session") if there else ""
        return Cell(Markup('<span aria-hidden="true">{}</span>').format(count), said)

    def at(hour: float) -> float:
        return (min(max(hour, first), last) - first) * WIDTH / (last - first)

    lines = "".join(f"M{at(hour):.1f} 0V{HEIGHT}" for hour in range(first + 1, last) if hour % 2 == 0)
    drawn = [f'<path class="rota-hours" d="{lines}"/>']
    if day in closed:
        since = at(closed[day].hour + closed[day].minute / 60)
        drawn.append(
            f'<rect class="rota-closed" x="{since:.1f}" y="0" width="{WIDTH - since:.1f}" height="{HEIGHT}"/>'
        )
    drawn += (_bar(bar, min(at(start), WIDTH - EDGE), max(at(end), EDGE)) for bar, (start, end) in there)
    inner = Markup("".join(drawn))  # noqa: S704  # every word in it was escaped
    return Cell(
        Markup(
            '<svg class="rota-cell" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>'
        ).format(WIDTH, HEIGHT, inner),
        said,
    )


def _bar(bar: _Bar, left: float, right: float) -> str:
    width = max(right - left - 1, 2)
    inner = (
        f'<title>{escape(bar.said)}</title><rect class="rota-{bar.style}" x="{left + 0.5:.1f}" y="2" width="{width:.1f}"'
        f' height="{HEIGHT - 4}"/>'
    )
    if bar.share:
        inner += f'<rect class="rota-taken" x="{left + 1:.1f}" y="{HEIGHT - 7}" width="{max(width - 1, 1) * min(bar.share, 1):.1f}" height="4"/>'
    if short := _fitting(bar.short, max(int((width - 3) // LETTER), 0)):
        inner += f'<text class="rota-text" x="{left + 3:.1f}" y="17">{escape(short)}</text>'
    return f'<a href="{escape(bar.href)}" tabindex="-1">{inner}</a>' if bar.href else f"<g>{inner}</g>"


def _fitting(text: str, most: int) -> str:
    """As much of it as there is room for: all, what can still be told, its first letter, or nothing."""
    return text if len(text) <= most else text[: most if most > 3 else min(most, 1)].rstrip()


def _swatch(style: str) -> Markup:
    return Markup(  # noqa: S704  # of the styles above
        '<svg class="rota-swatch" viewBox="0 0 22 14" width="22" height="14" aria-hidden="true" focusable="false">'
        f'<rect class="rota-{style}" x="1" y="1" width="20" height="12"/></svg>'
    )
