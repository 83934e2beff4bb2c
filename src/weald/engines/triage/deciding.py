"""The decision: which rule fires, what is still open, and why."""

from collections.abc import Mapping
from typing import NamedTuple

from .content import Content
from .dictionary import Group
from .evidence import Evidence, Person, plan_for, unfold, weigh
from .model import Answer, Assessment, Because, Decision, RuledOut
from .pathways import Pathway
from .plans import Masks, Node, Plan, Step, known


class Settled(NamedTuple):
    """Where a plan stands: a rule fired (perhaps raised by a modifier), or a step is open, or no rule of it can fire.

    `group` is set when a group answered yes makes the most urgent level certain before it is clear by which member.
    """

    fired: Step | None = None
    raised: Step | None = None
    open: Step | None = None
    group: Group | None = None


NOTHING = Settled()


def settle(plan: Plan, masks: Masks, evidence: Evidence) -> Settled:
    """Try the rules in order: the first that holds fires; one that may still hold stops, and asks."""
    true, false, unsure = masks
    sure = true & ~unsure
    unsure_false = false | unsure
    for place, step in enumerate(plan.steps):
        value = known(step.node, sure, unsure_false) if step.certain else known(step.node, true, false)
        if value is False:
            continue
        if value is None:
            # What is already certain to need the most urgent level is never held up by one more question.
            urgent = _certainly_urgent(plan, place, masks, evidence) if step.rank == 0 else None
            return urgent or Settled(open=step)
        for raising in plan.raising[step.rank]:
            value = known(raising.node, true, false)
            if value:
                return Settled(step, raising)
            if value is None:
                return Settled(open=raising)
        return Settled(step)
    return NOTHING


def _certainly_urgent(plan: Plan, place: int, masks: Masks, evidence: Evidence) -> Settled | None:
    for step in plan.steps[place + 1 : plan.urgent]:
        if _fires(step, masks):
            return Settled(step)
    for group in evidence.unexplained:
        reached = [
            _first_urgent(plan, _also(masks, plan, member)) for member in _possible(plan, group, evidence)
        ]
        if reached and all(reached):
            first = min((step for step in reached if step), key=plan.steps.index)
            return Settled(first, group=group)
    return None


def _fires(step: Step, masks: Masks) -> bool:
    true, false, unsure = masks
    if step.certain:
        true, false = true & ~unsure, false | unsure
    return known(step.node, true, false) is True


def _first_urgent(plan: Plan, masks: Masks) -> Step | None:
    return next((step for step in plan.steps[: plan.urgent] if _fires(step, masks)), None)


def _also(masks: Masks, plan: Plan, member: str) -> Masks:
    """The masks, if this finding were answered yes too."""
    effect = plan.effects.get(member)
    if effect is None:
        return masks
    more = effect.of("yes")
    return Masks(masks.true | more.true, masks.false | more.false, masks.unsure)


def decide(
    content: Content,
    person: Person,
    problem: str | None,
    answers: Mapping[str, Answer],
    context: Mapping[str, object] | None = None,
) -> Assessment | None:
    """The decision on checked input, with its reasons; None while a question is open or no rule applies.

    The fast way in: no words are read, and no path is worked out (`asked` and `path` are empty). `answers` must be valid for
    the dictionary; `assess` makes sure of that.
    """
    plan = plan_for(content.plans, problem, person)
    evidence = unfold(plan, answers)
    masks = weigh(plan, person, evidence.findings, context or {})
    settled = settle(plan, masks, evidence)
    return decided(content, plan, person, settled, masks, evidence) if settled.fired else None


def decided(
    content: Content, plan: Plan, person: Person, settled: Settled, masks: Masks, evidence: Evidence
) -> Assessment:
    """What a fired rule means: decision, reasons, rules ruled out, advice and safety net."""
    fired = settled.fired
    assert fired is not None
    raised = settled.raised
    final = raised.rule if raised else fired.rule
    if settled.group:
        because: tuple[Because, ...] = (_by_group(content, plan, settled.group, fired, evidence),)
        name = settled.group.name
    else:
        because = (_because(content, plan, person, fired, masks, evidence),)
        name = final.name
        if raised:
            because += (_because(content, plan, person, raised, masks, evidence),)
    pathway = plan.pathway
    urgent = final.level == "now"
    own_advice = () if settled.group else (*fired.rule.advice, *(final.advice if raised else ()))
    own_net = (*fired.rule.safety_net, *(final.safety_net if raised else ()))
    return Assessment(
        status="decided",
        problem=pathway.problem if pathway else None,
        decision=Decision(final.level, final.service, final.within, final.text),
        because=because,
        ruled_out=_ruled_out(plan, fired, masks),
        rule=name,
        red_flag=final.red_flag or fired.rule.red_flag,
        # What to do at home is no help to somebody who should be calling an ambulance.
        advice=own_advice if urgent or not pathway else _once(own_advice + pathway.advice),
        safety_net=_once(own_net + _net(content, pathway, fired)),
        content=content.release,
    )


def _net(content: Content, pathway: Pathway | None, fired: Step) -> tuple[str, ...]:
    if fired.rule.file == content.danger.rules[0].file or pathway is None:
        return content.danger.safety_net or content.safety_net
    return pathway.safety_net


def _once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _because(
    content: Content, plan: Plan, person: Person, step: Step, masks: Masks, evidence: Evidence
) -> Because:
    findings: dict[str, Answer] = {}
    labels: list[tuple[str, str]] = []
    for bit in _holding(step.node, masks.true, masks.false):
        subject = plan.tests[bit].subject
        if subject in findings:
            continue
        finding = content.findings.get(subject)
        if finding is not None:
            value = evidence.findings[subject]
            labels.append((finding.label, content.spoken(finding, value)))
        elif subject == "age":
            value = person.spoken_age
            labels.append(("age", value))
        elif subject == "sex":
            value = person.sex
            labels.append(("sex", value))
        else:
            continue
        findings[subject] = value
    rule = step.rule
    text = f"{rule.because} {content.wording['careful']}" if rule.twin else rule.because
    return Because(rule.name, text, findings, rule.sources, tuple(labels))


def _possible(plan: Plan, group: Group, evidence: Evidence) -> list[str]:
    """The members that a yes to the group may have meant."""
    return [name for name in group.members if name not in plan.silent and evidence.findings.get(name) != "no"]


def _by_group(content: Content, plan: Plan, group: Group, fired: Step, evidence: Evidence) -> Because:
    names = "; ".join(content.findings[member].label for member in _possible(plan, group, evidence))
    return Because(
        rule=group.name,
        text=f"{content.wording['any_of_these']} {names}.",
        findings={group.name: "yes"},
        sources=fired.rule.sources,
        labels=((group.text, content.wording["yes"]),),
    )


def _holding(node: Node, true: int, false: int) -> list[int]:
    """The tests that make a gate hold, in reading order."""
    bits: list[int] = []
    for part in node.order:
        if isinstance(part, int):
            if true >> part & 1:
                bits.append(part)
        elif known(part, true, false):
            bits += _holding(part, true, false)
    return bits


def _ruled_out(plan: Plan, fired: Step, masks: Masks) -> tuple[RuledOut, ...]:
    """The rules before the one that fired, each with the first finding that speaks against it."""
    unsure_false = masks.false | masks.unsure
    out: list[RuledOut] = []
    for step in plan.steps:
        if step is fired:
            break
        if step.rule.twin:
            continue  # named by the rule that it belongs to
        against = first_against(step.node, unsure_false if step.certain else masks.false)
        if against is not None:
            out.append(RuledOut(step.rule.name, plan.tests[against].subject))
    return tuple(out)


def first_against(node: Node, false: int) -> int | None:
    """The first false test of a gate."""
    found = node.mask & false
    if found:
        return (found & -found).bit_length() - 1
    for child in node.children:
        bit = first_against(child, false)
        if bit is not None:
            return bit
    return None
