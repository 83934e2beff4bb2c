"""Whether a text is signed, in words: by whom, in which role, when, and whether it has changed since."""

from dataclasses import dataclass

from weald.foundation.ui.wording import date_text
from weald.services.library.queries import ReviewRow
from weald.services.library.words import VERDICTS


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stands: one or two words for its tag with their colour, and a sentence."""

    tag: str
    colour: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """One review in words. `current` tells whether it is about the text as it stands, `other` else which it is about."""

    what: str
    by: str
    note: str
    current: bool
    other: str


def standing(
    status: str, reviewer: str, reviewed: str, digest: str, counted: bool, reviews: tuple[ReviewRow, ...]
) -> Standing:
    """How a text stands for the reader's practice. `counted` tells whether it counts as signed there, `reviews` are those of
    this text, the newest first."""
    if status == "signed":
        return Standing("Signed", "green", f"Signed by {reviewer}{f' on {reviewed}' if reviewed else ''}.")
    now = [one for one in reviews if one.digest == digest]
    agreed = next((one for one in now if one.verdict == "agree"), None)
    wanted = next((one for one in now if one.verdict == "change"), None)
    if (
        wanted is not None
        and not counted
        and (agreed is None or agreed.identity != wanted.identity or wanted.at > agreed.at)
    ):
        return Standing("Change needed", "orange", f"{_who(wanted)} wants a change: {wanted.note}")
    if agreed is not None:
        if agreed.demonstration:
            sentence = (
                f"Signed for this text by {_who(agreed)}: demonstration only, it never counts for care."
            )
            return Standing("Demonstration only", "grey", sentence)
        if counted:
            return Standing("Signed here", "green", f"Signed for this text by {_who(agreed)}.")
        sentence = (
            f"Signed for this text by {_who(agreed)}. It counts once what all pathways share is signed too."
        )
        return Standing("Draft", "yellow", sentence)
    before = next((one for one in reviews if one.verdict == "agree" and one.draft is None), None)
    if before is not None:
        sentence = f"Was signed by {_who(before)}, and has changed since: it must be read again."
        return Standing("Changed since", "orange", sentence)
    return Standing(
        "Draft",
        "yellow",
        "No clinician has signed this text. Outside of a demonstration staff read every decision first.",
    )


def _who(review: ReviewRow) -> str:
    return f"{review.by} ({review.role}) on {date_text(review.at)}"


def said(reviews: tuple[ReviewRow, ...], digest: str) -> tuple[Said, ...]:
    """Every review of a text, the newest first."""
    return tuple(
        Said(
            VERDICTS[one.verdict] + (" (demonstration only)" if one.demonstration else ""),
            _who(one),
            one.note,
            one.digest == digest,
            "a draft" if one.draft else "an earlier text",
        )
        for one in reviews
    )
