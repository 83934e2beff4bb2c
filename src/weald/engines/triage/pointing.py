"""Where the phrases of a text leave places free, single words point: what they point to, and which of them led there."""

from collections.abc import Callable, Collection, Mapping, Sequence

from .habits import Token
from .phrases import Pointed

POINTED = 0.6
"""How much single words must point to a problem to be worth telling."""
OWN = 0.3
"""How much of that must come from words that do not stand in any sentence."""


def pointed(
    text: str, said: Sequence[Token], shares: Callable[[str], Mapping[str, float]], slight: Collection[str]
) -> tuple[Pointed, ...]:
    """What words point to, each counted once; `shares` says how much one points to each problem. Those that stand in any
    sentence (`slight`) lend weight to others, and are not told as what led there: nobody reads that a "when" and an "up" speak
    of something grave."""
    written = {token.word: token for token in reversed(said)}
    weights: dict[str, float] = {}
    own: dict[str, float] = {}
    for word in written:
        for problem, weight in shares(word).items():
            weights[problem] = weights.get(problem, 0.0) + weight
            if word not in slight:
                own[problem] = own.get(problem, 0.0) + weight
    enough = sorted(
        (-weights[problem], problem) for problem in own if weights[problem] >= POINTED and own[problem] >= OWN
    )
    return tuple(
        Pointed(
            problem,
            -less,
            tuple(
                text[token.start : token.end]
                for word, token in reversed(written.items())
                if problem in shares(word) and word not in slight
            ),
        )
        for less, problem in enough
    )
