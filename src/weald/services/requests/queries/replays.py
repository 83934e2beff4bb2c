"""Stored requests worked out again: as they were decided on their day, and as other content would decide them.

What a decision stood on is stored with it: the answers on its way, the person as triage read them, how often they had asked,
the release of the content, and the policy on asking again. So the same decision comes out years later; and a draft can be
tried on what people really asked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from orjson import loads

from weald.engines import triage
from weald.engines.triage import RANK, Content
from weald.foundation.access import query
from weald.foundation.lengths import span
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import duration_text, plural, wall
from weald.services.library import queries as library
from weald.services.requests import evidence
from weald.services.requests.queries.promises import promises


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored request with what its first decision stood on, and that decision."""

    id: UUID
    reference: str
    sent_at: datetime
    kind: str
    for_whom: str
    problem: str
    words: str
    again: str
    person: Mapping[str, Any]
    answers: Mapping[str, Any]
    stands_on: Mapping[str, Any]
    release: str
    rule: str
    level: str
    service: str
    within: str
    text: str
    because: tuple[str, ...]
    safety_net: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What content makes of a request. Without a level one more answer would be needed, to the question `asks`."""

    level: str
    service: str
    within: str
    text: str
    rule: str
    because: tuple[str, ...]
    safety_net: tuple[str, ...]
    advice: tuple[str, ...]
    asks: str = ""

    @property
    def words(self) -> str:
        """In a few words."""
        return _in_words(self.level, self.service, self.rule) if self.level else f"asks {self.asks}"


def _in_words(level: str, service: str, rule: str) -> str:
    return f"{level}, {service} by {rule or 'a person'}"


@dataclass(frozen=True, slots=True)
class Moved:
    """A request that an edit would have decided otherwise: up, down, sooner or later (same level, another time), service (somebody
    else in the same time) or asks."""

    id: UUID
    reference: str
    problem: str
    way: str
    before: str
    after: str


# The first decision is that of the rules; the answers of that moment, in the order in which they were asked.
_KEPT = """
select r.id, r.reference, r.sent_at, r.kind, r.for_whom, r.problem, r.words, r.again, r.birth_date, r.sex,
    (select jsonb_agg(jsonb_build_array(a.finding, a.value) order by a.position, a.id)
     from requests_answer a where a.request_id = r.id and a.at = r.sent_at),
    d.stands_on, d.release, d.rule, d.level, d.service, d.within, d.text, d.because, d.safety_net, d.advice
from requests_request r
join lateral (select * from requests_decision d where d.request_id = r.id order by d.id limit 1) d on true
where r.sent_at >= %(since)s and r.sent_at <= %(until)s and %(problem)s in ('', r.problem)
  and (%(only)s::uuid is null or r.id = %(only)s)
  and (%(organisation)s::uuid is null or r.organisation = %(organisation)s)
order by r.sent_at, r.id
"""


def kept(
    since: datetime,
    until: datetime,
    problem: str = "",
    *,
    only: UUID | None = None,
    organisation: UUID | None = None,
) -> tuple[Kept, ...]:
    """The requests that the actor sees, sent in this time; those about one problem, of one organisation, or one of them,
    where it is named."""
    values = {"since": since, "until": until, "problem": problem, "only": only, "organisation": organisation}
    return tuple(_kept(row) for row in query(_KEPT, values))


def _kept(row: tuple[Any, ...]) -> Kept:
    (
        id, reference, sent_at, kind, for_whom, problem, words, again, born, sex, answers, stands_on, release, rule, level,
        service, within, text, because, safety_net, advice,
    ) = row  # fmt: skip
    stood: dict[str, Any] = loads(stands_on) if stands_on else {}
    return Kept(
        id, reference, sent_at, kind, for_whom, problem, words, again,
        # Decisions from before this was stored: the person is read from the request, and asked for the first time.
        stood.get("person") or evidence.person(born, sex, wall(sent_at).date()),
        dict(loads(answers)) if answers else {}, stood, release, rule, level, service, within, text,
        tuple(one["text"] for one in loads(because)), tuple(loads(safety_net)), tuple(loads(advice)),
    )  # fmt: skip


@lru_cache(maxsize=8)
def stored_content(release: str) -> Content:
    """The content of a release as it was on duty. Raises Refused where it is not kept, ContentError where it is of another
    engine."""
    return triage.of_body(library.stored_body(release))


def replayed(request: Kept) -> Outcome:
    """The decision worked out again, under the release and the policy of its day."""
    rules = stored_content(request.release)
    stood = request.stands_on
    found = decided_by(rules, request)
    if not found.level or not stood.get("before") or request.kind != "clinical":
        return found
    policy = triage.read_again(library.stored_policy(stood["policy"]).encode())
    raised = triage.asked_again(
        policy, level=found.level, before=stood["before"], answer=request.again, contact=stood["contact"]
    )
    # As when it was sent: see actions.again.settle.
    third = stood["contact"] >= policy.third.contact
    said = found.rule == "modifier.repeat_contact"
    tells = raised.because is not None and (raised.level != found.level or (third and not said))
    because = (*found.because, raised.because.text) if tells and raised.because else found.because
    if raised.level == found.level:
        return _with(found, because=because)
    promise = promises(rules)[raised.level]
    service = found.service if found.service in promise.texts else policy.service
    return _with(
        found, level=raised.level, service=service, within=promise.within, text=promise.texts[service], because=because
    )  # fmt: skip


DECIDED = ("level", "service", "within", "text", "rule", "because", "safety_net", "advice")
"""What two decisions have in common if they are the same."""


def unlike(request: Kept) -> str:
    """What comes out otherwise than on its day when a decision is worked out again, or why it cannot be; else nothing."""
    try:
        found = replayed(request)
    except (Refused, triage.ContentError) as fault:
        return f"cannot be worked out again: {fault}"
    other = [name for name in DECIDED if getattr(found, name) != getattr(request, name)]
    if not other:
        return ""
    was = _in_words(request.level, request.service, request.rule)
    names = ", ".join(name.replace("_", " ") for name in other)
    return f"otherwise: {names}; it was {was}, and comes out as {found.words}"


def _with(found: Outcome, **changes: Any) -> Outcome:
    values = {name: getattr(found, name) for name in Outcome.__slots__} | changes
    return Outcome(**values)


def decided_by(rules: Content, request: Kept) -> Outcome:
    """What triage alone makes of a stored request by some content."""

    def asked(contacts: int) -> dict[str, Any]:
        return evidence.as_asked(
            rules,
            request.person,
            for_whom=request.for_whom,
            problem=request.problem,
            words=request.words,
            answers=request.answers,
            contacts=contacts,
        )

    def assess(contacts: int) -> triage.Assessment:
        return evidence.assess_by(rules, asked(contacts))

    said = evidence.knowing_contacts(assess, int(request.stands_on.get("contacts", 0)))
    if said.status == "ask" and request.stands_on.get("cut_off"):
        said = evidence.cut_off(rules, asked(0))
    if said.status == "ask" and said.question is not None:
        return Outcome("", "", "", "", "", (), (), (), asks=said.question.finding)
    decision = evidence.proposed(said, request.kind)
    return Outcome(
        *decision,
        said.rule,
        tuple(one.text for one in said.because),
        tuple(said.safety_net),
        tuple(said.advice),
    )


def moved(requests: Iterator[Kept] | tuple[Kept, ...], old: Content, new: Content) -> Iterator[Moved | None]:
    """For each request what the edit from `old` to `new` changes; None where it changes nothing."""
    for request in requests:
        before, after = decided_by(old, request), decided_by(new, request)
        way = _way(before, after)
        if way in {"sooner", "later"}:
            said = [f"{one.words}, within {duration_text(one.within)}" for one in (before, after)]
        else:
            said = [before.words, after.words]
        yield Moved(request.id, request.reference, request.problem, way, *said) if way else None


def _way(before: Outcome, after: Outcome) -> str:
    if not before.level or not after.level:
        # Where the edit asks what nobody was asked, its decision cannot be told.
        return "" if bool(before.level) == bool(after.level) else "asks"
    if before.level != after.level:
        return "up" if RANK[after.level] < RANK[before.level] else "down"
    if before.within != after.within:
        return "sooner" if span(after.within) < span(before.within) else "later"
    return "service" if before.service != after.service else ""


def summary(asked: int, found: tuple[Moved, ...], since: str) -> str:
    """`This edit would have changed 41 of the 9,210 requests since 23 October 2026: 38 up, 3 down.`"""
    changed, ways, untold = counted(found)
    said = f"This edit would have changed {changed:,} of {plural(asked, 'request')} since {since}: {ways}."
    if untold:
        said += f" Of {untold:,} it cannot be told: there it asks other questions than were asked."
    return said


def counted(found: tuple[Moved, ...]) -> tuple[int, str, int]:
    """How many are decided otherwise, in which ways, and of how many it cannot be told."""
    number = Counter(one.way for one in found)
    ways = [f"{number['up']:,} up", f"{number['down']:,} down"]
    seldom = {"sooner": "sooner", "later": "later", "service": "to somebody else"}
    ways += [f"{number[way]:,} {said}" for way, said in seldom.items() if number[way]]
    return len(found) - number["asks"], ", ".join(ways), number["asks"]
