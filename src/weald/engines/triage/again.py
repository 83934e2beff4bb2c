"""A further contact about the same problem: what it raises, by a stated rule. Pure.

The rule only ever raises: a file that would lower a level is refused when it is read.
"""

from dataclasses import dataclass

import msgspec

from .model import LEVELS, RANK, Because, Source

ANSWERS = ("worse", "not_better", "waiting")


class AgainError(Exception):
    """The policy cannot be used; the sentence names the field."""


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one answer does: at least `raise_[level of the new answers]`, and at least `after[level of the request before]`."""

    raise_: dict[str, str] = msgspec.field(name="raise")
    after: dict[str, str]
    because: str
    label: str


class Third(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which contact on a clinician is alerted, and at least how soon they look."""

    contact: int
    at_least: str
    because: str
    label: str


class AgainPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole rule; see the comments in the file."""

    status: str
    reviewer: str
    days: int
    unsure: str
    answers: dict[str, Answered]
    third: Third
    service: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """The level after the rule, at least as urgent as before, and why (None where nothing is said about it)."""

    level: str
    because: Because | None


def read_again(text: bytes) -> AgainPolicy:
    """Read the policy from YAML. Raises AgainError where a table is not whole, or would lower a level."""
    try:
        policy = msgspec.yaml.decode(text, type=AgainPolicy)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise AgainError(f"The policy on asking again cannot be read: {fault}.") from fault
    if set(policy.answers) != set(ANSWERS) or policy.unsure not in policy.answers:
        raise AgainError(f"The policy on asking again needs exactly these answers: {', '.join(ANSWERS)}.")
    for name, answer in policy.answers.items():
        for table in (answer.raise_, answer.after):
            if set(table) != set(LEVELS) or not set(table.values()) <= set(LEVELS):
                raise AgainError(f"The policy on asking again does not give every level under `{name}`.")
        if any(RANK[to] > RANK[level] for level, to in answer.raise_.items()):
            raise AgainError(f"The policy on asking again would lower a level under `{name}`.")
    if policy.third.at_least not in LEVELS:
        raise AgainError("The policy on asking again names no level for the third contact.")
    return policy


def asked_again(policy: AgainPolicy, *, level: str, before: str, answer: str, contact: int) -> Raised:
    """What a contact about the same problem makes of the `level` that its own answers give.

    `before` is the level of the request that it follows, `answer` what the person says of it (`no` and nothing said raise
    nothing; `unsure` counts as the policy says), `contact` the how manieth it is: below 2 it is a first one.
    """
    if contact < 2:
        return Raised(level, None)
    to, why = level, None
    said = policy.answers.get(policy.unsure if answer == "unsure" else answer)
    if said is not None:
        to = most_urgent(level, said.raise_[level], said.after[before])
        why = _because(
            "again." + (policy.unsure if answer == "unsure" else answer), said.because, said.label, policy
        )
    if contact >= policy.third.contact:
        to = most_urgent(to, policy.third.at_least)
        why = _because("again.third", policy.third.because, policy.third.label, policy)
    return Raised(to, why)


def most_urgent(*levels: str) -> str:
    """The most urgent of these levels."""
    return min(levels, key=lambda level: RANK[level])


def _because(rule: str, text: str, label: str, policy: AgainPolicy) -> Because | None:
    return Because(rule, text, {}, policy.sources, ((label, "yes"),)) if text else None
