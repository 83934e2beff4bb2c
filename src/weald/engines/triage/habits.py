"""How people write: words.yaml, and a text as words in their usual spelling."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .documents import Block, Fault, Items, shown
from .fields import Fields

LONGEST_TEXT = 10_000
"""The most characters of a text that are read."""

TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[.,;!?]")
CONCEPT = re.compile(r"\{[a-z_]+\}")
LISTS = (
    "negation",
    "clause_ends",
    "pauses",
    "other_person",
    "past",
    "hypothetical",
    "fillers",
    "ordinary",
    "idioms",
)
LONGEST_SPELLING = 3
"""The most typed words that stand for others."""


class Token(NamedTuple):
    """A word of the text in its usual spelling, and where it stands in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write. `pauses` end the reach of a negation, `clause_ends` also that of a sign spread over several words.
    `idioms` are phrases whose words claim nothing: "stroke the cat"."""

    negation: tuple[tuple[str, ...], ...]
    clause_ends: tuple[tuple[str, ...], ...]
    pauses: tuple[tuple[str, ...], ...]
    aside: tuple[tuple[str, ...], ...]
    fillers: frozenset[str]
    ordinary: frozenset[str]
    """Words that are never another word misspelt: "had" is not hand."""
    spellings: Mapping[tuple[str, ...], tuple[str, ...]]
    synonyms: Mapping[tuple[str, ...], tuple[str, ...]]
    concepts: Mapping[str, tuple[tuple[str, ...], ...]]
    idioms: tuple[str, ...]
    suggests: Mapping[str, tuple[str, ...]]
    """The problems that words which claim a finding suggest, besides those that ask about it."""

    def unknown(self, text: str) -> list[str]:
        """The concepts that a phrase names and that do not exist."""
        return [name for name in CONCEPT.findall(text) if name[1:-1] not in self.concepts]


def read_habits(block: Block, faults: list[Fault]) -> Habits:
    """The lists of words.yaml."""
    fields = Fields(block, "words.yaml", (*LISTS, "spellings", "synonyms", "concepts", "suggests"), faults)
    lists = {key: tuple(tuple(raw(text)) for text in fields.texts(key)) for key in LISTS}
    spellings = fields.block.get("spellings")
    if not isinstance(spellings, Block) or not all(isinstance(value, str) for value in spellings.values()):
        fields.wrong("spellings", "`spellings` must hold `typed: meant` entries.")
        spellings = Block()
    usual = {tuple(raw(typed)): tuple(raw(meant)) for typed, meant in spellings.items()}
    synonyms = {
        tuple(token.word for token in _bare(_usual(_typed(said), usual))): tuple(raw(meant))
        for meant, many in _lists(fields, "synonyms", faults).items()
        for said in many
    }
    return Habits(
        negation=lists["negation"],
        clause_ends=lists["clause_ends"],
        pauses=lists["pauses"],
        aside=lists["other_person"] + lists["past"] + lists["hypothetical"],
        fillers=frozenset(words[0] for words in lists["fillers"] if len(words) == 1),
        ordinary=frozenset(words[0] for words in lists["ordinary"] if len(words) == 1),
        spellings=usual,
        synonyms=synonyms,
        concepts={
            name: tuple(dict.fromkeys(_words(form, usual, synonyms) for form in forms))
            for name, forms in _lists(fields, "concepts", faults).items()
        },
        idioms=fields.texts("idioms"),
        suggests=_lists(fields, "suggests", faults),
    )


def _lists(fields: Fields, key: str, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """The entries `name: [words]` below a key, none when absent."""
    block = fields.block.get(key, Block())
    if not isinstance(block, Block):
        fields.wrong(key, f"`{key}` must hold `name: [words]` entries.")
        return {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, forms in block.items():
        if isinstance(forms, Items) and all(isinstance(form, str) and raw(form) for form in forms):
            lists[name] = tuple(forms)
        else:
            faults.append(block.fault(name, f"`{shown(name)}` of `{key}` must hold a list of words."))
    return lists


def _words(
    text: str,
    spellings: Mapping[tuple[str, ...], tuple[str, ...]],
    synonyms: Mapping[tuple[str, ...], tuple[str, ...]],
) -> tuple[str, ...]:
    return tuple(token.word for token in _usual(_bare(_usual(_typed(text), spellings)), synonyms))


def raw(text: str) -> list[str]:
    """The words and marks of a text as they are typed."""
    return TOKEN.findall(_folded(text))


def tokens(text: str, habits: Habits) -> list[Token]:
    """The words and clause marks of a text, in their usual spelling."""
    return _usual(_bare(_usual(_typed(text[:LONGEST_TEXT]), habits.spellings)), habits.synonyms)


def _typed(text: str) -> list[Token]:
    return [Token(found.group(), *found.span()) for found in TOKEN.finditer(_folded(text))]


def _bare(typed: list[Token]) -> list[Token]:
    """Words without the 's of "my knee's gone" or "Mum's": what it stands for says nothing about the trouble."""
    return [
        token._replace(word=token.word.removesuffix("'s")) if token.word.endswith("'s") else token
        for token in typed
    ]


def _usual(typed: list[Token], spellings: Mapping[tuple[str, ...], tuple[str, ...]]) -> list[Token]:
    usual: list[Token] = []
    at = 0
    while at < len(typed):
        for size in range(LONGEST_SPELLING, 0, -1):
            meant = spellings.get(tuple([token.word for token in typed[at : at + size]]))
            if meant:
                here = typed[at : at + size]
                usual += [Token(word, here[0].start, here[-1].end) for word in meant]
                at += len(here)
                break
        else:
            usual.append(typed[at])
            at += 1
    return usual


def _folded(text: str) -> str:
    """Small letters without accents; one character for each character, so that places in the text stay true."""
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("\n", ".")
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFKD", letter).lower() or " ")[0] for letter in text)
