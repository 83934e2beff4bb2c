"""What claims a sign by itself must be narrow: words that mean nothing else, and that nobody adds to for another sign's sake.

A phrase of several words or concepts needs them all. One that is a single word, or a single concept, is heard wherever that word
or any form of that concept stands, so slips are refused: a phrase of which, when fillers fall out, only one word is left
("in a fit" is then heard in "keep fit"); one word that stands in any sentence; and a concept that also helps other phrases, because
a form that is added for their sake would claim this sign alone. Nor may a form of any concept come to nothing but "no" or "not" when
fillers fall out: it would be heard wherever something is denied.
"""

from collections.abc import Iterable, Iterator

from .documents import Block, Fault, Items
from .habits import CONCEPT, Habits, usual
from .vocabulary import ORDER


def broad(habits: Habits, words: Block, findings: Iterable[Block]) -> list[Fault]:
    """What is wrong with the phrases that claim findings in these documents of the dictionary, and with the concepts of words/."""
    said = [(*told, _elements(habits, told[-1])) for told in _said(findings)]
    shared = {
        concept: phrase
        for *_, phrase, elements in said
        if len(elements) > 1
        for concept in CONCEPT.findall(phrase)
    }
    return list(_empty(habits, words.get("concepts", Block()))) + [
        Fault(file, line, sentence)
        for file, line, name, phrase, elements in said
        if len(elements) == 1
        for sentence in _alone(habits, name, phrase, shared)
    ]


def _empty(habits: Habits, concepts: Block) -> Iterator[Fault]:
    nothing = habits.fillers.union(denial[0] for denial in habits.negation if len(denial) == 1)
    for name, forms in habits.concepts.items():
        for form in forms:
            if len(form) > 1 and nothing.issuperset(form):
                written = " ".join(form)
                yield concepts.fault(
                    name,
                    f"Fillers fall out of “{written}”, a form of `{name}`, and nothing is left or only a denial. Say more.",
                )


def _said(findings: Iterable[Block]) -> Iterator[tuple[str, int, str, str]]:
    """The file and line of each phrase, what it claims, and the phrase."""
    for document in findings:
        for name, block in document.get("findings", Block()).items():
            phrases = block.get("said") if isinstance(block, Block) else None
            if isinstance(phrases, Items):
                for line, phrase in zip(phrases.lines, phrases, strict=True):
                    yield block.file, line, name, phrase


def _alone(habits: Habits, name: str, phrase: str, shared: dict[str, str]) -> Iterator[str]:
    found = CONCEPT.search(phrase)
    if not found:
        yield from _one_word(habits, usual(phrase, habits), phrase, name)
        return
    concept = found.group()
    if concept in shared:
        yield (
            f"`{concept}` claims {name} by itself and also stands in “{shared[concept]}”: a form that is added for one changes the "
            f"other. Give {name} a concept of its own, or more words."
        )
    for form in habits.concepts.get(concept[1:-1], ()):
        for sentence in _one_word(habits, list(form), " ".join(form), name):
            yield f"{sentence} It is a form of `{concept}`."


def _one_word(habits: Habits, words: list[str], written: str, name: str) -> Iterator[str]:
    left = [word for word in words if word not in habits.fillers]
    if len(words) > 1 and len(left) == 1:
        yield (
            f"Fillers fall out of “{written}”, so “{left[0]}” alone claims {name}. Say more, or write only that word if it means "
            "nothing else."
        )
    elif len(left) == 1 and left[0] in habits.ordinary:
        yield f"“{left[0]}” stands in any sentence (`ordinary`), and it alone claims {name}. Say more."


def _elements(habits: Habits, phrase: str) -> list[str]:
    """The concepts of a phrase, and its words that count, as they are written."""
    words = CONCEPT.sub(" ", phrase).replace(ORDER, " ").lower().split()
    return CONCEPT.findall(phrase) + [word for word in words if word not in habits.fillers]
