"""What the desk asks in one breath: the questions that the rules put one after the other, as long as nothing is said that
turns them another way. Pure but for the content on duty.

Nothing here knows a rule. After every answer the engine is asked what it would ask next, and an answer counts only where the
engine asks for it at that point: a whole page of answers leaves the same evidence as one page for each of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from weald.engines.triage import Question
from weald.services.library import content
from weald.services.requests import evidence
from weald.services.requests.entry import Entry

MOST_QUESTIONS = 12
"""On one page; the rest follows on the next."""
MOST_WAYS = 4
"""In how many ways the questions so far may have been answered, before only the likeliest answer goes on."""
WORDS = "words"
"""What follows danger for somebody known: what is wrong, in their words. No question has this name."""


class Step(NamedTuple):
    """A question, and the answers after which the next one of the breath is what the engine asks."""

    question: Question
    goes_on: frozenset[str]


class Breath(NamedTuple):
    """Questions to ask one after the other; `words` where they end in what is wrong. Any answer that does not go on ends it."""

    steps: tuple[Step, ...]
    words: bool


NOTHING = Breath((), words=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """An entry with what was answered on one page, to be written; `whole` unless something was answered that is not asked."""

    entry: Entry
    answers: Mapping[str, Any]
    instead_of: tuple[str, ...]
    whole: bool


def breath(entry: Entry) -> Breath:
    """The question that is next, and those that follow it while the calm answers are given. Another answer goes on where the
    same questions follow it, whatever was said before. A number ends it: what it leads to hangs on the number."""
    asked: list[Question] = []
    calm: list[str] = []
    goes_on: list[list[str]] = []
    ways, to = [_Way(entry)], ""
    while (question := ways[0].entry.question("")) and len(asked) < MOST_QUESTIONS:
        after = {value: [way.after(question, value) for way in ways] for value in _by_one_key(question)}
        asked.append(question)
        likeliest = _likeliest(question, {value: those[0].asks for value, those in after.items()})
        to = after[likeliest][0].asks if likeliest else ""
        if not to or len(asked) == MOST_QUESTIONS:
            goes_on.append([])
            break
        for way, then in zip(ways, after[likeliest], strict=True):
            if then.asks != to:
                _ends_at_its_last_other_answer(way, calm, goes_on)
        left = [place for place, way in enumerate(ways) if way.among(goes_on)]
        others = [one for one in after if all(after[one][place].asks == to for place in left)]
        goes_on.append(others if len(others) * len(left) <= MOST_WAYS else [likeliest])
        calm.append(likeliest)
        ways = [
            after[value][place]
            for value in sorted(goes_on[-1], key=lambda one: one != likeliest)
            for place in left
        ]
        if to == WORDS:
            break
    steps = tuple(Step(one, frozenset(values)) for one, values in zip(asked, goes_on, strict=True))
    return Breath(steps, words=bool(steps and steps[-1].goes_on))


class _Way(NamedTuple):
    """An entry as it would stand after these answers to the questions of a breath."""

    entry: Entry
    said: tuple[str, ...] = ()
    asks: str = ""

    def after(self, question: Question, value: str) -> "_Way":
        then = self.entry.answered({question.finding: value}, _replaced(question))
        asked = then.question("")
        asks = asked.finding if asked else WORDS if then.stage == "words" else ""
        return _Way(then, (*self.said, value), asks)

    def among(self, goes_on: list[list[str]]) -> bool:
        """Whether every answer on the way still goes on."""
        return all(value in values for value, values in zip(self.said, goes_on, strict=True))


def _ends_at_its_last_other_answer(way: _Way, calm: list[str], goes_on: list[list[str]]) -> None:
    """A way on which something else is asked than on the calm one must end sooner: its last answer that was not the calm one
    goes on no more."""
    place = max(at for at, value in enumerate(way.said) if value != calm[at])
    if way.said[place] in goes_on[place]:
        goes_on[place].remove(way.said[place])


def heard(entry: Entry, said: Iterable[str]) -> Heard:
    """The entry after answers that were given on one page, each `question:answer`, in their order. Where one is not what the
    engine asks for then, it and those after it fall away: they are asked again where they are needed."""
    answers: dict[str, Any] = {}
    instead_of: list[str] = []
    for one in said:
        name, _, value = one.partition(":")
        asked = entry.question("")
        if entry.draft.answers.get(name) == value:
            continue  # the page told it already, when it was left for a moment
        if asked is None or asked.finding != name or value not in _by_one_key(asked):
            return Heard(entry, answers, tuple(instead_of), whole=False)
        replaced = _replaced(asked)
        entry = entry.answered({name: value}, replaced)
        answers[name] = value
        instead_of += replaced
    return Heard(entry, answers, tuple(instead_of), whole=True)


def _by_one_key(question: Question) -> tuple[str, ...]:
    """The answers that say all in one word and may go on. Of a group only that there is none: signs are ticked, or opened one
    by one. What is alarming, or unsure, may end in danger, and is sent at once."""
    if question.kind == "number":
        return ()
    if question.kind == "group":
        return ("no",)
    values = tuple(one.value for one in question.answers)
    if question.kind == "choice":
        return values
    calm = evidence.calm(content.current(), question)
    return (calm,) if calm else values


def _replaced(question: Question) -> list[str]:
    """What the answer to a question takes the place of: a group speaks for its signs."""
    return [question.finding, *(one.finding for one in question.members)] if question.kind == "group" else []


def _likeliest(question: Question, leads: Mapping[str, str]) -> str:
    """The calm answer. Where it ends the questions and others do not, the first of those that most often lead to the same."""
    if not leads:
        return ""
    calm = (
        question.answers[0].value
        if question.kind == "choice"
        else evidence.calm(content.current(), question) or "no"
    )
    if leads[calm] or question.kind != "choice":
        return calm
    most = Counter(name for name in leads.values() if name).most_common(1)
    return next(value for value, name in leads.items() if name == most[0][0]) if most else calm
