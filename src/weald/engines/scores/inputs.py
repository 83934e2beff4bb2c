"""Checks of what a score is given. Each raises ValueError with a sentence that names the input."""

import math
from collections.abc import Collection


def whole(name: str, value: int, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return value


def number(name: str, value: float, low: float, high: float) -> float:
    """A number from `low` to `high`, whole or not."""
    sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not sound or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}, not {value!r}.")
    return value


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """One of a few words."""
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}.")
    return value


def count(**answers: bool) -> int:
    """How many of these yes-or-no inputs are yes."""
    for name, value in answers.items():
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be yes or no, not {value!r}.")
    return sum(answers.values())


def points(answers: dict[str, int], high: int) -> int:
    """The sum of items that are each answered from 0 to `high`."""
    return sum(whole(name, value, 0, high) for name, value in answers.items())
