"""How far a count can stray from its mean: the negative binomial distribution, which is Poisson's where days do not differ."""

from math import exp, inf, lgamma, log

MOST = 100_000
"""A count above which nothing is looked for."""


def at_most(mean: float, likeness: float, share: float) -> int:
    """The least count that is not exceeded in `share` (0 to 1) of all cases.

    `likeness` is the size r of the negative binomial with variance mean + mean²/r: the larger, the more one day is like
    another; infinite for Poisson. Raises ValueError for a negative mean, a likeness that is not positive, or a share
    outside of 0 to 1.
    """
    if mean < 0 or likeness <= 0 or not 0 <= share < 1:
        raise ValueError(
            "Give a mean that is not negative, a positive likeness, and a share from 0 to below 1."
        )
    if mean == 0:
        return 0
    sum_so_far = 0.0
    for count in range(MOST):
        sum_so_far += exp(_log_chance(count, mean, likeness))
        if sum_so_far >= share:
            return count
    return MOST


def _log_chance(count: int, mean: float, likeness: float) -> float:
    if likeness == inf:
        return count * log(mean) - mean - lgamma(count + 1)
    return (
        lgamma(count + likeness)
        - lgamma(likeness)
        - lgamma(count + 1)
        + likeness * log(likeness / (likeness + mean))
        + count * log(mean / (likeness + mean))
    )
