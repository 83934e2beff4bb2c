"""The day of a practice in words, pictures and tables; its template decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup

from weald.engines.promises import DEFINITION, Tally
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import joined, plural, time_text, wall, weekday_text
from weald.services.appointments.closed import Left
from weald.services.appointments.gone import Gone
from weald.services.directory.queries import Practice
from weald.services.requests.models import CHANNELS
from weald.services.requests.presenters.staff.board.words import is_few, share, share_length
from weald.services.requests.presenters.staff.queue import address
from weald.services.requests.presenters.staff.words import CHANNELS as CHANNEL_WORDS
from weald.services.requests.presenters.staff.words import service_name, short
from weald.services.requests.queries.beside import Beside
from weald.services.requests.queries.conversation import Unanswered
from weald.services.requests.queries.measures.board import Board
from weald.services.requests.queries.today import Arrivals, Owed

LISTS = {"clinical": "Clinical", "administrative": "Administrative"}
DUE = ("Overdue", "Within 1 hour", "Within 4 hours", "Later today", "After today")


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of the day, and where to look behind it."""

    count: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One conversation in which the person wrote last."""

    reference: str
    href: str
    says: str


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the page shows."""

    numbers: tuple[Number, ...]
    waiting: Markup
    demand: Markup | None
    promises: Markup
    definition: str
    unanswered: tuple[Letter, ...]
    wants: Markup
    on_duty: tuple[str, ...]


def today(
    practice: Practice,
    demand: Arrivals,
    waiting: dict[str, Owed],
    kept: Board,
    on_duty: list[tuple[UUID, str, str, datetime]],
    unanswered: tuple[Unanswered, ...],
    beside: Beside,
    left: tuple[Left, ...],
    gone: tuple[Gone, ...],
    now: datetime,
) -> Today:
    """Word the day."""
    where = f"{practice.name}, {time_text(now)} on {weekday_text(now)}"
    return Today(
        numbers=_numbers(demand, waiting, beside, left, gone, kept.days[kept.until]),
        waiting=_waiting(waiting, where),
        demand=_demand(demand, where),
        promises=_promises(kept, where),
        definition=DEFINITION,
        unanswered=tuple(_letter(one, now) for one in unanswered),
        wants=_wants(waiting),
        on_duty=tuple(
            f"{name}, {service_name(service)}, until {time_text(until)}"
            for _, name, service, until in on_duty
        ),
    )


def _numbers(
    demand: Arrivals, waiting: dict[str, Owed], beside: Beside, left: tuple[Left, ...], gone: tuple[Gone, ...], kept: Tally,
) -> tuple[Number, ...]:  # fmt: skip
    lists = waiting.values()
    stranded = {
        "booked while you are closed": sum(one.people for one in left),
        "booked with somebody who has left": sum(one.people for one in gone),
    }
    overdue = sum(one.overdue for one in lists)
    late = next((kind for kind, one in waiting.items() if one.overdue), "clinical")
    free = sum(one.free for one in lists)
    return (
        Number(str(beside.alarms), "alarms to act on", url("staff_alarms")),
        *(Number(str(count), text, url("staff_sessions")) for text, count in stranded.items() if count),
        Number(str(sum(demand.today.values())), "asked for help today"),
        Number(str(overdue), "overdue", address(url("staff_queue"), late, "late", "")),
        Number(str(sum(one.hour for one in lists)), "due within the hour", url("staff_going_home")),
        Number(
            str(free), "that nobody has taken", address(url("staff_queue"), _fullest(waiting), "free", "")
        ),
        Number(str(beside.to_call), "to be phoned", url("staff_call_backs")),
        Number(
            share(kept),
            "promises of today kept so far"
            if is_few(kept.met + kept.missed)
            else "of today’s promises kept so far",
            url("staff_promises"),
        ),
    )


def _fullest(waiting: dict[str, Owed]) -> str:
    return max(waiting, key=lambda kind: waiting[kind].free)


def _waiting(waiting: dict[str, Owed], where: str) -> Markup:
    by_list = {
        LISTS[kind]: (one.overdue, one.hour, one.four_hours, one.later_today, one.later)
        for kind, one in waiting.items()
    }
    words = "; ".join(
        f"{name}: " + joined([f"{count} {due.lower()}" for due, count in zip(DUE, counts, strict=True)])
        for name, counts in by_list.items()
    )
    labels = ("Overdue", "1 hour", "4 hours", "Today", "Later")
    picture = ui.stacked_columns(
        "waiting", "Waiting, by when the answer is due", words, labels,
        [ui.Series(name, tuple(map(float, counts))) for name, counts in by_list.items()],
    )  # fmt: skip
    table = ui.table(
        "Waiting, by when the answer is due",
        ("Due", *(ui.Column(name, number=True) for name in by_list), ui.Column("Together", number=True)),
        [
            (due, *(str(one[index]) for one in by_list.values()), str(sum(one[index] for one in by_list.values())))
            for index, due in enumerate(DUE)
        ],
        first_is_heading=True,
    )  # fmt: skip
    caption = f"Source: the queue of {where}. About everybody who is owed an answer, whoever has the request."
    return ui.figure("Waiting, as a table", caption, picture, table, ui.key(tuple(by_list)))


def _demand(demand: Arrivals, where: str) -> Markup | None:
    """Hour by hour; None where nobody asked, today or before."""
    hours = [hour for hour, _ in demand.today] + list(demand.usual)
    if not hours:
        return None
    span = range(min(hours), max(hours) + 1)
    channels = [one for one in CHANNELS if any(channel == one for _, channel in demand.today)]
    names = [CHANNEL_WORDS[one] for one in channels]
    counts = {one: [demand.today.get((hour, one), 0) for hour in span] for one in channels}
    sums = [sum(counts[one][index] for one in channels) for index in range(len(span))]
    usual = [demand.usual.get(hour, 0.0) for hour in span] if demand.days else []
    busiest = max(range(len(span)), key=lambda index: sums[index])
    words = f"{plural(sum(sums), 'request')} today" + (
        f", most of them ({sums[busiest]}) from {span[busiest]} to {span[busiest] + 1} o’clock"
        if sum(sums)
        else ""
    )
    usually = f"Usual: mean of {plural(demand.days, 'earlier day')} of this weekday" if demand.days else ""
    picture = ui.stacked_columns(
        "demand", "Requests today, by hour and channel", words, [str(hour) for hour in span],
        [ui.Series(name, tuple(map(float, counts[one]))) for name, one in zip(names, channels, strict=True)], usual=usual,
    )  # fmt: skip
    last = (ui.Column("Usual", number=True),) if demand.days else ()
    rows = [
        (
            f"{hour:02}–{hour + 1:02}",
            *(str(counts[one][index]) for one in channels),
            str(sums[index]),
            *((f"{usual[index]:.1f}",) if demand.days else ()),
        )
        for index, hour in enumerate(span)
    ]
    table = ui.table(
        "Requests today, by hour and channel",
        ("Hour", *(ui.Column(name, number=True) for name in names), ui.Column("All", number=True), *last),
        rows, first_is_heading=True,
    )  # fmt: skip
    caption = (
        f"Source: requests as they came in at {where}, hours of the clock in London. About everybody who asked this "
        f"practice for help, by any channel. "
        + (
            f"The line is the mean of the {plural(demand.days, 'same weekday')} of the last four weeks on which anybody asked."
            if demand.days
            else "There is no earlier day of this weekday to compare with yet."
        )
    )
    return ui.figure("Demand, as a table", caption, picture, table, ui.key(tuple(names), usual=usually))


def _promises(kept: Board, where: str) -> Markup:
    """Of today as it is, and of the last seven days as they were counted."""
    nothing = Tally("promise", "", "")
    stretches = (
        ("Today", kept.days[kept.until]),
        ("In the last 7 days", kept.tallies.get(("promise", "", ""), nothing)),
    )
    words = "; ".join(f"{name}: {one.met} kept, {one.missed} broken" for name, one in stretches)
    picture = ui.bars(
        "promises", "Share of promises kept", words, [name for name, _ in stretches],
        [share_length(one) for _, one in stretches],
        said=[share(one) if one.met + one.missed else "none was due yet" for _, one in stretches],
    )  # fmt: skip
    table = ui.table(
        "Promises to answer by a time",
        ("Due", *(ui.Column(text, number=True) for text in ("Kept", "Broken", "Share kept"))),
        [(name, str(one.met), str(one.missed), share(one)) for name, one in stretches],
        first_is_heading=True,
    )  # fmt: skip
    at_once = kept.tallies.get(("at_once", "", ""), nothing)
    apart = f" Urgent at once in these 7 days: {at_once.met + at_once.missed}, of which {at_once.missed} not answered yet." if at_once.met + at_once.missed else ""  # fmt: skip
    missing = f" {plural(kept.missing, 'day')} not counted yet." if kept.missing else ""
    caption = (
        f"Source: requests and their stories at {where}. About every request whose answer fell due. {plural(kept.open, 'promise')} of"
        f" today still open.{missing}{apart}"
    )
    return ui.figure("Promises, as a table", caption, picture, table)


def _letter(one: Unanswered, now: datetime) -> Letter:
    who = f", {one.owner_name} has it" if one.owner_name else ", nobody has it"
    return Letter(
        one.reference,
        url("staff_request", one.request),
        f"{LISTS[one.kind].lower()}, waits {short(now - one.since)}, {plural(one.count, 'message')}{who}",
    )


def _wants(waiting: dict[str, Owed]) -> Markup:
    wants = (
        ("Asked for a message instead of a time", "message"),
        ("No offered time suits", "another_time"),
        ("Ask for a pharmacy", "pharmacy"),
        ("Could not be told in writing: call them", "call"),
    )
    rows = [
        (text, *(str(getattr(one, name)) for one in waiting.values()))
        for text, name in wants
    ]  # fmt: skip
    return ui.table(
        "Waiting for a word from us",
        ("What they wait for", *(ui.Column(LISTS[kind], number=True) for kind in waiting)),
        rows,
        first_is_heading=True,
    )


def title(now: datetime) -> str:
    """`Today: Monday 23 November`."""
    return f"Today: {weekday_text(wall(now))}"
