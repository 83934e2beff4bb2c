"""How a word sounds: a rough key that a word shares with what people write who spell as they speak.

"hedake" and headache, "sikness" and sickness, "rashis" and rashes have one key. English of the south-east: th is often f, and an r
is silent unless a vowel follows.
"""

import re

STEPS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^(?:k|g)n", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^wh", "w"),
        (r"(?:t|s|c)(?:ion|ian|ious|hun|hon|heon)", "Xn"),
        (r"t?ch|ck|q|k", "k"),
        (r"ph|th", "f"),
        (r"gh", ""),
        (r"sh", "X"),
        (r"x", "ks"),
        (r"d?g(?=[eiy])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"mb$|mn$", "m"),
        (r"e?d$", "d"),
        (r"(?<=[aeiouy])r(?![aeiouy])", ""),
        (r"(?<!^)h", ""),
        (r"e$", ""),
        (r"[aeiouy]+(?:w[aeiouy]*)*", "A"),
        (r"A$", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""What is written, and what is heard of it, in this order."""


def sound(word: str) -> str:
    """The key of a word of small letters."""
    for pattern, to in STEPS:
        word = pattern.sub(to, word)
    return word
