"""Chance that can be repeated: the same seed gives the same county."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from uuid import UUID

from weald.foundation.database.identifiers import uuid7


class Chance(Random):
    """A source of chance of its own for each part of the county, so that one part may change and the others stay."""

    def __init__(self, seed: int, part: str) -> None:
        super().__init__(f"{part} {seed}")

    def identifier(self, now: datetime) -> UUID:
        """A UUID of version 7."""
        return uuid7(now, self.getrandbits(74))

    def phone(self) -> str:
        """A landline number of those that Ofcom keeps free for stories."""
        return f"01632 960{self.randrange(1000):03}"

    def mobile(self) -> str:
        """A mobile number of those that Ofcom keeps free for stories, as it is dialled from anywhere."""
        return f"+447700900{self.randrange(1000):03}"


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` things shared out by weight, whole ones only, by the largest remainders."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(one) for one in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def running(weights: Sequence[float]) -> list[float]:
    """Weights added up, as `Random.choices` likes them best."""
    return list(accumulate(weights))
