"""How serious somebody's words sound, where no phrase foresaw them: the stretch of words that weighs most.

Every word, and every two that stand side by side, has a weight, learnt from utterances of which it is known whether they tell of
danger (`bin/seriousness` makes `seriousness.yaml`). The heaviest stretch of a text counts, not the whole of it: what is said before
or after, such as "but I am sure it is nothing", can make no stretch lighter, so that playing down never lowers anything. The stretch
is shown to whoever wrote it, and a question is asked. Nothing is decided by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import NamedTuple

from .documents import Block, Fault, shown
from .fields import Fields

SOUNDS_SERIOUS = "sounds_serious"
"""The finding that is asked about where words sound serious."""


class Stretch(NamedTuple):
    """Words from the first to the last, and what they weigh together."""

    weight: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Seriousness:
    """`weights` of words, and of two side by side with a space between; `least` is the weight from which words sound serious."""

    weights: Mapping[str, float]
    least: float

    @property
    def asking(self) -> tuple[str, ...]:
        """The findings that words raise by how they sound: one, where any word has a weight."""
        return (SOUNDS_SERIOUS,) if self.weights else ()

    def heaviest(self, words: Sequence[str]) -> Stretch | None:
        """The heaviest stretch of words, the first and shortest of equals; None where nothing weighs more than nothing."""
        weights = self.weights
        best: Stretch | None = None
        so_far, first = 0.0, 0
        for at, word in enumerate(words):
            alone = weights.get(word, 0.0)
            joined = weights.get(f"{words[at - 1]} {word}", 0.0) + so_far if at else 0.0
            if joined <= 0:
                joined, first = 0.0, at
            so_far = joined + alone
            if so_far > (best.weight if best else 0.0):
                best = Stretch(so_far, first, at)
        return best

    def stretch(self, words: Sequence[str]) -> Stretch | None:
        """The stretch for which these words sound serious, if they do."""
        found = self.heaviest(words)
        return found if found and found.weight >= self.least else None


SILENT = Seriousness({}, 1.0)
"""Of content that has no weights: nothing sounds serious."""


def read_seriousness(block: Block | None, known: Mapping[str, object], faults: list[Fault]) -> Seriousness:
    """The weights of seriousness.yaml: lines of a weight and the word, or the two words, that it belongs to."""
    if block is None:
        return SILENT
    fields = Fields(block, "seriousness.yaml", ("learnt", "checked", "least", "weights"), faults)
    fields.text("learnt")
    fields.text("checked")
    if SOUNDS_SERIOUS not in known:
        fields.wrong("weights", f"There is no finding `{SOUNDS_SERIOUS}` to ask about. Write it.")
    least = block.get("least")
    if isinstance(least, bool) or not isinstance(least, int | float) or least <= 0:
        fields.wrong("least", "`least` must be a number above 0.")
        least = 1.0
    listed = block.get("weights")
    if not isinstance(listed, str):
        fields.wrong("weights", "`weights` must be a text with a weight and its words on each line.")
        return SILENT
    weights: dict[str, float] = {}
    for line in listed.splitlines():
        number, _, words = line.partition(" ")
        weight = _number(number)
        if not isfinite(weight) or not words or words.count(" ") > 1 or words in weights:
            fields.wrong("weights", f"`{shown(line)}` is not a weight and one or two words, each given once.")
            return SILENT
        weights[words] = weight
    return Seriousness(weights, float(least))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan
