"""From somebody's own words to the problems that they suggest and the alarming findings that they claim.

Words may raise: a claimed finding is asked first. They never lower: what is denied is only not proposed, and what is about
the past, another person or a worry is proposed last.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .dictionary import Finding
from .documents import Block, Fault
from .fields import Fields
from .pathways import Pathway
from .spelling import Speller

MOST_CANDIDATES = 3
LONGEST_TEXT = 10_000
"""The most characters of a text that are read."""

TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[.,;!?]")
SHORT = 5
"""A word shorter than this that stands alone must be spelled right: too many other words are one letter away."""
CONNECTING = frozenset(("any", "had", "having", "or", "nor", "other"))
LISTS = ("negation", "clause_ends", "other_person", "past", "hypothetical", "fillers")


class Token(NamedTuple):
    """A word of the text in its usual spelling, and where it stands in the text."""

    word: str
    start: int
    end: int


class Phrase(NamedTuple):
    """Words that stand for a problem or claim a finding."""

    words: tuple[str, ...]
    meaning: str
    claim: bool


class Mention(NamedTuple):
    """A phrase found in a text and not denied there: at which word, how well it fits, whether it was set aside as somebody
    else's, past or imagined, and how it was written."""

    phrase: Phrase
    first: int
    weight: float
    aside: bool
    said: str


class Heard(NamedTuple):
    """What a text says: mentions, best first, and the findings that it claims."""

    mentions: tuple[Mention, ...]
    claimed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write: words.yaml."""

    negation: tuple[tuple[str, ...], ...]
    clause_ends: tuple[tuple[str, ...], ...]
    aside: tuple[tuple[str, ...], ...]
    fillers: frozenset[str]
    spellings: dict[tuple[str, ...], str]


def read_habits(block: Block, faults: list[Fault]) -> Habits:
    """The lists of words.yaml."""
    fields = Fields(block, "words.yaml", (*LISTS, "spellings"), faults)
    lists = {key: tuple(tuple(_raw(text)) for text in fields.texts(key)) for key in LISTS}
    spellings = fields.block.get("spellings")
    if not isinstance(spellings, Block) or not all(isinstance(value, str) for value in spellings.values()):
        fields.wrong("spellings", "`spellings` must hold `typed: meant` entries.")
        spellings = Block()
    return Habits(
        negation=lists["negation"],
        clause_ends=lists["clause_ends"],
        aside=lists["other_person"] + lists["past"] + lists["hypothetical"],
        fillers=frozenset(words[0] for words in lists["fillers"] if len(words) == 1),
        spellings={tuple(_raw(typed)): meant for typed, meant in spellings.items()},
    )


def _raw(text: str) -> list[str]:
    return TOKEN.findall(_folded(text))


def _folded(text: str) -> str:
    """Small letters without accents; one character for each character, so that places in the text stay true."""
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("\n", ".")
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFKD", letter).lower() or " ")[0] for letter in text)


class Vocabulary:
    """All phrases of the content. Each is found by the one of its words that the fewest phrases have."""

    def __init__(self, habits: Habits, phrases: Iterable[tuple[str, str, bool]]) -> None:
        self.habits = habits
        known: dict[Phrase, None] = {}
        for text, meaning, claim in phrases:
            words = tuple(token.word for token in self.tokens(text) if token.word not in habits.fillers)
            if words:
                known[Phrase(words, meaning, claim)] = None
        self.frequency = Counter(word for phrase in known for word in set(phrase.words))
        self.phrases: dict[str, list[Phrase]] = {}
        for phrase in known:
            rarest = min(phrase.words, key=lambda word: self.frequency[word])
            self.phrases.setdefault(rarest, []).append(phrase)
        self.near = lru_cache(maxsize=8192)(Speller(self.frequency).near)

    @staticmethod
    def of(habits: Habits, pathways: Iterable[Pathway], findings: Iterable[Finding]) -> "Vocabulary":
        """The vocabulary of a content."""
        named = [(text, way.problem, False) for way in pathways for text in (way.name, *way.words)]
        return Vocabulary(
            habits, named + [(text, found.name, True) for found in findings for text in found.said]
        )

    def tokens(self, text: str) -> list[Token]:
        """The words and clause marks of a text, in their usual spelling."""
        raw = [Token(found.group(), *found.span()) for found in TOKEN.finditer(_folded(text[:LONGEST_TEXT]))]
        usual: list[Token] = []
        at = 0
        while at < len(raw):
            for size in (2, 1):
                typed = raw[at : at + size]
                meant = self.habits.spellings.get(tuple(token.word for token in typed))
                if meant:
                    usual.append(Token(meant, typed[0].start, typed[-1].end))
                    at += len(typed)
                    break
            else:
                usual.append(raw[at])
                at += 1
        return usual

    def hear(self, text: str) -> Heard:
        """What a text says."""
        tokens = self.tokens(text)
        words = [token.word for token in tokens]
        ends = _marked(words, self.habits.clause_ends)
        denials = _marked(words, self.habits.negation)
        asides = _marked(words, self.habits.aside)
        kept = [at for at, word in enumerate(words) if word not in self.habits.fillers]
        near = {words[at]: self.near(words[at]) for at in kept}
        places: dict[str, list[int]] = {}
        for place, at in enumerate(kept):
            for meant in near[words[at]]:
                places.setdefault(meant, []).append(place)
        fits: list[tuple[Phrase, int, int, float]] = []
        for phrase in self._possible(places):
            for place in sorted({place for word in phrase.words for place in places[word]}):
                # One word may stand between those of a phrase.
                window = kept[place : place + len(phrase.words) + (len(phrase.words) > 1)]
                found = _fit(phrase, window, words, near, ends)
                if found:
                    fits.append((phrase, *found))
        # In "I don't feel well, my chest hurts" the negation belongs to "don't feel well": it denies nothing after it.
        denials -= {
            at
            for phrase, first, last, _ in fits
            for at in range(first, last + 1)
            if words[at] in phrase.words
        }
        told: list[Mention] = []
        for phrase, first, last, weight in fits:
            if self._denied(first, words, denials, ends, phrase.claim):
                continue
            aside = not asides.isdisjoint(_clause(first, last, ends, len(words)))
            told.append(Mention(phrase, first, weight, aside, text[tokens[first].start : tokens[last].end]))
        told.sort(key=lambda mention: (mention.aside, -mention.weight, mention.first, mention.phrase))
        claimed = dict.fromkeys(mention.phrase.meaning for mention in told if mention.phrase.claim)
        return Heard(tuple(told), tuple(claimed))

    def _possible(self, places: Mapping[str, list[int]]) -> list[Phrase]:
        """The phrases of which every word is in a text."""
        return [
            phrase
            for word in places
            for phrase in self.phrases.get(word, ())
            if all(other in places for other in phrase.words)
        ]

    def _denied(
        self,
        first: int,
        words: list[str],
        denials: set[int],
        ends: set[int],
        claim: bool,
    ) -> bool:
        """Whether a negation reaches a mention: nothing between them but words without weight, or denied with it."""
        for at in range(first - 1, -1, -1):
            if at in ends:
                return False
            if at in denials:
                return True
            word = words[at]
            light = word in CONNECTING or (word in self.habits.fillers and not (claim and word == "and"))
            if not light and (claim or word not in self.frequency):
                return False
        return False


def _fit(
    phrase: Phrase, window: list[int], words: list[str], near: dict[str, tuple[str, ...]], ends: set[int]
) -> tuple[int, int, float] | None:
    """Where a phrase stands in a window of tokens, in any order and with at most one word between, and how well it fits."""
    wanted = list(phrase.words)
    taken: list[int] = []
    order: list[str] = []
    for at in window:
        hit = next((word for word in near[words[at]] if word in wanted), None)
        if hit:
            wanted.remove(hit)
            taken.append(at)
            order.append(hit)
            if not wanted:
                break
        elif at in ends:
            return None
    if wanted or any(at in ends and words[at] not in phrase.words for at in range(taken[0], taken[-1])):
        return None
    exact = sum(words[at] == hit for at, hit in zip(taken, order, strict=True))
    if len(taken) == 1 and not exact and len(order[0]) < SHORT:
        return None
    size = len(phrase.words)
    return taken[0], taken[-1], size + 0.5 * (tuple(order) == phrase.words) + 0.25 * exact / size


def _marked(words: list[str], phrases: Iterable[tuple[str, ...]]) -> set[int]:
    """The places of the last words of these phrases."""
    places: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        places.setdefault(phrase[-1], []).append(phrase)
    return {
        at
        for at, word in enumerate(words)
        for phrase in places.get(word, ())
        if tuple(words[max(0, at - len(phrase) + 1) : at + 1]) == phrase
    }


def _clause(first: int, last: int, ends: set[int], count: int) -> range:
    start = max((at for at in ends if at < first), default=-1) + 1
    stop = min((at for at in ends if at > last), default=count)
    return range(start, stop)
