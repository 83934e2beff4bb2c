"""What somebody with this problem may do to stay well: prompts that a pathway gives beside its decision, never instead of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .documents import Fault
from .expressions import ALWAYS, ExpressionError, Gate, Test, parse
from .fields import Fields
from .model import Source

if TYPE_CHECKING:  # plans, and with them evidence, are made of pathways
    from .evidence import Person

PROMPT_FIELDS = ("text", "when", "source")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sentence, for whom it is meant (by age and sex alone), and the guidance behind it."""

    text: str
    when: Gate
    source: Source


def read_prompts(fields: Fields, sources: Mapping[str, Source], faults: list[Fault]) -> tuple[Prompt, ...]:
    """The `prevention` of a pathway."""
    prompts: list[Prompt] = []
    for block in fields.blocks("prevention"):
        entry = Fields(block, "a prevention prompt", PROMPT_FIELDS, faults)
        name = entry.text("source")
        if name not in sources:
            entry.wrong("source", f"`{name}` is not in sources/. Add it, with its address and date.")
            continue
        prompts.append(
            Prompt(
                entry.text("text"),
                by_age_and_sex(entry, "when", "`when` of a prevention prompt"),
                sources[name],
            )
        )
    return tuple(prompts)


def by_age_and_sex(fields: Fields, key: str, what: str) -> Gate:
    """For whom something is, by an expression of age and sex alone; for everybody where there is none."""
    text = fields.text(key, optional=True)
    if not text:
        return ALWAYS
    try:
        return parse(text, {})
    except ExpressionError as error:
        fields.wrong(key, f"{what} may only use age and sex. {error}")
        return ALWAYS


def prevention(prompts: tuple[Prompt, ...], person: "Person") -> tuple[Prompt, ...]:
    """The prompts that are for somebody of this age and sex. A prompt for one sex is not shown where the sex is not known."""
    return tuple(prompt for prompt in prompts if _holds(prompt.when, person))


def _holds(part: Gate | Test, person: "Person") -> bool:
    if isinstance(part, Test):
        if part.subject == "sex":
            return part.holds(person.sex)
        return part.holds(person.youngest) and part.holds(person.oldest)
    return sum(_holds(inner, person) for inner in part.parts) >= part.need
