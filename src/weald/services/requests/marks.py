"""What a request's `wants` says: why somebody has to look at it although it was looked at before. Pure."""

AT_ONCE = frozenset({"danger", "worse"})
"""Marks that put a request on top, whatever was decided: only a clinician takes them away."""

KEPT = "wants in ('danger', 'worse')"
"""SQL: the mark stands for danger, and nothing that a person or a job does may write over it."""
ON_TOP = KEPT
"""SQL: urgent as what is urgent now."""
UNANSWERED = "wants in ('reply', 'danger', 'worse')"
"""SQL: a message, or word that they are worse, waits for an answer; a time that is booked does not answer it."""
RETURNS = "r.wants in ('call', 'reply', 'danger', 'worse')"
"""SQL: marks that bring back a request which only waited for its appointment. `call`: a notice did not reach its person, or their
time had to be withdrawn."""
BACK = "(state = 'referred')"
"""SQL: it lies with somebody else; what may be an emergency brings it back to the practice at once."""
MAY_BE_EMERGENCY = "the pharmacy, because they told us of what may be an emergency"
"""From whom such a request came back, and why; it follows the words "came back from"."""


def after_staff(mark: str, *, decides: bool) -> str:
    """The mark once staff have answered: danger stays until somebody who may decide has answered it."""
    return mark if mark in AT_ONCE and not decides else ""
