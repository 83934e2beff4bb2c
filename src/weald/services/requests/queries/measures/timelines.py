"""The requests of a day as promises and measures ask of them: times and kinds, no words and no names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from weald.engines.promises import ANSWERS, REACHED, WITHDRAWN, Groups, Line, Promise, groups
from weald.foundation.access import query
from weald.services.requests.words import GO_YOURSELF

KINDS = tuple(sorted(ANSWERS | REACHED | WITHDRAWN))
DECIDED = frozenset(("confirmed", "changed"))


@dataclass(slots=True)
class Timeline:
    """One request: what was told and done, in order, and whom it is about."""

    request: UUID
    level: str
    groups: Groups
    sent_at: datetime
    promises: list[Promise] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    decisions: list[tuple[datetime, str, str]] = field(default_factory=list)
    appointments: list[datetime] = field(default_factory=list)

    def level_at(self, at: datetime) -> str:
        """How urgent it was decided at this moment: by the newest decision of then."""
        return next((level for then, level, _ in reversed(self.decisions) if then <= at), self.level)

    def urgent_from(self, since: datetime) -> datetime:
        """From when on it was decided `today`, without a break until now; `since` where it was when that period began."""
        found = since
        for then, level, _ in self.decisions:
            if then > since and level == "today" and self.level_at(found) != "today":
                found = then
        return found


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment whose time has come, or will today."""

    request: UUID
    organisation: UUID
    responsible: UUID
    booked_at: datetime
    starts_at: datetime
    state: str
    category: str
    first: bool


_OF = (
    "r.id, r.level, r.channel, r.sent_at, r.birth_date, r.sex, r.needs, r.language"
    " from requests_request r where r.id = any(%s)"
)
_DUE = (
    "select distinct p.request_id from requests_promise p"
    " where p.organisation = %s and p.due_at >= %s and p.due_at < %s"
)
# Request by request: asked of all at once, row security would look at every request of the practice to know these.
_EACH = "select i.id, one.* from unnest(%s::uuid[]) i (id) cross join lateral ({}) one"
_PROMISES = _EACH.format(
    "select p.line, p.made_at, p.due_at, p.level, p.cause, p.at_once from requests_promise p"
    " where p.request_id = i.id order by p.id"
)
TIME_BOOKED = (
    "case when e.kind = 'booked' then (select a.starts_at from appointments_appointment a"
    " where a.request_id = e.request_id and e.key = 'booked:' || a.id) end"
)
"""When the appointment begins that a line of a story `e` is about."""
_LINES = _EACH.format(
    f"select e.id, e.at, e.kind, e.identity is not null, {TIME_BOOKED} from requests_entry e"
    " where e.request_id = i.id and e.kind = any(%s) order by e.id"
)
_DECISIONS = _EACH.format(
    "select d.at, d.level, d.service from requests_decision d where d.request_id = i.id order by d.id"
)
_APPOINTMENTS = _EACH.format(
    "select a.starts_at from appointments_appointment a"
    " where a.request_id = i.id and a.state <> 'cancelled' order by a.starts_at"
)

# The first appointment of a request that was not cancelled is the one for which it waited.
_VISITS = """
select a.request_id, a.organisation, a.responsible, a.booked_at, a.starts_at, a.state, s.category,
    not exists (select 1 from appointments_appointment b where b.request_id = a.request_id and b.state <> 'cancelled'
        and (b.starts_at, b.id) < (a.starts_at, a.id))
from appointments_appointment a join appointments_slot s on s.id = a.slot_id
where a.{whose} = %s and a.starts_at >= %s and a.starts_at < %s and a.state <> 'cancelled'
"""


def due_between(organisation: UUID, since: datetime, until: datetime) -> dict[UUID, Timeline]:
    """The requests of an organisation that had an answer due from `since` to before `until`, whole, by their ids."""
    return of([row[0] for row in query(_DUE, [organisation, since, until])])


def of(requests: Collection[UUID]) -> dict[UUID, Timeline]:
    """The timelines of these requests, as far as the actor sees them."""
    ids = list(requests)
    if not ids:
        return {}
    found = {row[0]: _timeline(row) for row in query(f"select {_OF}", [ids])}
    services: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for request, at, level, service in query(_DECISIONS, [ids]):
        if request in found:
            found[request].decisions.append((at, level, service))
            services[request].append((at, service))
    for request, *promise in query(_PROMISES, [ids]):
        if request in found:
            found[request].promises.append(Promise(*promise))
    for request, line, at, kind, by_staff, starts_at in query(_LINES, [ids, list(KINDS)]):
        if request in found:
            advised = kind in DECIDED and _service_at(services[request], at) in GO_YOURSELF
            found[request].lines.append(Line(line, at, "advised" if advised else kind, by_staff, starts_at))
    for request, starts_at in query(_APPOINTMENTS, [ids]):
        if request in found:
            found[request].appointments.append(starts_at)
    return found


def visits(organisation: UUID, since: datetime, until: datetime) -> list[Visit]:
    """The appointments that began from `since` to before `until`, in the organisation's book or of its patients, each once."""
    rows = {
        (row[0], row[4], row[3]): Visit(*row)
        for whose in ("organisation", "responsible")
        for row in query(_VISITS.format(whose=whose), [organisation, since, until])
    }
    return list(rows.values())


def _service_at(decided: Iterable[tuple[datetime, str]], at: datetime) -> str:
    return next((service for then, service in reversed(list(decided)) if then <= at), "")


def _timeline(row: Sequence[Any]) -> Timeline:
    id, level, channel, sent_at, born, sex, needs, language = row
    about = groups(
        level=level, channel=channel, sent_at=sent_at, born=born, sex=sex, needs=needs, language=language
    )
    return Timeline(id, level, about, sent_at)
