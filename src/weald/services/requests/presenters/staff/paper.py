"""What somebody takes home who has no phone. Paper is read on another day: it says no `today` and no `tomorrow`."""

from dataclasses import dataclass
from datetime import datetime

from weald.foundation.ui.components import Row
from weald.foundation.ui.wording import phone_text, time_text, wall, weekday_text
from weald.services.directory.queries import Practice
from weald.services.requests import words
from weald.services.requests.presenters.patient.parts import spaced
from weald.services.requests.presenters.patient.times import big
from weald.services.requests.presenters.staff.booking import hour_words
from weald.services.requests.queries.care import DecisionRow, Story


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody takes home."""

    practice: str
    name: str
    sent: str
    reference: str
    booked: tuple[Row, ...]
    next: tuple[str, ...]
    advice: tuple[str, ...]
    safety_net: tuple[str, ...]
    back: tuple[str, ...]


def paper(story: Story, practice: Practice, *, whole: bool) -> Paper:
    """What is printed. Without `whole` nothing of the decision: only whoever entered it, or may read it, prints that."""
    row, held, ahead = story.request, story.decisions[-1], story.appointment
    return Paper(
        practice=practice.name,
        name=f"{row.given_name} {row.family_name}".strip() or "somebody who gave no name",
        sent=f"{_day(row.sent_at)} at {time_text(row.sent_at)}",
        reference=spaced(row.reference),
        booked=() if ahead is None else (
            Row("Day", _day(ahead.starts_at)),
            Row("Time", big(hour_words(ahead.starts_at, ahead.ends_at, ahead.kind))),
            Row("With", ahead.professional_name),
            Row("How", big(f"{words.mode_words(ahead.mode)}, {ahead.place}")),
        ),
        next=_next(story, held, whole),
        advice=tuple(held.advice) if whole else (),
        safety_net=tuple(held.safety_net) if whole else (),
        back=(
            f"Call {practice.name} on {phone_text(practice.phone)} and give your reference." if practice.phone else f"Come to {practice.name} and give your reference.",
            "When we are closed, call 111.",
            "If somebody’s life is in danger, call 999.",
        ),
    )  # fmt: skip


def _next(story: Story, held: DecisionRow, whole: bool) -> tuple[str, ...]:
    row = story.request
    told = (held.text,) if whole else ()
    if story.appointment is not None:
        return told or ("Come to your appointment.",)
    if row.level == "now":
        return told or ("Get emergency help now: call 999.",)
    return (*told, f"We answer you by {time_text(row.due_at)} on {_day(row.due_at)}.")


def _day(moment: datetime) -> str:
    """`Monday 23 November 2026`."""
    return f"{weekday_text(moment)} {wall(moment).year}"
