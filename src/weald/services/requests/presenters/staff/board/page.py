"""The dashboard in words, pictures and tables; its template decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from weald.engines.promises import DEFINITION, Tally
from weald.engines.triage import LEVELS
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text, plural, time_text
from weald.services.directory.queries import Practice
from weald.services.requests.presenters.staff.board.national import National, national
from weald.services.requests.presenters.staff.board.words import (
    NAMES,
    STRETCHES,
    behind,
    is_few,
    measure_words,
    minutes_words,
    share,
    share_length,
    value_words,
    values_of,
)
from weald.services.requests.queries.measures.board import Board, Wait

MAIN = ("level", "channel", "hour")
WAITED = ("promise", "seen", "at_once")
EQUITY = ("age", "sex", "language")
NO_DEPRIVATION = (
    "Deprivation is not shown: it needs the small area in which each person lives, which is not stored here yet. A figure for "
    "the district would say nothing about the person. Ethnicity is not stored yet either."
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A way to choose another stretch of days."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Number:
    """One figure at the top."""

    count: str | Markup
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the dashboard shows."""

    stretches: tuple[Stretch, ...]
    file: str
    empty: str
    notice: str
    numbers: tuple[Number, ...]
    days: Markup | None
    parts: tuple[tuple[str, Markup], ...]
    waits: Markup | None
    national: National
    equity: tuple[tuple[str, Markup], ...]
    no_deprivation: str
    definition: str


def page(practice: Practice, board: Board, weeks: int, now: datetime) -> Page:
    """Word the page."""
    until = f", as at {time_text(now)}"
    when = f"on {date_text(board.until)}" if not weeks else f"from {date_text(board.since)} to {date_text(board.until)}"  # fmt: skip
    where = f"{practice.name}, {when}{until}"
    whole = board.tallies.get(("promise", "", ""), Tally("promise", "", ""))
    return Page(
        stretches=tuple(
            Stretch(text, f"{url('staff_promises')}?weeks={one}", one == weeks)
            for one, text in STRETCHES.items()
        ),
        file=f"{url('staff_promises_file')}?weeks={weeks}",
        empty=_empty(board, whole, weeks),
        notice=_notice(board),
        numbers=_numbers(board, whole, weeks),
        days=_days(board, where) if weeks and (whole.met or whole.missed) else None,
        parts=tuple((NAMES[one], found) for one in MAIN if (found := _part(board, one, weeks, where))),
        waits=_waits(board, where),
        national=national(board.tallies, weeks, where),
        equity=tuple((NAMES[one], found) for one in EQUITY if (found := _part(board, one, weeks, where))),
        no_deprivation=NO_DEPRIVATION,
        definition=DEFINITION,
    )


def _empty(board: Board, whole: Tally, weeks: int) -> str:
    if whole.met or whole.missed or whole.left_out:
        return ""
    if board.open:
        return f"No promise has fallen due yet. {plural(board.open, 'promise')} of today {'is' if board.open == 1 else 'are'} still open."
    return "No promise fell due today." if not weeks else "No promise fell due in these weeks."


def _notice(board: Board) -> str:
    if not board.missing:
        return ""
    days = "1 day is" if board.missing == 1 else f"{board.missing} days are"
    return f"{days} not counted yet, and not in these figures. Days are counted in the night after them."


def _numbers(board: Board, whole: Tally, weeks: int) -> tuple[Number, ...]:
    at_once = next((one for one in board.waits if (one.measure, one.level) == ("at_once", "")), None)
    return (
        Number(share(whole), "promises kept" if is_few(whole.met + whole.missed) else "of promises kept"),
        Number(behind(weeks, "promise", "met", whole.met), "kept"),
        Number(behind(weeks, "promise", "missed", whole.missed), "broken"),
        Number(str(board.open), "of today still open"),
        Number(
            minutes_words(at_once.median) if at_once else "–",
            "until somebody answered what was urgent at once (median)",
        ),
    )


def _days(board: Board, where: str) -> Markup:
    """Kept and broken week by week: each of seven days, the last ends today."""
    weeks = _by_week(board)
    labels = [f"{first.day}/{first.month}" for first, _ in weeks]
    words = "; ".join(
        f"week from {date_text(first)}: {one.met} kept, {one.missed} broken" for first, one in weeks
    )
    picture = _kept_and_broken(
        "weeks", "Promises kept and broken, by week", words, labels, [one for _, one in weeks]
    )
    table = ui.table(
        "Promises kept and broken, by week",
        ("Week from", *(ui.Column(text, number=True) for text in ("Kept", "Broken", "Share kept"))),
        [(date_text(first), f"{one.met:,}", f"{one.missed:,}", share(one)) for first, one in weeks],
        first_is_heading=True,
    )  # fmt: skip
    caption = f"Source: promises that fell due at {where}. About everybody who was promised an answer. Each week has seven days."
    return ui.figure("Promises by week, as a table", caption, picture, table, ui.key(("Kept", "Broken")))


def _kept_and_broken(name: str, title: str, words: str, labels: list[str], ones: list[Tally]) -> Markup:
    series = [
        ui.Series("Kept", tuple(float(one.met) for one in ones)),
        ui.Series("Broken", tuple(float(one.missed) for one in ones)),
    ]
    return ui.stacked_columns(name, title, words, labels, series)


def _by_week(board: Board) -> list[tuple[date, Tally]]:
    found = []
    first = board.since
    while first <= board.until:
        days = [board.days[day] for at in range(7) if (day := first + timedelta(days=at)) in board.days]
        found.append(
            (
                first,
                Tally(
                    "promise",
                    "",
                    "",
                    met=sum(one.met for one in days),
                    missed=sum(one.missed for one in days),
                ),
            )
        )
        first += timedelta(days=7)
    return found


def _part(board: Board, dimension: str, weeks: int, where: str) -> Markup | None:
    """Kept and broken by one dimension; None where nobody is counted."""
    ones = [one for one in values_of(board.tallies, "promise", dimension) if one.met or one.missed]
    if not ones:
        return None
    labels = [value_words(dimension, one.value) for one in ones]
    words = "; ".join(
        f"{label}: {one.met} kept, {one.missed} broken" for label, one in zip(labels, ones, strict=True)
    )
    title = f"Share of promises kept, by {NAMES[dimension][0].lower()}{NAMES[dimension][1:]}"
    below: Markup | str = ""
    if dimension == "hour":
        title = "Promises kept and broken, by hour in which they asked"
        picture = _kept_and_broken(f"by-{dimension}", title, words, [one.value for one in ones], ones)
        below = ui.key(("Kept", "Broken"))
    else:
        picture = ui.bars(
            f"by-{dimension}", title, words, labels,
            [share_length(one) for one in ones], said=[share(one) for one in ones],
        )  # fmt: skip
    table = ui.table(
        title,
        (NAMES[dimension], *(ui.Column(text, number=True) for text in ("Kept", "Broken", "Share kept"))),
        [
            (label, f"{one.met:,}", behind(weeks, "promise", "missed", one.missed, by=dimension, value=one.value), share(one))
            for label, one in zip(labels, ones, strict=True)
        ],
        first_is_heading=True,
    )  # fmt: skip
    caption = f"Source: promises that fell due at {where}. About everybody who was promised an answer."
    return ui.figure(f"{NAMES[dimension]}, as a table", caption, picture, table, below)


def _waits(board: Board, where: str) -> Markup | None:
    if not board.waits:
        return None
    waits = sorted(board.waits, key=_wait_order)
    lines = [
        (
            f"{_wait_words(one)}: {value_words('level', one.level) if one.level else 'all'}",
            f"{one.people:,}", minutes_words(one.median), minutes_words(one.most),
        )
        for one in waits
    ]  # fmt: skip
    answers = [one for one in waits if one.measure == "promise"]
    labels = [value_words("level", one.level) if one.level else "All" for one in answers]
    said = [minutes_words(one.median) for one in answers]
    words = "; ".join(f"{label}: {word}" for label, word in zip(labels, said, strict=True))
    title = "From asking to the first answer: half of the people waited no longer"
    picture = (
        ui.bars("waits", title, words, labels, [float(one.median) for one in answers], said=said)
        if answers
        else Markup("")
    )
    columns: tuple[ui.Column | str, ...] = (
        "Waited for", *(ui.Column(text, number=True) for text in ("People", "Median", "Nine in ten within")))  # fmt: skip
    table = ui.table("How long people waited", columns, lines, first_is_heading=True)
    caption = (
        f"Source: stories of requests and appointments of {where}. Hours of the clock, nights and weekends too. A first answer is "
        "counted on the day that the promise fell due, an appointment on its day; who has no answer yet is not in it. An "
        "appointment that we moved counts from when they asked."
    )
    return ui.figure("Waits, as a table", caption, picture, table)


def _wait_order(one: Wait) -> tuple[int, int]:
    return WAITED.index(one.measure), LEVELS.index(one.level) if one.level in LEVELS else -1


def _wait_words(one: Wait) -> str:
    return {"promise": "First answer"}.get(one.measure, measure_words(one.measure))
