"""The texts of the interface in the reader's language.

English texts are their own keys, as in gettext: `_("Continue")`. A language is a catalogue `content/languages/<code>.po`,
made from `content/languages/weald.pot`, which `make texts` draws out of templates and code. Two languages come
without a catalogue and are for trying out, in the demonstration: accented English, which shows at a glance every
text that has no key, and the same from right to left.
"""

import gettext
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import weald

CATALOGUES = Path(next(iter(weald.__path__))) / "content" / "languages"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""ISO 639 codes of languages that are written from right to left."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface: its code, its own name, its direction (ltr or rtl), and how to say a text in it."""

    code: str
    name: str
    direction: str
    say: Callable[[str], str]
    say_many: Callable[[str, str, int], str]


def _(text: str) -> str:
    """The text in the reader's language; one without a translation stays as it is."""
    # The empty text is the key under which gettext keeps a catalogue's own description.
    return _current.get().say(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that fits the number, in the reader's language."""
    return _current.get().say_many(one, many, count)


def marked(text: str) -> str:
    """Marks a text for the catalogue that is said later, with `_`."""
    return text


def current() -> Language:
    """The language of the page that is being made."""
    return _current.get()


def speak(code: str, *, trial: bool) -> None:
    """From here on this thread's texts are in the language with this code, in English where there is none.
    `trial` opens the two languages for trying out."""
    _current.set(languages(trial=trial).get(code, ENGLISH))


@cache
def languages(*, trial: bool) -> dict[str, Language]:
    """Every language there is, by its code; English first."""
    found = {path.stem: _catalogue(path) for path in sorted(CATALOGUES.glob("*.po"))}
    return {"en": ENGLISH} | found | ({one.code: one for one in TRIALS} if trial else {})


def _catalogue(path: Path) -> Language:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    texts = gettext.GNUTranslations(compiled)
    name = catalogue.locale.get_display_name() if catalogue.locale else None
    direction = "rtl" if path.stem.partition("_")[0] in RIGHT_TO_LEFT else "ltr"
    return Language(path.stem, name or path.stem, direction, texts.gettext, texts.ngettext)


_ACCENTS = str.maketrans("AEIOUYaeiouycn", "ÀÉÎÖÛÝàéîöûýçñ")
_KEPT = re.compile(r"(%\([a-z_]+\)[sd]|<[^>]*>|&[a-z]+;)")


def accented(text: str) -> str:
    """The text with accents on its letters; placeholders and marks of HTML stay as they are."""
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))


def _plain_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def _accented_many(one: str, many: str, count: int) -> str:
    return accented(_plain_many(one, many, count))


ENGLISH = Language("en", "English", "ltr", marked, _plain_many)
TRIALS = (
    Language("en-XA", "Éñglîsh wîth àççéñts", "ltr", accented, _accented_many),
    Language("ar-XB", "Right to left, for trying out", "rtl", accented, _accented_many),
)
_current: ContextVar[Language] = ContextVar("weald_language", default=ENGLISH)
