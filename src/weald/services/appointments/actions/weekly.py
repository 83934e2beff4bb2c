"""The template of a practice: lines that recur every week or every few weeks, and weeks that are published from them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.foundation.access import query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import WEEKDAYS, date_text, wall
from weald.services.appointments import categories
from weald.services.appointments.actions.alone import here_alone
from weald.services.appointments.actions.publishing import publish_many
from weald.services.appointments.kept import WeeklyRow, weekly
from weald.services.appointments.models import AWAY, KINDS
from weald.services.appointments.planning import NEW, Planned, copied, plan, seen, swap
from weald.services.appointments.recurring import LONGEST, MOST_WEEKS, Pattern, week_of
from weald.services.directory.kept import rooms


@dataclass(frozen=True, slots=True)
class NewWeekly:
    """One line of a professional's template; London wall time. What ends no later than it starts ends on the next day."""

    professional: UUID
    professional_name: str
    service: str
    place: str
    kind: str
    mode: str
    category: str
    setting: str
    weekday: int
    starts: time
    ends: time
    slot_minutes: int
    capacity: int = 1
    premises: UUID | None = None
    room: UUID | None = None
    travel_minutes: int = 0
    contact_limit: int | None = None
    clinic: str = ""
    note: str = ""
    every_weeks: int = 1
    first_week: date | None = None
    last_day: date | None = None

    @property
    def pattern(self) -> Pattern:
        """When it is held."""
        return Pattern(self.weekday, self.starts, self.ends, self.every_weeks, self.first_week, self.last_day)


class WrongLine(Refused):
    """A line cannot be in the template as it is; `field` of it is what to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def publish_weeks(
    *,
    monday: date,
    weeks: int,
    now: datetime,
    agreed: str | None = None,
    again: bool = False,
    source: date | None = None,
) -> list[Planned]:
    """Publish so many weeks from `monday` from the template, or as copies of the week that begins on `source`; gives what became of each session. Repeated, it publishes what
    is missing, and with `again` what was cancelled. `agreed` is `planning.seen` of what somebody looked at: where that is not what would be published any
    more, Refused is raised and nothing is written."""
    here = here_alone()
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(f"Publish 1 to {MOST_WEEKS} weeks in one step.")
    planned = (
        copied(source, monday, weeks, now, again=again) if source else plan(monday, weeks, now, again=again)
    )
    if agreed is not None and agreed != seen(planned):
        raise Refused(
            "The sessions or the template changed since you looked. Nothing is published yet: look again."
        )
    new = [one.session for one in planned if one.status == NEW]
    if new:
        publish_many(sessions=new, now=now)
    of = f" as the week of {source:%Y-%m-%d}" if source else ""
    record("practice.publish_weeks", [here], f"{weeks} from {monday:%Y-%m-%d}{of}: {len(new)} sessions")
    return planned


def keep_week(*, monday: date, agreed: str) -> None:
    """Make the week that begins on `monday`, as it is published, the template of everybody in it, as `planning.swap` shows it.
    `agreed` is `planning.Swap.seen` of what somebody looked at: where that is not what would be changed any more, Refused is
    raised and nothing is written. Raises Refused where a line of every few weeks would fall on one of the new ones."""
    here = here_alone()
    change = swap(monday)
    if agreed != change.seen:
        raise Refused("Look first what would change in the template. Nothing is changed yet.")
    turns = [one for one in weekly() if one.every_weeks > 1]
    query("delete from appointments_weeklysession where id = any(%s)", [[one.id for one in change.gone]])
    for session in change.new:
        starts, ends = wall(session.starts_at), wall(session.ends_at)
        pattern = Pattern(starts.weekday(), starts.time(), ends.time())
        if any(
            one.professional == session.professional and one.pattern.meets(pattern, monday) for one in turns
        ):
            raise Refused(
                f"{session.professional_name} has a line of every few weeks that falls on a session of this week. Take that"
                " line out first."
            )
        query(_KEEP, [pattern.weekday, pattern.starts, pattern.ends, session.id])
    gone, new = len(change.gone), len(change.new)
    record("practice.keep_week", [here], f"week of {monday:%Y-%m-%d}: {gone} lines out, {new} new")


_KEEP = """
insert into appointments_weeklysession (id, organisation, professional, professional_name, service, premises, room, place,
    kind, mode, category, setting, weekday, starts, ends, slot_minutes, capacity, travel_minutes, contact_limit, clinic, note)
select uuidv7(), organisation, professional, professional_name, service, premises, room, place, kind, mode, category,
    setting, %s, %s, %s, slot_minutes, capacity, travel_minutes, contact_limit, clinic, note
from appointments_session where id = %s
"""


def add_weekly(*, line: NewWeekly, now: datetime) -> None:
    """Add a line to the template. Raises WrongLine where it cannot be, or where its professional or its room has another line
    at that time in any week to come."""
    here = here_alone()
    _check(line)
    today = wall(now).date()
    since = week_of(today)
    if line.last_day is not None and line.last_day < today:
        raise WrongLine("last_day", "Its last day is over. Choose one to come, or leave it empty.")
    found = [
        (first, other)
        for other in weekly()
        if other.professional == line.professional or (line.room and other.room == line.room)
        if (first := next((day for day in line.pattern.meetings(other.pattern, since) if day >= today), None))
    ]
    if found:
        raise _clash(line, *min(found, key=lambda one: one[0]))
    columns = (*NewWeekly.__slots__, "id", "organisation")
    query(
        f"insert into appointments_weeklysession ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
        [*(getattr(line, name) for name in NewWeekly.__slots__), uuid7(now), here],
    )
    record("practice.add_weekly", [here], f"none → {line.professional_name}, {line.starts}–{line.ends}")


def remove_weekly(*, line: UUID) -> int | None:
    """Take a line out of the template, and give its day of the week, or None where it was gone already; what is published stays."""
    here = here_alone()
    gone = query(
        "delete from appointments_weeklysession where id = %s and organisation = %s returning professional_name, starts, ends, weekday",
        [line, here],
    )
    if gone:
        record("practice.remove_weekly", [here], f"{gone[0][0]}, {gone[0][1]}–{gone[0][2]} → none")
    return gone[0][3] if gone else None


def _clash(line: NewWeekly, first: date, other: WeeklyRow) -> WrongLine:
    when = f"{WEEKDAYS[other.weekday]} {other.starts:%H:%M} to {other.ends:%H:%M}"
    if other.professional == line.professional:
        return WrongLine(
            "starts",
            f"{line.professional_name} has a line in the template already, {when}. Both would be held first on"
            f" {date_text(first)}. Change the day or the times, or take that line out first.",
        )
    name = next((one.name for one in rooms() if one.id == line.room), "That room")
    return WrongLine(
        "room",
        f"{name} is taken: {other.professional_name} has a line in it, {when}. Both would need it first on"
        f" {date_text(first)}. Choose another room or other times, or take that line out first.",
    )


def _check(line: NewWeekly) -> None:
    """Raise WrongLine for a line that cannot be."""
    length = line.pattern.minutes
    if line.starts == line.ends:
        raise WrongLine(
            "ends",
            "It starts and ends at the same time. Change one of the two; a session lasts at most 12 hours.",
        )
    if timedelta(minutes=length) > LONGEST:
        raise WrongLine(
            "ends", "A session lasts at most 12 hours. Check which of the times is in the morning."
        )
    if line.kind not in KINDS or line.kind == "leave":
        raise WrongLine("kind", "Leave is not of every week. Add it with its first and last day.")
    if line.kind not in AWAY:
        if not 1 <= line.slot_minutes <= length:
            raise WrongLine(
                "slot_minutes",
                "Its slots must last at least a minute, and at least one must fit into the session.",
            )
        if line.travel_minutes and line.kind != "home_visit":
            raise WrongLine("travel_minutes", "Only home visits have travel between them.")
        if why := categories.why_not(line.category, line.kind, line.mode, line.capacity):
            raise WrongLine("category", why)
    if line.room and (line.kind == "home_visit"):
        raise WrongLine("room", "A home visit needs no room.")
    if not 1 <= line.every_weeks <= MOST_WEEKS or (line.every_weeks > 1 and line.first_week is None):
        raise WrongLine(
            "first_week", "Say from which week on it is counted, for a session of every few weeks."
        )
    if line.first_week is not None and line.first_week.weekday() != 0:
        raise WrongLine("first_week", "Weeks are counted from a Monday.")
    if line.last_day and line.first_week and line.last_day < line.first_week + timedelta(days=line.weekday):
        raise WrongLine("last_day", "Its last day must be on or after its first.")
