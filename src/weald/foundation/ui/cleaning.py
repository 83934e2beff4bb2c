"""Making what people type safe and even, without changing what they said."""

import re
import unicodedata

KEPT = 120_000
"""The most characters of one field that are shown again after an error: a whole pasted letter, and no more."""

# Control characters, characters that turn the reading direction of what stands around them, the byte-order mark,
# halves of characters and non-characters. The joiners (U+200C, U+200D) stay: emoji and Persian need them; so do
# the plain direction marks (U+200E, U+200F) and all letters of scripts that read from right to left.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{4,}")


def clean_lines(text: str) -> str:
    """Several lines: line ends made even, unwanted characters out, composed (NFC), blank ends cut."""
    text = _UNWANTED.sub("", _BREAKS.sub("\n", text))
    text = "\n".join(line.rstrip() for line in text.replace("\t", " ").split("\n"))
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n\n", text)).strip()


def clean_line(text: str) -> str:
    """One line: as `clean_lines`, with every run of blanks one space."""
    return _BLANKS.sub(" ", clean_lines(text))


def show_again(text: str) -> str:
    """What was typed, for the box it came from: only what a page cannot carry is taken out, and no more than
    `KEPT` characters come back."""
    return _UNWANTED.sub("", _BREAKS.sub("\n", text[:KEPT]))


def plain_digits(text: str) -> str:
    """Digits of any script, and full-width signs, as the ASCII ones: ٠١٢ and ０１２ become 012."""
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.decimal(one, None) is not None else one
        for one in unicodedata.normalize("NFKC", text)
    )


def without_separators(text: str) -> str:
    """Without the spaces, hyphens, dots, slashes and brackets that people group numbers with."""
    return re.sub(r"[\s\-‐-―−./()\u200e\u200f]", "", text)
