"""The stateless assessment: a request as JSON holds it → what to ask, what is decided, or that a person reads it."""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from .asking import Standing, next_question, problem_question, walk
from .content import Content
from .deciding import decided
from .dictionary import Finding
from .documents import shown
from .evidence import Person, of_person, plan_for
from .expressions import CONTEXT_NUMBERS
from .habits import LONGEST_TEXT
from .hearing import hear
from .model import RANK, SEXES, SOMETHING_ELSE, Answer, Assessment, Candidate, InputError, Json, Question
from .pathways import Pathway
from .phrases import Heard, Mention
from .plans import Plan, known
from .vocabulary import MOST_CANDIDATES

LARGEST_REQUEST = 64 * 1024
"""The most bytes of a request."""
OLDEST_YEARS = 120
OLDEST_DAYS = 44_194
"""The last day on which somebody is 120 years old."""
MOST_CONTACTS = 1000
OTHER_BELOW_DAYS = 4748
"""Below 13 years, questions are worded for somebody else unless the context says who answers."""


ASIDE = 0.1
"""What a mention counts that is about the past, somebody else or a worry."""
POINTED_ALONE = 0.9
"""How much single words must point to a problem that is proposed although no phrase was heard."""
CLAIMED = 0.8
"""What a claimed finding counts for the problems that ask about it, shared among them."""
UNSPECIFIC = "unspecific"
"""The tag of a problem that only says that something is wrong."""
CONFIRMED = 100.0
"""What it counts once it was confirmed: more than any words."""


class Request(NamedTuple):
    """A checked request."""

    person: Person
    problem: str | None
    text: str
    answers: Mapping[str, Answer]
    context: Mapping[str, object]
    other: bool


class _Read(NamedTuple):
    """A request with what its words suggest, the problem to work through or why a person must read it, and where it stands."""

    asked: Request
    candidates: tuple[Candidate, ...]
    problem: str | None
    reason: str
    claimed: tuple[str, ...]
    standing: Standing


def assess(content: Content, request: Mapping[str, Any]) -> Assessment:
    """What triage says to a request in the form of the plan; InputError names the field of anything wrong in it."""
    read = _read(content, request)
    standing, reason = read.standing, read.reason
    common: dict[str, Any] = {
        "candidates": read.candidates,
        "asked": len(standing.path),
        "path": standing.path,
        "content": content.release,
    }
    question = _question(content, read)
    if question:
        result = Assessment("ask", problem=read.problem, question=question)
        return msgspec.structs.replace(result, **common)
    if standing.settled.fired:
        plan, settled = standing.plan, standing.settled
        result = decided(content, plan, read.asked.person, settled, standing.masks, standing.evidence)
        if not _overlooks(plan, result, read.asked, read.claimed):
            return msgspec.structs.replace(result, **common)
        reason = "claimed"
    result = Assessment(
        "person",
        problem=read.asked.problem,
        reason=content.wording[f"reason_{reason}"],
        within=content.within["today"],
        safety_net=content.safety_net,
    )
    return msgspec.structs.replace(result, **common)


def asks(content: Content, request: Mapping[str, Any]) -> Question | None:
    """The question of `assess`, or None where it asks nothing: without its reasons, for whoever looks many answers ahead."""
    return _question(content, _read(content, request))


def _read(content: Content, request: Mapping[str, Any]) -> _Read:
    asked = read_request(content, request)
    heard = hear(content, asked.text)
    candidates, lost = _candidates(content, asked, heard)
    problem, reason = _problem(content, asked, candidates, lost=lost)
    plan = plan_for(content.plans, problem, asked.person)
    claimed = _claimed(content, asked, heard, plan)
    standing = walk(plan, asked.person, asked.answers, asked.context, claimed)
    return _Read(asked, candidates, problem, reason, claimed, standing)


def _question(content: Content, read: _Read) -> Question | None:
    asked, standing = read.asked, read.standing
    if standing.next:
        # A request that a person will read anyway is not held up by questions, except those about danger that its words
        # or its answers have raised.
        if read.reason and standing.next not in read.claimed and not standing.path:
            return None
        return next_question(content, standing.plan, standing, asked.answers, asked.other)
    if standing.settled.fired or read.reason:
        return None
    return problem_question(content, _proposed(content, asked.person, read.candidates))


def _claimed(content: Content, asked: Request, heard: Heard, plan: Plan) -> tuple[str, ...]:
    """The findings that the words claim and that somebody's rules ask about: life threats first, then those of this plan, and
    last what no rule needs to ask about, that the words sound serious."""
    asking = {name: content.asking[name] for name in heard.claimed if name in content.asking}

    def place(name: str) -> tuple[bool, bool, bool]:
        return not asking[name], "" not in asking[name], name not in plan.effects

    concerning = [
        name
        for name, problems in asking.items()
        if not problems or any(not one or applies(content, one, asked.person) for one in problems)
    ]
    return tuple(sorted(concerning, key=place))


def _overlooks(plan: Plan, result: Assessment, asked: Request, claimed: tuple[str, ...]) -> bool:
    """Whether somebody said something alarming, and did not take it back, that the rules of a calm decision know nothing of."""
    assert result.decision
    return RANK[result.decision.level] > RANK["today"] and any(
        asked.answers.get(name) != "no" and name not in plan.effects for name in claimed
    )


def _problem(
    content: Content, asked: Request, candidates: tuple[Candidate, ...], *, lost: bool
) -> tuple[str | None, str]:
    """The problem to work through, or why a person must read the request: among others where its words are `lost`, because
    they name a problem whose pathway is refused."""
    if asked.problem == SOMETHING_ELSE:
        return None, SOMETHING_ELSE
    if asked.problem is None and lost:
        return None, "refused"
    if asked.problem is None:
        return None, "unrecognised" if asked.text.strip() and not candidates else ""
    if asked.problem not in content.problems:
        return None, "refused"
    if not applies(content, asked.problem, asked.person):
        return None, "not_for_you"
    return asked.problem, ""


def applies(content: Content, problem: str, person: Person) -> bool:
    """Whether a pathway is made for somebody of this age and sex, or may be where one of them is not known."""
    plan = content.plans[problem]
    masks = of_person(plan, person)
    return known(plan.applies, masks.true, masks.false) is not False


def _proposed(content: Content, person: Person, candidates: tuple[Candidate, ...]) -> list[Pathway]:
    names = [candidate.problem for candidate in candidates] or list(content.problems)
    return [content.problems[name] for name in names if applies(content, name, person)]


def _candidates(content: Content, asked: Request, heard: Heard) -> tuple[tuple[Candidate, ...], bool]:
    """The problems that the words suggest, best first: by their names, or by a finding that their rules ask about; then, where
    there is room, those that single words point to. What was claimed and then confirmed comes before all else, and what was taken back suggests nothing.

    Also whether they suggest a problem before all others that has no pathway, because it is refused: then it alone is proposed,
    so that nobody is led through the questions of another one."""
    refused = content.refused_problems
    words: dict[str, list[str]] = {}
    worth: dict[str, list[tuple[float, Mention]]] = {}
    for mention in heard.mentions:
        meaning = mention.phrase.meaning
        answer = asked.answers.get(meaning) if mention.phrase.claim else None
        if answer == "no":
            continue
        suggested = content.vocabulary.habits.suggests.get(meaning, ()) if mention.phrase.claim else ()
        problems = content.asking.get(meaning, ()) if mention.phrase.claim else (meaning,)
        weight = mention.weight * (ASIDE if mention.aside else 1)
        if mention.phrase.claim:
            shared = len([one for one in problems if one]) or 1
            weight = weight + CONFIRMED if answer else weight * CLAIMED / (1 if suggested else shared)
        for problem in dict.fromkeys((*suggested, *problems)):
            if problem in refused or (
                problem in content.problems and applies(content, problem, asked.person)
            ):
                worth.setdefault(problem, []).append((weight, mention))
                said = words.setdefault(problem, [])
                if mention.said not in said:
                    said.append(mention.said)
    # Of two that the words suggest as much, the one that says what is wrong comes first.
    ranked = sorted(
        worth,
        key=lambda problem: (
            -round(_worth(worth[problem]), 6),
            problem not in refused,
            problem not in refused and UNSPECIFIC in content.problems[problem].tags,
        ),
    )
    if ranked and ranked[0] in refused:
        return (Candidate(ranked[0], content.called(ranked[0]), tuple(words[ranked[0]])),), True
    ranked = [problem for problem in ranked if problem not in refused]
    # Where no phrase was heard, one word alone is a guess, and goes to a person.
    least, fewest = (0.0, 1) if ranked else (POINTED_ALONE, 2)
    for pointed in heard.pointed:
        if (
            pointed.weight >= least
            and len(pointed.said) >= fewest
            and pointed.problem not in worth
            and pointed.problem not in refused
            and applies(content, pointed.problem, asked.person)
        ):
            ranked.append(pointed.problem)
            words[pointed.problem] = list(pointed.said)
    proposed = ranked[:MOST_CANDIDATES]
    return tuple(Candidate(name, content.problems[name].name, tuple(words[name])) for name in proposed), False


def _worth(of: list[tuple[float, Mention]]) -> float:
    """What several mentions are worth together: each word counts once, and each further mention half of the one before."""
    total, share = 0.0, 1.0
    taken: set[int] = set()
    for weight, mention in sorted(of, key=lambda one: -one[0]):
        place = set(range(mention.first, mention.last + 1))
        if taken.isdisjoint(place):
            total += weight * share
            share /= 2
            taken |= place
    return total


def read_request(content: Content, request: Mapping[str, Any]) -> Request:
    """A request with everything in it checked."""
    if not isinstance(request, Mapping):
        raise InputError("request", "Send a JSON object with person, problem, text, answers and context.")
    _only(request, ("person", "problem", "text", "answers", "context"), "")
    context = _context(request.get("context"))
    person = _person(request.get("person"))
    problem = request.get("problem")
    if problem is not None:
        refused = content.refused_problems
        if not isinstance(problem, str) or not (
            problem in content.problems or problem in refused or problem == SOMETHING_ELSE
        ):
            names = ", ".join((*content.problems, SOMETHING_ELSE))
            raise InputError("problem", f"{_quoted(problem)} is not a problem. Send null or one of: {names}.")
    text = request.get("text")
    if text is not None and not isinstance(text, str):
        raise InputError("text", "Send the person's own words as text, or null.")
    if text and len(text) > LONGEST_TEXT:
        raise InputError("text", f"The text has {len(text):,} characters. Send at most {LONGEST_TEXT:,}.")
    who = context.get("for")
    other = who == "other" if who else person.oldest < OTHER_BELOW_DAYS
    return Request(person, problem, text or "", _answers(content, request.get("answers")), context, other)


def _person(value: object) -> Person:
    if not isinstance(value, Mapping):
        raise InputError("person", 'Send the person\'s age and sex, as {"age_years": 34, "sex": "female"}.')
    _only(value, ("age_years", "age_days", "sex"), "person.")
    sex = value.get("sex")
    if sex not in SEXES:
        raise InputError("person.sex", f"Sex must be one of {', '.join(SEXES)}, not {_quoted(sex)}.")
    years, days = value.get("age_years"), value.get("age_days")
    if (years is None) == (days is None):
        raise InputError(
            "person.age_years", "Send either age_years, or age_days for a baby: one of them, not both."
        )
    if years is not None:
        return Person.of_years(_whole(years, "person.age_years", "The age in years", OLDEST_YEARS), sex)
    return Person.of_days(_whole(days, "person.age_days", "The age in days", OLDEST_DAYS), sex)


def _whole(value: object, field: str, what: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InputError(field, f"{what} must be a whole number from 0 to {most:,}, not {_quoted(value)}.")
    return value


def _context(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError("context", "Send the context as an object, or leave it out.")
    _only(value, ("for", *CONTEXT_NUMBERS), "context.")
    if "for" in value and value["for"] not in ("self", "other"):
        raise InputError("context.for", f"`for` must be self or other, not {_quoted(value['for'])}.")
    for name in CONTEXT_NUMBERS:
        if name in value:
            _whole(value[name], f"context.{name}", name, MOST_CONTACTS)
    return value


def _answers(content: Content, value: object) -> Mapping[str, Answer]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError("answers", "Send the answers as an object, from finding or group to answer.")
    for name, answer in value.items():
        field = f"answers.{shown(name)}"
        finding = content.findings.get(name)
        if finding is None and name not in content.groups:
            raise InputError(field, f"{_quoted(name)} is not a finding or a group. Send only what was asked.")
        if finding is None or finding.kind == "yes_no":
            if not isinstance(answer, str) or answer not in ("yes", "no", "unsure"):
                raise InputError(field, f"The answer must be yes, no or unsure, not {_quoted(answer)}.")
        elif finding.kind == "choice":
            allowed = (*finding.choices, "unsure")
            if not isinstance(answer, str) or answer not in allowed:
                raise InputError(
                    field, f"The answer must be one of {', '.join(allowed)}, not {_quoted(answer)}."
                )
        elif answer != "unsure":
            _number(finding, field, answer)
    return value


def _number(finding: Finding, field: str, answer: object) -> None:
    right = isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer)
    if not right or not finding.low <= answer <= finding.high:  # type: ignore[operator]
        sentence = f"The answer must be a number from {finding.low:g} to {finding.high:g} ({finding.unit}), or unsure"
        raise InputError(field, f"{sentence}, not {_quoted(answer)}.")


def _only(value: Mapping[str, Any], known_keys: tuple[str, ...], prefix: str) -> None:
    for key in value:
        if key not in known_keys:
            raise InputError(
                f"{prefix}{shown(key)}", f"{_quoted(key)} is not known here. Known: {', '.join(known_keys)}."
            )


def _quoted(value: object) -> str:
    """What was sent, as it was sent: a text as it stands, anything else in the words of JSON."""
    return (
        f"“{shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))}”"
    )


def assess_json(content: Content, raw: bytes) -> Json:
    """The assessment of a request as it arrives over a wire, in the form in which it goes back."""
    if len(raw) > LARGEST_REQUEST:
        raise InputError("request", f"The request has {len(raw):,} bytes. Send at most {LARGEST_REQUEST:,}.")
    try:
        request = msgspec.json.decode(raw)
        # The decoder takes the last of two that have one name: of two answers that differ it would hide one.
        json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError("request", f"The request is not JSON ({error}).") from None
    return to_json(assess(content, request))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = shown(next(name for name in names if names.count(name) > 1))
        raise InputError(twice, f"“{twice}” is given twice in the request. Send it once.")
    return found


def to_json(assessment: Assessment) -> Json:
    """An assessment in the form of the plan, ready for JSON."""
    if assessment.status == "person":
        return {
            "status": "person",
            "reason": assessment.reason,
            "within": assessment.within,
            "safety_net": list(assessment.safety_net),
        }
    common: Json = {"status": assessment.status, "problem": assessment.problem, "asked": assessment.asked}
    if assessment.status == "ask":
        assert assessment.question is not None
        question = _plain(assessment.question)
        shape = ("finding", "kind", "text", "help", "answers", "unit", "min", "max", "members")
        return common | {
            "candidates": _plain(assessment.candidates),
            "question": {key: question[key] for key in shape},
        }
    return common | {
        "decision": _plain(assessment.decision),
        "because": [
            {
                "rule": because.rule,
                "text": because.text,
                "findings": because.findings,
                "source": {key: getattr(because.sources[0], key) for key in ("title", "url", "checked")},
            }
            for because in assessment.because
        ],
        "ruled_out": _plain(assessment.ruled_out),
        "safety_net": list(assessment.safety_net),
        "content": assessment.content,
    }


def _plain(value: object) -> Any:
    """Structures as dictionaries and lists."""
    return msgspec.json.decode(msgspec.json.encode(value))
