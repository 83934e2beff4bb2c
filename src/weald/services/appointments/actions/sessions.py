"""What a practice does with its sessions: publish a week from its template, extend, cut short, cancel.

A session is cut by withdrawing its free slots: their capacity becomes 0 in one statement, so that whoever books at the
same moment either has the slot, and then the cut is refused, or finds it taken. A booking never outlives its slot. The
rows stay: appointments of the past belong to them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from psycopg.errors import ExclusionViolation

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import LONDON, plural
from weald.services.appointments.actions.publishing import NewSession, publish_many
from weald.services.appointments.kept import SessionRow, session, weekly
from weald.services.directory.queries import practice_by_id

VERB = "practice.settings"
LONGEST = timedelta(hours=12)


class StillBooked(Refused):
    """People are booked in what would be cut: move them in the same step."""


@dataclass(frozen=True, slots=True)
class NewWeekly:
    """One line of a professional's template; London wall time."""

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


@dataclass(frozen=True, slots=True)
class Published:
    """How many sessions were published, how many were there already (or the professional is elsewhere then), and how
    many fell on a closed day or into the past."""

    new: int
    there: int
    closed: int


def publish_week(*, monday: date, now: datetime) -> Published:
    """Publish the week that begins on `monday` from the template. Repeated, it publishes what is missing."""
    here = _here()
    lines, closed, new = weekly(), 0, []
    holidays = practice_by_id(here).hours.holidays
    for line in lines:
        day = monday + timedelta(days=line.weekday)
        starts, ends = (datetime.combine(day, at, LONDON) for at in (line.starts, line.ends))
        if day in holidays or starts <= now:
            closed += 1
            continue
        new.append(
            NewSession(
                organisation=here, professional=line.professional, professional_name=line.professional_name,
                service=line.service, premises=line.premises, place=line.place, kind=line.kind, mode=line.mode,
                category=line.category, setting=line.setting, starts_at=starts, ends_at=ends,
                slot_minutes=line.slot_minutes, capacity=line.capacity,
            )
        )  # fmt: skip
    free = [one for one in new if not _busy(one)]
    if free:
        publish_many(sessions=free, now=now)
    record("practice.publish_week", [here], f"week of {monday:%Y-%m-%d}: {len(free)} sessions")
    return Published(len(free), len(new) - len(free), closed)


def keep_week(*, monday: date, now: datetime) -> int:
    """Make the week that begins on `monday`, as it is published, the template of everybody in it; gives how many lines.
    The lines of those who have no session in that week stay."""
    here = _here()
    since, until = _bounds(monday)
    query(
        "delete from appointments_weeklysession where organisation = %s and professional in (select professional"
        " from appointments_session where organisation = %s and starts_at >= %s and starts_at < %s and cancelled_at is null)",
        [here, here, since, until],
    )
    kept = query(
        "insert into appointments_weeklysession (id, organisation, professional, professional_name, service, premises, place,"
        " kind, mode, category, setting, weekday, starts, ends, slot_minutes, capacity)"
        " select uuidv7(), organisation, professional, professional_name, service, premises, place, kind, mode, category,"
        " setting, extract(isodow from starts_at at time zone 'Europe/London') - 1,"
        " (starts_at at time zone 'Europe/London')::time, (ends_at at time zone 'Europe/London')::time, slot_minutes, capacity"
        " from appointments_session where organisation = %s and starts_at >= %s and starts_at < %s and cancelled_at is null"
        " returning 1",
        [here, since, until],
    )
    record("practice.keep_week", [here], f"week of {monday:%Y-%m-%d}: {len(kept)} lines")
    return len(kept)


def add_weekly(*, line: NewWeekly, now: datetime) -> None:
    """Add a line to the template. Raises Refused where it overlaps another line of the same professional."""
    here = _here()
    if line.ends <= line.starts:
        raise Refused("A session must end after it starts.")
    minutes = (datetime.combine(date.min, line.ends) - datetime.combine(date.min, line.starts)).seconds // 60
    if not 1 <= line.slot_minutes <= minutes:
        raise Refused("Its slots must last at least a minute, and at least one must fit into the session.")
    overlap = [
        one
        for one in weekly()
        if (one.professional, one.weekday) == (line.professional, line.weekday)
        and one.starts < line.ends
        and line.starts < one.ends
    ]
    if overlap:
        raise Refused(f"{line.professional_name} has another session at that time of the week.")
    columns = (*NewWeekly.__slots__, "id", "organisation")
    query(
        f"insert into appointments_weeklysession ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
        [*(getattr(line, name) for name in NewWeekly.__slots__), uuid7(now), here],
    )
    record("practice.add_weekly", [here], f"none → {line.professional_name}, {line.starts}–{line.ends}")


def remove_weekly(*, line: UUID) -> None:
    """Take a line out of the template; what is published stays."""
    here = _here()
    gone = query(
        "delete from appointments_weeklysession where id = %s and organisation = %s returning professional_name, starts, ends",
        [line, here],
    )
    if gone:
        record("practice.remove_weekly", [here], f"{gone[0][0]}, {gone[0][1]}–{gone[0][2]} → none")


def extend(*, session: UUID, until: datetime, now: datetime) -> int:
    """Let a session end later; gives how many slots there are more. Raises Refused where the professional is elsewhere."""
    row = _locked(session)
    if until <= row.ends_at:
        raise Refused("Choose a time after the session’s end. To end it sooner, cut it.")
    if until - row.starts_at > LONGEST:
        raise Refused("A session lasts at most 12 hours.")
    if row.ends_at <= now:
        raise Refused("This session is over.")
    length = timedelta(minutes=row.slot_minutes)
    starts = [row.starts_at + length * turn for turn in range(int((until - row.starts_at) / length))]
    starts = [at for at in starts if at + length > row.ends_at]
    if not starts:
        raise Refused("No whole slot fits into that time. Choose a later one.")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "update appointments_session set ends_at = %s where id = %s", [starts[-1] + length, session]
            )
            cursor.execute(
                "insert into appointments_slot (id, session_id, organisation, professional, professional_name, service, place,"
                " kind, mode, category, starts_at, ends_at, capacity, taken)"
                " select uuidv7(), id, organisation, professional, professional_name, service, place, kind, mode, category,"
                " at, at + %s * interval '1 minute', capacity, 0"
                " from appointments_session, unnest(%s::timestamptz[]) at where id = %s"
                " on conflict (session_id, starts_at) do update set capacity = excluded.capacity",
                [row.slot_minutes, starts, session],
            )
    except Exception as fault:
        if isinstance(fault.__cause__, ExclusionViolation):
            raise Refused(f"{row.professional_name} has another session then. Cut that one first.") from fault
        raise
    _changed("practice.extend_session", row, f"{row.ends_at:%H:%M} → {starts[-1] + length:%H:%M} UTC")
    return len(starts)


_WITHDRAW = (
    "update appointments_slot set capacity = 0 where session_id = %s and ends_at > %s and taken = 0 and capacity > 0"
    " returning 1"
)
_LEFT = "select count(*) from appointments_slot where session_id = %s and ends_at > %s and taken > 0"


def cut(*, session: UUID, at: datetime, now: datetime) -> int:
    """Let a session end at `at`; one that would end when it begins, or sooner, is cancelled. Gives how many slots were
    withdrawn: every slot that would have ended later. Raises StillBooked, and changes nothing, while anybody holds one."""
    row = _locked(session)
    if row.ends_at <= now:
        raise Refused("This session is over.")
    if at >= row.ends_at:
        raise Refused("Choose a time before the session’s end. To end it later, extend it.")
    whole = at <= row.starts_at
    if not whole and at < now:
        raise Refused("That time has passed. Choose one to come.")
    end = row.starts_at if whole else at
    with transaction.atomic():  # refused, it leaves nothing withdrawn, whoever catches the refusal
        withdrawn = len(query(_WITHDRAW, [session, end]))
        left = query(_LEFT, [session, end])[0][0]
        if left:
            raise StillBooked(
                f"{plural(left, 'slot is', 'slots are')} booked after that time. Choose a new time for each person, then cut."
            )
        if whole:
            query("update appointments_session set cancelled_at = %s where id = %s", [now, session])
        else:
            query("update appointments_session set ends_at = %s where id = %s", [at, session])
    _changed(
        "practice.cut_session", row, f"{row.ends_at:%H:%M} → {'cancelled' if whole else f'{at:%H:%M} UTC'}"
    )
    return withdrawn


def _here() -> UUID:
    who = actor()
    authorise(who, VERB)
    if who.party is None:
        raise Refused("Choose the organisation that you work for first.")
    # One change of the sessions of a practice at a time: a week that two publish at once is published once.
    query("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sessions:{who.party}"])
    return who.party


def _locked(identifier: UUID) -> SessionRow:
    """The session of the actor's organisation, held until the transaction ends."""
    here = _here()
    query("select 1 from appointments_session where id = %s for update", [identifier])
    row = session(identifier)
    if row is None or row.organisation != here:
        raise Refused("This session cannot be found. Look at the week again.")
    return row


def _busy(one: NewSession) -> bool:
    return bool(
        query(
            "select 1 from appointments_session where professional = %s and cancelled_at is null"
            " and tstzrange(starts_at, ends_at) && tstzrange(%s, %s) limit 1",
            [one.professional, one.starts_at, one.ends_at],
        )
    )


def _bounds(monday: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(monday, time.min, LONDON),
        datetime.combine(monday + timedelta(days=7), time.min, LONDON),
    )


def _changed(verb: str, row: SessionRow, why: str) -> None:
    record(verb, [row.id], f"{row.professional_name}, {row.starts_at:%Y-%m-%d}: {why}")
