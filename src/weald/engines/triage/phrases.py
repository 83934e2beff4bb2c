"""What a vocabulary is made of and what it finds, and where marks and clauses stand in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Phrase(NamedTuple):
    """Words, and concepts in braces, that stand for a problem or claim a finding, in any order or only in this one."""

    words: tuple[str, ...]
    meaning: str
    claim: bool
    ordered: bool = False


class Mention(NamedTuple):
    """A phrase found in a text and not denied there: at which words it begins and ends, how well it fits, how much it tells and
    how much its words belong to what it means, whether it was set aside as somebody else's, past or imagined, and how it was written."""

    phrase: Phrase
    first: int
    last: int
    weight: float
    aside: bool
    said: str


class Pointed(NamedTuple):
    """A problem that single words point to: how much they do together, and how they were written."""

    problem: str
    weight: float
    said: tuple[str, ...]


class Heard(NamedTuple):
    """What a text says: mentions, best first, the findings that it claims, those first of which it tells most, and what its
    words point to, best first."""

    mentions: tuple[Mention, ...]
    claimed: tuple[str, ...]
    pointed: tuple[Pointed, ...]


class Seen(NamedTuple):
    """A word of the vocabulary, or a concept, found in a text: the place where it ends among the words that count, whether it was
    spelled right, and whether what was typed is itself a word, so that it is another one only if it was written by mistake."""

    element: str
    last: int
    exact: bool
    another: bool = False


def by_last(phrases: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases by their last words."""
    by: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        by.setdefault(phrase[-1], []).append(phrase)
    return by


def marked(words: list[str], phrases: Mapping[str, list[tuple[str, ...]]]) -> set[int]:
    """The places of the last words of these phrases."""
    return {last for _, last in _standing(words, phrases)}


def named(words: list[str], compounds: Mapping[str, list[tuple[str, ...]]]) -> list[frozenset[int]]:
    """The places of the words of each compound."""
    return [frozenset(range(first, last + 1)) for first, last in _standing(words, compounds)]


def _standing(words: list[str], phrases: Mapping[str, list[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    """The first and the last place of each phrase, word for word."""
    for last, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            first = last - len(phrase) + 1
            if first >= 0 and tuple(words[first : last + 1]) == phrase:
                yield first, last


def follows(words: list[str], at: int, fillers: frozenset[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of these phrases stands at a place, fillers left out."""
    while at < len(words) and words[at] in fillers:
        at += 1
    return any(tuple(words[at : at + len(phrase)]) == phrase for phrase in phrases)


def clause(first: int, last: int, ends: set[int], count: int) -> range:
    """The places of the clause around words."""
    start = max((at for at in ends if at < first), default=-1) + 1
    stop = min((at for at in ends if at > last), default=count)
    return range(start, stop)


def reach(at: int, spans: Iterable[tuple[int, int]], light: frozenset[str], words: list[str]) -> int:
    """From where on a remark that ends at a place tells of what stands before it: from the nearest thing told, and what only
    light words such as "and" join to that. In "can't breathe, had a heart attack and a stroke in 2015" it is the heart attack."""
    back = at + 1
    for first, last in sorted(spans, key=lambda span: -span[1]):
        if last > at:
            continue
        if back <= at and last < back and not light.issuperset(words[last + 1 : back] or "?"):
            break
        back = min(back, first)
    return back


def claims(told: Sequence[Mention]) -> tuple[str, ...]:
    """What is claimed, most told first: each phrase counts once, where it tells most, and in an aside not at all."""
    claims = {mention.phrase: mention for mention in reversed(told) if mention.phrase.claim}
    tells: dict[str, float] = {}
    for phrase, mention in reversed(claims.items()):
        tells[phrase.meaning] = tells.get(phrase.meaning, 0.0) + mention.weight * (not mention.aside)
    return tuple(sorted(tells, key=lambda name: -tells[name]))
