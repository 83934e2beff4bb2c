"""Words that are nearly right: a bounded edit distance, by an index of deletions.

Two words are within a distance of d only if taking at most d letters out of each can make them the same, so looking up
the shortened forms of a typed word finds every candidate without comparing it with the whole vocabulary. Who spells as they
speak is further off: what is no word at all may also be one that sounds the same.
"""

from collections.abc import Iterable
from functools import cached_property

from .sounding import sound

LONGEST = 20
FEWEST_CONSONANTS, MOST_SLIPS = 4, 3
"""A word that only sounds like another must have so many consonants, and not be too unlike it: short ones sound like many."""
STEM = 3
"""What forms of one word begin with has so many letters at least."""
LONG_STEM = 4
"""So many where one of them only goes on: "not" is no note."""
# fmt: off
ADDED = frozenset((
    "s", "es", "d", "ed", "ing", "e", "y", "n", "en", "t", "r", "rs", "er", "ers", "ly", "ness", "ful", "al", "able",
))
# fmt: on
"""How one form goes on where the other ends: burn, burnt."""
# fmt: off
CHANGED = frozenset((
    "e", "ed", "er", "ers", "es", "ing", "ings", "y", "ies", "ied", "ier", "ily", "iness", "ion",
    "ions", "ive", "ation", "ations", "ine", "ines", "ic", "ics", "ia", "a", "al", "able", "nt", "ncy",
    "nce", "osis", "otic",
))
# fmt: on
"""How two forms end that differ from one letter on: infected, infection."""


def tolerance(word: str) -> int:
    """How many slips are tolerated in a vocabulary word: none in very short ones, where every slip makes another word."""
    return 0 if len(word) < 4 else 1 if len(word) < 9 else 2


class Speller:
    """The nearest words of a vocabulary to a typed word."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    @cached_property
    def shortened(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """The word behind each shortened form, nearly always the only one, and the others where there are more; made for the first
        word that is typed, not for whoever types none."""
        first: dict[str, str] = {}
        others: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if tolerance(word) and len(word) <= LONGEST:
                for form in _shortened(word, tolerance(word)):
                    if first.setdefault(form, word) is not word:
                        others.setdefault(form, []).append(word)
        return first, others

    @cached_property
    def sounding(self) -> dict[str, list[str]]:
        """The longer words by how they sound."""
        index: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if FEWEST_CONSONANTS < len(word) <= LONGEST:
                index.setdefault(sound(word), []).append(word)
        return index

    def near(self, typed: str) -> tuple[str, ...]:
        """The vocabulary words that may be meant: the word itself if it is one, then all within tolerance, else those that
        sound the same."""
        itself = (typed,) if typed in self.words else ()
        if not 3 <= len(typed) <= LONGEST:
            return itself
        first, more = self.shortened
        found: set[str] = set()
        for form in first.keys() & _shortened(typed, 2):
            found.add(first[form])
            found.update(more.get(form, ()))
        # People seldom miss the first letter, and many plain words differ from an alarming one only there.
        others = sorted(found.difference(itself))
        near = itself + tuple(
            word for word in others if word[0] == typed[0] and distance(word, typed) <= tolerance(word)
        )
        if near or len(typed) <= FEWEST_CONSONANTS:
            return near
        heard = sound(typed)
        if len(heard.removesuffix("Ang").replace("A", "")) < FEWEST_CONSONANTS:
            return ()
        return tuple(word for word in self.sounding.get(heard, ()) if distance(word, typed) <= MOST_SLIPS)


def akin(one: str, other: str) -> bool:
    """Whether two words are forms of one: "pills" and pill, "pregnant" and pregnancy, but not pills and piles."""
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest = one[same:] or other[same:]
    if not (one[same:] and other[same:]):
        # "leg" and legs, "burn" and burnt, "swab" and swabbed.
        added = rest == "s" or (
            same >= LONG_STEM and (rest in ADDED or (rest[:1] == one[same - 1] and rest[1:] in CHANGED))
        )
        return not rest or (same >= STEM and added)
    return any(one[at:] in CHANGED and other[at:] in CHANGED for at in range(max(STEM, same - 2), same + 1))


def _shortened(word: str, most: int) -> set[str]:
    forms = shorter = {word}
    for _ in range(most):
        shorter = {form[:at] + form[at + 1 :] for form in shorter for at in range(len(form))}
        forms = forms | shorter
    return forms


def distance(one: str, other: str) -> int:
    """The number of letters to insert, delete, change, or swap with a neighbour, to get from one word to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
