"""Where every rule of a plan stands while the questions go on: what fires, what is ruled out and by what, what is open."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from .asking import first_open, next_question, walk
from .content import Content
from .deciding import decided, first_against
from .evidence import plan_for
from .model import Assessment, Question
from .pathways import Rule
from .plans import Masks, Node, Step, known
from .request import read_request


class Place(NamedTuple):
    """One rule where it stands. `by` is the finding (or `age`, `sex`) that rules it out, or that it waits for."""

    rule: Rule
    state: Literal["fires", "raises", "ruled_out", "open", "later"]
    by: str = ""


class Table(NamedTuple):
    """The whole table at one moment: the rules in their order, then the modifiers; what is asked next, or what was decided."""

    rules: tuple[Place, ...]
    modifiers: tuple[Place, ...]
    question: Question | None
    decision: Assessment | None
    path: tuple[str, ...]


def table(content: Content, request: Mapping[str, Any]) -> Table:
    """Where the rules stand for a request about a problem; InputError as for `assess`."""
    asked = read_request(content, request)
    plan = plan_for(content.plans, asked.problem, asked.person)
    standing = walk(plan, asked.person, asked.answers, asked.context)
    settled, masks = standing.settled, standing.masks
    question = decision = None
    if standing.next:
        question = next_question(content, plan, standing, asked.answers, asked.other)
    elif settled.fired:
        decision = decided(content, plan, asked.person, settled, masks, standing.evidence)
    done = False
    rules: list[Place] = []
    for step in plan.steps:
        if step is settled.fired:
            rules.append(Place(step.rule, "fires"))
            done = True
            continue
        rules.append(_place(step, masks, plan.tests, "later" if done else "open"))
    raising = plan.raising[settled.fired.rank] if settled.fired else ()
    modifiers = tuple(
        Place(step.rule, "raises") if step is settled.raised else _place(step, masks, plan.tests, "open")
        for step in raising
    )
    return Table(tuple(rules), modifiers, question, decision, standing.path)


def _place(step: Step, masks: Masks, tests: tuple[Any, ...], otherwise: Literal["later", "open"]) -> Place:
    true, false, unsure = masks
    if step.certain:
        true, false = true & ~unsure, false | unsure
    value = known(step.node, true, false)
    if value is False:
        found = first_against(step.node, false)
        return Place(step.rule, "ruled_out", tests[found].subject if found is not None else "")
    if value is True:
        return Place(step.rule, "later")
    return Place(step.rule, otherwise, _waits_for(step.node, true, false, tests))


def _waits_for(node: Node, true: int, false: int, tests: tuple[Any, ...]) -> str:
    return str(tests[first_open(node, true, false)].subject)
