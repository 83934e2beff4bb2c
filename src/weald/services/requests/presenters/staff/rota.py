"""Who would be moved, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import by_when, day_text, plural, time_text, wall, weekday_text, when
from weald.services.appointments.forms import EVERYBODY
from weald.services.appointments.gaps import LEAST, Gap
from weald.services.appointments.kept import SessionRow
from weald.services.appointments.presenters.sessions import KINDS, is_away, times
from weald.services.appointments.replacing import Other
from weald.services.directory.queries import Practice, practice_by_id
from weald.services.messages.closing import MOST, Because, causes
from weald.services.requests.presenters.staff.words import MODES
from weald.services.requests.queries.rota import Affected, Proposal, hasty, late
from weald.services.requests.reach import reach

BACK = "back"
"""Chosen instead of a time where there is none yet."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who would be moved, with the times that they could have; `warning` is empty where the proposed one is well, and
    a message tells them."""

    label: str
    field: str
    choices: tuple[ui.Choice, ...]
    proposed: str
    warning: str


UNTOLD = "No message can reach them: phone them about it. They stand on Call-backs until somebody has."


def by_message(one: Proposal) -> bool:
    """Whether a message tells them of their new time."""
    asked = one.person.asked
    return bool(reach(asked.contact_by, asked.phone, asked.email)[1])


def told_words(proposals: list[Proposal]) -> str:
    """How many of those who are moved are told by a message, and how many are to be phoned."""
    written = sum(map(by_message, proposals))
    phoned = len(proposals) - written
    if not phoned:
        return "Each of them is sent a message with their new time."
    sent = f"{plural(written, 'person', 'people')} of them {'is' if written == 1 else 'are'} sent a message with their new time"
    return f"{sent}; {plural(phoned, 'person', 'people')} must be phoned, and {'stands' if phoned == 1 else 'stand'} on Call-backs."


def people(
    proposals: list[Proposal], names: Mapping[UUID, str], chosen: Mapping[str, str], now: datetime
) -> tuple[Person, ...]:
    """Everybody who would be moved; where a time was chosen before, that one stands."""
    return tuple(_person(one, names, chosen, now) for one in proposals)


def _person(one: Proposal, names: Mapping[UUID, str], chosen: Mapping[str, str], now: datetime) -> Person:
    who, field = one.person, f"slot-{one.person.request}"
    back = ui.Choice(BACK, f"No time yet: back to {_practice(who)}, who phone them")
    offered = (ui.Choice("", "Choose a time"), *(_choice(time, who, now) for time in one.times), back)
    held = chosen.get(field, "")
    if not held or held not in {choice.value for choice in offered}:
        held = str(one.proposed.slot) if one.proposed else BACK
    return Person(
        label=label(who, names, now),
        field=field,
        choices=offered,
        proposed=held,
        warning=" ".join(filter(None, (_warning(one, now), "" if by_message(one) else UNTOLD))),
    )


def label(who: Affected, names: Mapping[UUID, str], now: datetime) -> str:
    """`Ada Test (booked tomorrow at 9am with Dr Reed)`."""
    name = names.get(who.request)
    if not name:
        name = "Somebody whose request you cannot open" if name is None else "Somebody who gave no name"
    arrived = ", has arrived" if who.state == "arrived" else ""
    return f"{name} (booked {when(who.starts_at, now)} with {who.professional_name}{arrived})"


def _choice(time: Other, who: Affected, now: datetime) -> ui.Choice:
    said = [when(time.starts_at, now), time.professional_name, MODES[time.mode].lower()]
    if time.kind != "slot":
        said.append(KINDS[time.kind].lower())
    if time.organisation != who.organisation:
        said.append(practice_by_id(time.organisation).name)
    if late(time, who):
        said.append("after they are due")
    if hasty(time, who, now):
        said.append("sooner than they are booked: phone them")
    return ui.Choice(str(time.slot), ", ".join(said))


def _warning(one: Proposal, now: datetime) -> str:
    if one.proposed is None:
        return (
            "No free time of this kind is left for them. Publish more sessions, or leave it so: their request is open again at"
            f" {_practice(one.person)}, due when it was, they are told that they will be contacted, and stand on the call list."
        )
    if late(one.proposed, one.person):
        return f"They are due {by_when(one.person.due_at, now)}: no free time is sooner. Phone them if it cannot wait."
    if hasty(one.proposed, one.person, now):
        return "This is sooner than they are booked, and less than a day from now. Phone them: they may read the message too late."
    return ""


def _practice(who: Affected) -> str:
    return practice_by_id(who.asked.organisation).name


def enough(proposals: list[Proposal]) -> bool:
    """Whether there is a time for everybody."""
    return all(one.proposed is not None for one in proposals)


def changes(rows: list[SessionRow], gaps: list[Gap], now: datetime) -> tuple[str, ...]:
    """What becomes of each session: `Tuesday 1 December, 09:00–12:00, Dr Reed (times): cancelled`."""
    kept = {row.id: row for row in rows}
    return tuple(_change(kept[gap.session], gap, now) for gap in gaps if gap.session in kept)


def _change(row: SessionRow, gap: Gap, now: datetime) -> str:
    said = f"{weekday_text(wall(row.starts_at))}, {times(row.starts_at, row.ends_at)}, {row.professional_name} ({KINDS[row.kind].lower()})"
    since = max(gap.since, now) if row.starts_at < now else gap.since
    least = (
        timedelta()
        if is_away(row.kind)
        else LEAST
        if row.kind != "slot" and row.capacity > 1
        else timedelta(minutes=row.slot_minutes)
    )
    before, after = (
        since - row.starts_at >= least and since > row.starts_at,
        row.ends_at - gap.until >= least and gap.until < row.ends_at,
    )
    if not before and not after:
        return f"{said}: cancelled"
    if not before:
        return f"{said}: begins at {time_text(gap.until)}"
    if not after:
        return f"{said}: ends at {time_text(since)}"
    return f"{said}: nobody is seen from {time_text(since)} to {time_text(gap.until)}"


def stays(said: str, leave: bool) -> str:
    """What is there already when protected time or leave is added, and is not touched."""
    if leave:
        return f"{said}. Their leave stays as it is."
    return f"{said}. That stays, and is not part of this: ask them to take it out."


def no_time_left(said: list[str]) -> str:
    """Why nobody who was chosen has any of that time."""
    return f"{'. '.join(said)}. Nothing of that time is left: choose another one"


def button(does: str, count: int) -> str:
    """`Move 3 people and cancel the session`."""
    if not count:
        return f"{does[:1].upper()}{does[1:]}"
    return f"Move {plural(count, 'person', 'people')} and {does}"


def cannot_cut(session: SessionRow, at: datetime, now: datetime) -> str:
    """Why a session cannot end at this time; empty where it can."""
    if session.ends_at <= now:
        return "This session is over, and what was worked stays worked"
    if at >= session.ends_at:
        return f"It ends at {time_text(session.ends_at)}. Enter a time before that, or extend it instead"
    return ""


def cut_title(session: SessionRow, at: datetime) -> str:
    """`Cut the session of Dr Reed on Monday 23 November at 10:30am`."""
    day = weekday_text(wall(session.starts_at))
    if at <= session.starts_at:
        return f"Cancel the session of {session.professional_name} on {day}"
    return f"Cut the session of {session.professional_name} on {day} at {time_text(at)}"


def place_words(session: SessionRow, place: str) -> str:
    """What becomes of a session in another building."""
    day = weekday_text(wall(session.starts_at))
    return f"{day}, {times(session.starts_at, session.ends_at)}, {session.professional_name}: at {place}"


def building_words(building: str, step_free: bool) -> str:
    """What the new building asks of those who come to it."""
    steps = "" if step_free else " It has steps: whoever needs a way without steps must have another time."
    return f"{building} is another building. Whoever is booked is told the new place.{steps}"


@dataclass(frozen=True, slots=True)
class Text:
    """A box for what people are told by one way, with what is prepared or was typed."""

    field: str
    label: str
    hint: str
    text: str
    most: int


def texts(prepared: Because, proposals: list[Proposal], typed: Mapping[str, str]) -> tuple[Text, ...]:
    """One box for each way by which somebody who is moved is told, and one for the phone: nobody is told anything where nobody
    is moved."""
    if not proposals:
        return ()
    asked = [one.person.asked for one in proposals]
    ways = {reach(one.contact_by, one.phone, one.email)[0] for one in asked}
    boxes = (
        ("sms", "Text message", "It goes before their new time, in one message. Empty: only the new time.", prepared.sms),
        ("email", "Email", "It goes before their new time, in one email. Empty: only the new time.", prepared.email),
        (
            "spoken", "On the phone",
            "It stands in the history of each request: whoever phones somebody says it, and people read it on their private page.",
            prepared.spoken,
        ),
    )  # fmt: skip
    return tuple(
        Text(f"because-{way}", label, hint, typed.get(f"because-{way}", text), MOST[way])
        for way, label, hint, text in boxes
        if way == "spoken" or way in ways
    )


def cause_choices() -> tuple[ui.Choice, ...]:
    """For what there are prepared texts."""
    return tuple(ui.Choice(name, one.name) for name, one in causes().items())


def prepared(cause: str | None, place: Practice, day: date, at: datetime | None) -> Because:
    """The texts for those who are moved by a closing of all of a day, or from `at` on."""
    when = f"on {weekday_text(day)}{f' from {time_text(at)}' if at else ''}"
    return causes()[cause or "other"].of(place.name, when)


AWAY_CHOICES = (
    ui.Choice("leave", "Leave", "Annual leave, sick leave, study leave: also of several days"),
    ui.Choice("protected", "Protected time", "A team meeting, training or supervision of up to 12 hours"),
)


def carer_choices(carers: Iterable[tuple[UUID, str, str]]) -> tuple[ui.Choice, ...]:
    """Everybody who gives care here, by name, and (for protected time) all of them."""
    named = sorted(carers, key=lambda one: one[1])
    return (
        ui.Choice("", "Choose"),
        *(ui.Choice(str(id), name) for id, name, _ in named),
        ui.Choice(EVERYBODY, "Everybody who gives care (protected time only)"),
    )


def closing_words(place: Practice, at: datetime, owed: int, now: datetime) -> str:
    """What closing early means; `owed` answers are due between then and the usual end of the day."""
    return (
        f"All sessions of this day end {when(at, now)}, those that go on past midnight too; those that begin later are cancelled."
        f" {f'Your front door closes then as well. {_OPEN_FOR_ALL}' if place.door_opened_at else _NO_DOOR}"
        f"{_owed(owed, ' after that and before the day is over')}"
    )


def closes_anyway(ends: datetime | None) -> str:
    """Why closing early at a time would change nothing: the door is closed by then, and no session goes on."""
    if ends is None:
        return "You are not open on that day, and nothing is published on it"
    return f"You close at {time_text(ends)} on that day, and nothing is published after it. Enter a time before that"


def closed_day_words(place: Practice, at: datetime, owed: int, now: datetime) -> str:
    """What closing all of a day means, or what is left of today."""
    day, cancelled = day_text(at, now), "sessions are cancelled: nobody can book that day any more."
    if place.door_opened_at:
        said = f"Your front door is closed all of {day}, and its {cancelled} {_OPEN_FOR_ALL}"
    else:
        said = f"You are closed all of {day}, and its {cancelled} {_NO_DOOR}"
    return f"{said}{_owed(owed, ' that day')}"


STILL_BOOKED = (
    "You are closed then, and what is published was not taken back when the day was closed. Until that is done, people come to a"
    " closed door, and others go on booking."
)
_OPEN_FOR_ALL = (
    "Nobody who asks for help is turned away: requests still come in, and people read when somebody will look at them, and where"
    " to turn until then."
)
_NO_DOOR = (
    "Nobody asks you for help online here: people go on asking the practice that they are registered with."
)


def _owed(count: int, until: str) -> str:
    if not count:
        return ""
    they = "it" if count == 1 else "them"
    return f" {plural(count, 'answer is', 'answers are')} owed{until}: give {they} before you close."


def leaving_words(name: str, care: str) -> str:
    """What ending their care means."""
    what = (
        f"{name} will not be booked for {care} here any more."
        if care
        else f"{name} will work here no longer."
    )
    return f"{what} Their sessions ahead end, and their lines of the template go. What they did stays under their name."
