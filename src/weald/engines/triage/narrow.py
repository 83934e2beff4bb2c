"""What claims a sign by itself must be narrow: words that mean nothing else, and that nobody adds to for another sign's sake.

A phrase of several words or concepts needs them all. One that is a single word, or a single concept, is heard wherever that word
or any form of that concept stands, so slips are refused: a phrase of which, when fillers fall out, only one word is left
("in a fit" is then heard in "keep fit"); one word that stands in any sentence; and a concept that also helps other phrases, because
a form that is added for their sake would claim this sign alone. Nor may a form of any concept come to nothing but "no" or "not" when
fillers fall out: it would be heard wherever something is denied.

A form of a concept that claims something is written as it is heard: "agony" is heard as pain where synonyms say so, and "in my
hand" as "hand" once fillers fall out, so that a reader of "agony" would not know that a mild ache is heard. Nor may two words of
any sentence be all that fillers leave of a phrase in no order: "how to do it" is heard in "how do I register".
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
    concepts = words.get("concepts", Block())
    claiming = {concept for *_, elements in said for concept in elements if concept[0] == "{"}
    return [*_empty(habits, concepts), *_otherwise(habits, concepts, claiming)] + [
        Fault(file, line, sentence)
        for file, line, name, phrase, elements in said
        if len(elements) < 3
        for sentence in (
            _alone(habits, name, phrase, shared)
            if len(elements) == 1
            else _everywhere(habits, name, phrase, elements)
        )
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


def _otherwise(habits: Habits, concepts: Block, claiming: set[str]) -> Iterator[Fault]:
    """Forms of concepts that claim something, which are heard as one other word that is not among the forms."""
    common = habits.fillers | habits.ordinary
    synonyms = {" ".join(said): meant for said, meant in habits.synonyms.items()}
    for name, forms in concepts.items():
        if f"{{{name}}}" not in claiming:
            continue
        heard = {form: synonyms[form] for form in forms if form in synonyms}
        for form in habits.concepts.get(name, ()):
            if len(form) > 1 and common.issuperset(form):
                heard[" ".join(form)] = tuple([word for word in form if word not in habits.fillers])
        for form, left in heard.items():
            if len(left) == 1 and left[0] not in forms:
                yield concepts.fault(
                    name,
                    f"“{form}”, a form of `{name}`, is heard as “{left[0]}” and nothing more. Write “{left[0]}” if that is meant.",
                )


def _everywhere(habits: Habits, name: str, phrase: str, elements: list[str]) -> Iterator[str]:
    """What is wrong with a phrase of several words: two are left of it, in any order, that stand in any sentence."""
    if (
        len(elements) == 2 < len(phrase.split())
        and ORDER not in phrase
        and habits.ordinary.issuperset(elements)
    ):
        left = " ".join(elements)
        yield (
            f"Fillers fall out of “{phrase}”, so “{left}”, two words of any sentence (`ordinary`), claims {name}. Say more, or say "
            f"with `{ORDER}` which comes first."
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
