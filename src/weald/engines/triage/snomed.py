"""Concept ids of SNOMED CT: whether one is formed as it must be. A mistyped digit in a health record is a wrong fact.

Source: SNOMED CT Technical Implementation Guide, "SCTID": 6 to 18 digits of which the last is a Verhoeff check digit,
and the two before it say what kind of thing is named: 00 or 10 for a concept.
"""

import re

_FORM = re.compile(r"[1-9]\d{2,14}(00|10)\d", re.ASCII)
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
"""The permutation of Verhoeff, applied once more at each place to the left."""


def _times(left: int, right: int) -> int:
    """The product in the group of the turns and reflections of a pentagon, written with the digits 0 to 9."""
    if left < 5:
        return (left + right) % 5 + (5 if right >= 5 else 0)
    return (left - right) % 5 + (0 if right >= 5 else 5)


def is_concept(text: str) -> bool:
    """Whether this is the id of a concept, by its form and its check digit. Whether it exists, no digits can tell."""
    if not _FORM.fullmatch(text):
        return False
    checked = 0
    for place, character in enumerate(reversed(text)):
        digit = int(character)
        for _ in range(place % 8):
            digit = _TURN[digit]
        checked = _times(checked, digit)
    return checked == 0
