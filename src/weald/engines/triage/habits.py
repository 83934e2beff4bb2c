"""How people write: words/, and a text as words in their usual spelling."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .documents import Block, Fault, Items, shown
from .fields import Fields

LONGEST_TEXT = 10_000
"""The most characters of a text that are read."""

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z][a-z0-9]*(?:'[a-z]+)*|[.,;!?]")
"""A number, a word or a mark. A number is apart from its unit: "38.5c" is 38.5 and c."""
MARKS = str.maketrans("’‘`\n", "'''.")
CONCEPT = re.compile(r"\{[a-z_]+\}")
WORDED = re.compile(f"{CONCEPT.pattern}|{TOKEN.pattern}")
LISTS = (
    "negation",
    "denied_with",
    "denied_after",
    "clause_ends",
    "pauses",
    "other_person",
    "past",
    "hypothetical",
    "elsewhere",
    "bygone",
    "still",
    "fillers",
    "ordinary",
    "known",
    "slight",
    "idioms",
    "compounds",
    "medicines",
)
NAMED = ("spellings", "synonyms", "concepts", "numbers", "suggests")


class Meant(dict[tuple[str, ...], tuple[str, ...]]):
    """Typed words, and the words that they stand for."""

    starting: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
    """The entries that begin with a word, the longest first."""
    telling: frozenset[str]
    """The longest word of each entry, which is seldom one such as "my": where none of them stands, no entry does."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        super().__init__(entries)
        self.starting = {}
        for typed, meant in sorted(self.items(), key=lambda entry: -len(entry[0])):
            if typed and meant:
                self.starting.setdefault(typed[0], []).append((typed, meant))
        self.telling = frozenset(max(reversed(typed), key=len) for typed in self if typed)

    def found(self, words: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """From where to where words stand for others, the longest first, and for which."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        if self.telling.isdisjoint(words):
            return found
        free = 0
        for at, word in enumerate(words):
            if at >= free and word in self.starting:
                for typed, meant in self.starting[word]:
                    end = at + len(typed)
                    if tuple(words[at:end]) == typed:
                        found.append((at, end, meant))
                        free = end
                        break
        return found


class Token(NamedTuple):
    """A word of the text in its usual spelling, and where it stands in the text."""

    word: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, and no mark."""
        return self.word[0].isalnum()


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write. `pauses` end the reach of a negation, `clause_ends` also that of a sign spread over several words.
    `idioms` are phrases whose words claim nothing: "stroke the cat"."""

    negation: tuple[tuple[str, ...], ...]
    denied_with: frozenset[str]
    """Words that may stand between a negation and what it denies: "no bad chest pain"."""
    denied_after: tuple[tuple[str, ...], ...]
    """What denies when it follows: "stroke ruled out"."""
    clause_ends: tuple[tuple[str, ...], ...]
    pauses: tuple[tuple[str, ...], ...]
    aside: tuple[tuple[str, ...], ...]
    elsewhere: tuple[tuple[str, ...], ...]
    """What says that what follows at once is not here and now: no sign in it is claimed, unless one of `still` is there."""
    bygone: tuple[tuple[str, ...], ...]
    """What says the same of what comes before it in its clause."""
    still: tuple[tuple[str, ...], ...]
    fillers: frozenset[str]
    ordinary: frozenset[str]
    """Words that are never another word misspelt: "had" is not hand."""
    known: frozenset[str]
    """Words that name no other problem misspelt, but may be a danger misspelt: "fasting" is not farting."""
    slight: frozenset[str]
    """Words of any sentence, those and others: none of them alone points to a problem."""
    spellings: Meant
    synonyms: Meant
    concepts: Mapping[str, tuple[tuple[str, ...], ...]]
    numbers: Mapping[str, tuple[float, float]]
    """Concepts that stand for any number from the first to the last."""
    idioms: tuple[str, ...]
    compounds: tuple[tuple[str, ...], ...]
    """Words that together name a thing: one of them without the others claims nothing."""
    medicines: tuple[tuple[str, ...], ...]
    """What names a medicine by what it is for: the words for that name the problem less than the medicine."""
    suggests: Mapping[str, tuple[str, ...]]
    """The problems that words which claim a finding suggest, besides those that ask about it."""

    def spans(self, word: str) -> list[str]:
        """The concepts of numbers that a word stands for."""
        if not word[0].isdigit():
            return []
        number = float(word)
        return [f"{{{name}}}" for name, (least, most) in self.numbers.items() if least <= number <= most]

    def unknown(self, text: str) -> list[str]:
        """The concepts that a phrase names and that do not exist."""
        return [
            name
            for name in CONCEPT.findall(text)
            if name[1:-1] not in self.concepts and name[1:-1] not in self.numbers
        ]


def read_habits(block: Block, faults: list[Fault]) -> Habits:
    """The lists of words/."""
    fields = Fields(block, "words/", (*LISTS, *NAMED), faults)
    lists = {key: tuple(tuple(WORDED.findall(_folded(text))) for text in fields.texts(key)) for key in LISTS}
    spellings = fields.block.get("spellings")
    if not isinstance(spellings, Block) or not all(isinstance(value, str) for value in spellings.values()):
        fields.wrong("spellings", "`spellings` must hold `typed: meant` entries.")
        spellings = Block()
    usual = Meant((tuple(raw(typed)), tuple(raw(meant))) for typed, meant in spellings.items())
    synonyms = Meant(
        (tuple(_spelled(said, usual)), tuple(raw(meant)))
        for meant, many in _lists(fields, "synonyms", faults).items()
        for said in many
    )
    ordinary, slight, known = (
        frozenset(words[0] for words in lists[key] if len(words) == 1)
        for key in ("ordinary", "slight", "known")
    )
    return Habits(
        negation=lists["negation"],
        denied_with=frozenset(words[0] for words in lists["denied_with"] if len(words) == 1),
        denied_after=lists["denied_after"],
        clause_ends=lists["clause_ends"],
        pauses=lists["pauses"],
        aside=lists["other_person"] + lists["past"] + lists["hypothetical"],
        elsewhere=lists["elsewhere"],
        bygone=lists["bygone"],
        still=lists["still"],
        fillers=frozenset(words[0] for words in lists["fillers"] if len(words) == 1),
        ordinary=ordinary,
        known=known,
        slight=ordinary | slight,
        spellings=usual,
        synonyms=synonyms,
        concepts={
            name: tuple(dict.fromkeys([tuple(_meant(form, usual, synonyms)) for form in forms]))
            for name, forms in _lists(fields, "concepts", faults).items()
        },
        numbers=_numbers(fields, faults),
        idioms=fields.texts("idioms"),
        compounds=tuple(tuple(_meant(text, usual, synonyms)) for text in fields.texts("compounds")),
        medicines=tuple(tuple(_meant(text, usual, synonyms)) for text in fields.texts("medicines")),
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
        if isinstance(forms, Items) and all(isinstance(form, str) and _worded(form) for form in forms):
            lists[name] = tuple(forms)
        else:
            faults.append(block.fault(name, f"`{shown(name)}` of `{key}` must hold a list of words."))
    return lists


def _numbers(fields: Fields, faults: list[Fault]) -> dict[str, tuple[float, float]]:
    """The entries `name: [least, most]` of `numbers`, none when absent."""
    block = fields.block.get("numbers", Block())
    if not isinstance(block, Block):
        fields.wrong("numbers", "`numbers` must hold `name: [least, most]` entries.")
        return {}
    spans: dict[str, tuple[float, float]] = {}
    for name, span in block.items():
        ends = [end for end in span if isinstance(end, int | float)] if isinstance(span, Items) else []
        if len(ends) == 2 and isinstance(span, Items) and len(span) == 2 and ends[0] <= ends[1]:
            spans[name] = (ends[0], ends[1])
        else:
            faults.append(block.fault(name, f"`{shown(name)}` of `numbers` must be `[least, most]`."))
    return spans


def raw(text: str) -> list[str]:
    """The words and marks of a text as they are typed."""
    # Nearly every phrase is words and spaces: loading reads tens of thousands of them.
    if text.isascii() and text.replace(" ", "").isalpha():
        return text.lower().split()
    return TOKEN.findall(_folded(text))


def _worded(text: str) -> bool:
    """Whether a text has a word or a mark; nearly all begin with a letter."""
    return (text.isascii() and text[:1].isalnum()) or bool(raw(text))


def usual(text: str, habits: Habits) -> list[str]:
    """The words and clause marks of a phrase, in their usual spelling."""
    return _meant(text, habits.spellings, habits.synonyms)


def _meant(text: str, spellings: Meant, synonyms: Meant) -> list[str]:
    words = _spelled(text, spellings)
    return words if synonyms.telling.isdisjoint(words) else _replaced(words, synonyms)


def _spelled(text: str, spellings: Meant) -> list[str]:
    words = raw(text)
    if not spellings.telling.isdisjoint(words):
        words = _replaced(words, spellings)
    return [_bare(word) for word in words] if "'" in text or "’" in text else words


def _replaced(words: list[str], table: Meant) -> list[str]:
    for first, end, meant in reversed(table.found(words)):
        words[first:end] = meant
    return words


def tokens(text: str, habits: Habits) -> list[Token]:
    """The same of a text, with the place of each word in it."""
    typed = [Token(found.group(), *found.span()) for found in TOKEN.finditer(_folded(text[:LONGEST_TEXT]))]
    spelled = _placed(typed, habits.spellings)
    return _placed([token._replace(word=_bare(token.word)) for token in spelled], habits.synonyms)


def _placed(typed: list[Token], table: Meant) -> list[Token]:
    for first, end, meant in reversed(table.found([token.word for token in typed])):
        typed[first:end] = [Token(word, typed[first].start, typed[end - 1].end) for word in meant]
    return typed


def _bare(word: str) -> str:
    """A word without the 's of "my knee's gone" or "Mum's": what it stands for says nothing about the trouble."""
    return word.removesuffix("'s")


def _folded(text: str) -> str:
    """Small letters without accents; one character for each character, so that places in the text stay true."""
    if text.isascii():
        return text.lower().translate(MARKS) if "`" in text or "\n" in text else text.lower()
    return "".join(
        (unicodedata.normalize("NFKD", letter).lower() or " ")[0] for letter in text.translate(MARKS)
    )
