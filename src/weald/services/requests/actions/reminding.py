"""Everybody is reminded of their appointment alike: once at each stated time, in their way, with a link to move or cancel it.

What somebody did with earlier appointments is not read here: the rule stands in `content/policies/reminders.yaml`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from weald.engines.matching.reminding import reminder_due
from weald.foundation.access import query
from weald.services.library import policies
from weald.services.messages.actions import take_back
from weald.services.requests.actions.telling import tell
from weald.services.requests.queries.care import request_row
from weald.services.requests.words import told_place, told_time

# By organisation, whose days are indexed; in the order in which whoever changes several requests takes them.
_SOON = """
select a.id, a.request_id, a.booked_at, a.starts_at, a.mode, a.place, a.kind, a.ends_at from appointments_appointment a
where a.organisation = %(organisation)s and a.starts_at > %(now)s and a.starts_at < %(until)s and a.state = 'booked'
order by a.request_id
"""


def key(appointment: object, days: int) -> str:
    """The key of the notice that reminds of an appointment so many days before."""
    return f"reminder:{appointment}:{days}"


def remind(*, organisation: UUID, now: datetime) -> int:
    """The job: remind everybody whose time has come of an appointment that this organisation gives; returns how many
    are sent one: whom no message can reach gets none."""
    policy = policies.reminders()
    until = now + timedelta(days=max(policy.days_before) + 1)
    rows = query(_SOON, {"organisation": organisation, "now": now, "until": until})
    due = {row[0]: days for row in rows if (days := reminder_due(row[2], row[3], now, policy)) is not None}
    keys = [key(appointment, days) for appointment, days in due.items()]
    known = {row[0] for row in query("select key from messages_notification where key = any(%s)", [keys])}
    told = 0
    for appointment, request, _, starts_at, mode, place, kind, ends_at in rows:
        named = key(appointment, due.get(appointment, 0))
        if appointment not in due or named in known:
            continue
        asked = request_row(request)
        if asked is None or asked.state == "closed":
            continue
        told += tell(
            asked, "reminder", key=str(appointment), named=named, now=now, link=True, until=starts_at,
            values={
                "when": told_time(kind, starts_at, ends_at, now),
                "where": told_place(kind, mode, place),
            },
        )  # fmt: skip
    return told


def not_needed(*, appointment: str, now: datetime) -> None:
    """An appointment was cancelled or moved: what was to tell or remind of it, and was not sent yet, is taken back."""
    keys = [key(appointment, days) for days in policies.reminders().days_before]
    keys += [f"booked:{appointment}", f"moved:{appointment}"]
    take_back(keys=keys, why="moved or cancelled", now=now)
