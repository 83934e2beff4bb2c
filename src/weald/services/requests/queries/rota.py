"""Who would be moved if time were taken out of sessions, and which times could be theirs.

The people are of every practice whose requests are seen here, so this is read on behalf of the manager (`appointments.actions.alone.on_behalf`),
who is shown the names only of those whom they may see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.engines import matching
from weald.foundation.access import actor, query
from weald.services.appointments.gaps import SHORTENED, Gap, touched
from weald.services.appointments.replacing import Other, others
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.requests.queries.offers import Asked, asked, care_due, need_of

AHEAD = timedelta(days=14)
"""How far behind the last of the withdrawn times another one is looked for."""
NOTICE = timedelta(days=1)
"""Whoever is given a sooner time than they have is told at least so long before it, or phoned."""
EACH = 30
"""Times to choose from for each person."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One person who is booked in what would be taken out, and what a new time must be like; `due_at` is by when the care
    itself is due."""

    asked: Asked
    due_at: datetime
    appointment: UUID
    slot: UUID
    professional_name: str
    organisation: UUID
    service: str
    kind: str
    mode: str
    clinic: str
    starts_at: datetime
    state: str

    @property
    def request(self) -> UUID:
        """Their request."""
        return self.asked.id

    @property
    def needs_step_free(self) -> bool:
        """Whether they must get into a building without steps for it."""
        return "step_free" in self.asked.needs and self.mode == "face_to_face" and self.kind != "home_visit"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The times that somebody could have, best first; the one that is proposed, None where nothing is left for them."""

    person: Affected
    times: tuple[Other, ...]
    proposed: Other | None


_AFFECTED = f"""
select distinct on (a.starts_at, a.id) a.request_id, a.id, s.id, a.professional_name, a.organisation, a.service, a.kind,
    a.mode, s.clinic, a.starts_at, a.state
from unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) g (session, since, until)
join appointments_slot s on s.session_id = g.session and s.starts_at < g.until and s.ends_at > g.since
    and s.ends_at > %s and not {SHORTENED}
join appointments_appointment a on s.id in (a.slot_id, a.second_slot_id) and a.state in ('booked', 'arrived')
order by a.starts_at, a.id
"""


def affected(gaps: Sequence[Gap], now: datetime) -> list[Affected]:
    """Who is booked in what the gaps take out and is not over, in order of time. Whoever is on a list that only becomes shorter
    stays on it."""
    rows = query(
        _AFFECTED,
        [[gap.session for gap in gaps], [gap.since for gap in gaps], [gap.until for gap in gaps], now],
    )
    return [Affected(wants := asked(row[0]), care_due(wants), *row[1:]) for row in rows]


def owed_between(since: datetime, until: datetime) -> int:
    """How many requests of the actor's organisation were promised an answer by a time in [since, until), and have none."""
    [(count,)] = query(
        "select count(*) from requests_request where organisation = %s and due_at >= %s and due_at < %s"
        " and state in ('waiting', 'confirmed', 'advised', 'referred')",
        [actor().party, since, until],
    )
    return int(count)


def names(requests: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those whose requests the actor may see."""
    rows = query(
        "select id, given_name, family_name from requests_request where id = any(%s)", [list(requests)]
    )
    return {id: f"{given} {family}".strip() for id, given, family in rows}


def proposals(people: Sequence[Affected], gaps: Sequence[Gap], now: datetime) -> list[Proposal]:
    """For each person the times that fit, and one that nobody else is proposed: whoever is due soonest chooses first. A time
    fits if it is with the same care by somebody who has the skill for it, in the same way, where their practice may send them,
    long and step-free enough, and not in what is taken out."""
    if not people:
        return []
    reach = {
        one.request: {
            place for place, service in one.asked.may_have(None, now) if service in ("", one.service)
        }
        for one in people
    }
    free = [
        one
        for one in others(
            set().union(*reach.values()), {one.service for one in people}, now, max(one.starts_at for one in people) + AHEAD
        )
        if not touched(gaps, one.session, one.starts_at, one.ends_at)
    ]  # fmt: skip
    skills = directory.skills_of(set().union(*reach.values()))
    alike: dict[tuple[str, str, str], list[Other]] = defaultdict(list)
    for one in free:
        if _skilled(one, skills):
            alike[one.service, one.mode, one.clinic].append(one)
    given: Counter[UUID] = Counter()
    room = {one.slot: one.room for one in free}
    found: dict[UUID, Proposal] = {}
    for person in sorted(people, key=lambda one: (one.due_at, one.starts_at)):
        need = need_of(person.asked, person.asked.places(now), person.due_at, now)
        fitting = sorted(
            (
                one
                for one in alike[person.service, person.mode, person.clinic]
                if one.organisation in reach[person.request] and _fits(one, person)
            ),
            key=lambda one: _worse(one, person, need, now),
        )
        wants = 2 if person.asked.slots_needed == 2 else 1
        proposed = next(
            (one for one in fitting if all(given[slot] < room[slot] for slot in _slots(one, wants))), None
        )
        if proposed is not None:
            given.update(_slots(proposed, wants))
        shown = fitting[:EACH]
        if proposed is not None and proposed not in shown:
            shown.append(proposed)
        found[person.appointment] = Proposal(person, tuple(shown), proposed)
    return [found[person.appointment] for person in people]


def _slots(one: Other, wants: int) -> list[UUID]:
    return [one.slot, one.second] if wants == 2 and one.kind == "slot" and one.second else [one.slot]


def _skilled(one: Other, skills: Mapping[UUID, frozenset[str]]) -> bool:
    """Whether its professional may give its care, as where times are offered; who is invited to a clinic was chosen for it."""
    skill = policies.matching().skills.get(one.service)
    return bool(one.clinic) or skill is None or skill in skills.get(one.professional, ())


def _fits(one: Other, person: Affected) -> bool:
    double = person.asked.slots_needed == 2 and one.kind == "slot"
    if one.slot == person.slot or (double and one.second is None):
        return False
    if (one.kept or (double and one.second_kept)) and not person.asked.urgent:
        return False
    reached = one.mode != "face_to_face" or one.kind == "home_visit" or one.step_free
    return reached or "step_free" not in person.asked.needs


def hasty(one: Other, person: Affected, now: datetime) -> bool:
    """Whether it begins before what they have and within a day: they may read of it too late to come."""
    return one.starts_at < person.starts_at and one.starts_at < now + NOTICE


def late(one: Other, person: Affected) -> bool:
    """Whether it is after they are due, and after the time that they have."""
    return one.starts_at > max(person.due_at, person.starts_at)


def _worse(
    one: Other, person: Affected, need: matching.Need, now: datetime
) -> tuple[bool, bool, bool, float]:
    """What is worse stands later: a time after they are due, one of which they may read too late, another kind; then what costs
    more, as where people choose by themselves. They have arranged themselves for the time that they have: what they wait is how far
    another one is from it, sooner or later."""
    return (
        late(one, person),
        hasty(one, person, now),
        one.kind != person.kind,
        matching.cost(need, one, abs(one.starts_at - person.starts_at), policies.matching()),
    )
