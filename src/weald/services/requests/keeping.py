"""Whether a promise was kept. Pure: the moments are arguments."""

from datetime import datetime

ANSWERS = ("confirmed", "changed", "booked", "reply", "photo_asked", "referred", "resolved")
"""Lines of a request's story that are an answer: its decision was confirmed or changed by staff, a time was booked, a
message went to the person, they were referred, or it was closed with an outcome."""

DEFINITION = (
    "A promise is kept when the first answer came by the time it was due. An answer is: staff confirmed or changed the "
    "decision, a time was booked, a message went to the person, they were referred, or staff closed the request. A call "
    "that nobody answered is none. What is life-threatening is due at that very moment and counted apart; what the "
    "person took back before it was due counts nowhere."
)


def promise(
    due_at: datetime, answered_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> str:
    """`kept`, `broken`, `open` while there is time left, or `withdrawn`.

    `answered_at` is the first answer since the request was sent, or since it was last opened again; `withdrawn_at` when
    the person themself said that they need no more. An answer at the very moment that is due keeps the promise.
    """
    if answered_at is not None and answered_at <= due_at:
        return "kept"
    if withdrawn_at is not None and withdrawn_at <= due_at:
        return "withdrawn"
    return "open" if now <= due_at and answered_at is None else "broken"
