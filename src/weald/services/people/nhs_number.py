"""NHS numbers: ten digits of which the last checks the others (modulus 11).

Source: NHS Data Model and Dictionary, attribute NHS NUMBER. Numbers from 999 000 0000 to 999 999 9999 are never given
to anybody, and are what synthetic people carry.
"""

import re

SYNTHETIC = range(9_990_000_000, 10_000_000_000)
"""Numbers of this range belong to nobody."""

_BETWEEN = re.compile(r"[\s\-\u00a0\u2009\u202f]+")


def normalise(text: str) -> str:
    """What was typed, without the spaces and dashes that people put between the digits. Checks nothing."""
    return _BETWEEN.sub("", text)


def check_digit(nine: str) -> int | None:
    """The tenth digit that belongs to the first nine; None where there is none (the remainder would ask for 10).

    Raises ValueError unless given nine digits.
    """
    if len(nine) != 9 or not _digits(nine):
        raise ValueError("The first nine digits of an NHS number are needed.")
    digit = -sum(int(one) * (10 - place) for place, one in enumerate(nine)) % 11
    return None if digit == 10 else digit


def is_valid(text: str) -> bool:
    """Whether the text, spaces and dashes aside, is ten digits with the right check digit."""
    number = normalise(text)
    return len(number) == 10 and _digits(number) and check_digit(number[:9]) == int(number[9])


def near(text: str) -> tuple[str, ...]:
    """The valid numbers that differ from ten typed digits in one digit, or in two neighbours that changed places.

    Of a valid number there is none with one digit changed (modulus 11 finds every single error), nor with two swapped."""
    if len(text) != 10 or not _digits(text) or is_valid(text):
        return ()
    changed = (text[:at] + digit + text[at + 1 :] for at in range(10) for digit in "0123456789")
    swapped = (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(9))
    return tuple(dict.fromkeys(one for one in (*changed, *swapped) if one != text and is_valid(one)))


def spaced(number: str) -> str:
    """As it is printed and read out: 999 000 0018."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def _digits(text: str) -> bool:
    """Whether all are 0 to 9: `isdigit` would let other scripts' digits through."""
    return text.isascii() and text.isdecimal()
