"""The catalogue holds every text of the interface, and languages say the same with the same gaps."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import weald
from weald.foundation.ui.language import CATALOGUES

SOURCE = Path(next(iter(weald.__path__)))
METHODS = [("**.py", "python"), ("**/templates/**.jinja", "jinja2")]
KEYWORDS = {"_": None, "marked": None, "ngettext": (1, 2)}
GAPS = re.compile(r"%\([a-z_]+\)[sd]")
LANGUAGES = sorted(CATALOGUES.glob("*.po"))


def texts_of(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {
            one
            for message in read_po(file)
            if message.id
            for one in (message.id if isinstance(message.id, tuple) else (message.id,))
        }


def test_every_text_of_the_interface_is_in_the_catalogue() -> None:
    drawn: set[str] = set()
    for _, _, text, _, _ in extract_from_dir(SOURCE, METHODS, keywords=KEYWORDS):
        drawn |= set(text) if isinstance(text, tuple) else {text}
    assert drawn == texts_of(CATALOGUES / "weald.pot"), "Run: make texts"


def test_the_catalogue_names_no_machine_and_nobody() -> None:
    text = (CATALOGUES / "weald.pot").read_text("utf-8")
    assert "@" not in re.sub(r'^msgid .*$|^".*\\n"$', "", text, flags=re.MULTILINE)
    assert "/home" not in text


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_a_translation_has_the_gaps_of_its_text(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file):
            if isinstance(message.id, str) and message.id and message.string:
                assert sorted(GAPS.findall(message.id)) == sorted(GAPS.findall(str(message.string))), (
                    message.id
                )
