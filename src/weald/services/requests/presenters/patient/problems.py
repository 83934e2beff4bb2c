"""Which problem it is: what the words suggest, with the words that led there, or every problem by area."""

from dataclasses import dataclass

from weald.engines import triage
from weald.engines.triage import Candidate
from weald.foundation.ui.components import Choice
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import joined
from weald.services.library.areas import by_area
from weald.services.requests import evidence
from weald.services.requests.evidence import Journey
from weald.services.requests.presenters.patient.journey import step, step_page


@dataclass(frozen=True, slots=True)
class Problems:
    """Which problem: what the words suggest, or the whole list."""

    page: PatientPage
    choices: tuple[Choice, ...]
    sections: tuple[tuple[str, tuple[Choice, ...]], ...]
    apart: str
    value: str
    error: str
    form: Bound
    hint: str
    words: str
    action: str


def problem(journey: Journey, form: Bound, *, whole: bool) -> Problems:
    """The proposals with the words that led to each, or (`whole`, or nothing recognised) every problem."""
    row = journey.draft
    proposed = journey.assessment.candidates
    address = step(row.id, "problem")
    hint = ""
    sections: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    choices: tuple[Choice, ...] = ()
    if whole or not proposed:
        sections = _sections(journey)
        if len(sections) == 1:
            choices, sections = sections[0][1], ()
        last = Choice(
            triage.SOMETHING_ELSE,
            _("None of these"),
            _("A person will read your words and decide what is best"),
        )
        hint = (
            ""
            if whole
            else _("We could not tell from your words. Choose the closest one, or “none of these”.")
        )
        address += "?all=1"
    else:
        choices = tuple(Choice(one.problem, one.name, _led_by(one)) for one in proposed)
        last = Choice("list", _("Something else"), _("Choose from a list"))
    return Problems(
        page=step_page(journey, _("Which is closest?"), form, step(row.id, "words")),
        choices=(*choices, last),
        sections=sections,
        apart=last.value,
        value=form.text("problem") or row.problem,
        error=form.error("problem"),
        form=form,
        hint=hint,
        words=row.words,
        action=address,
    )


def _sections(journey: Journey) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Every problem that the person may choose, by area; first the areas of what they began with, health or not."""
    names, kind = dict(journey.problems()), journey.draft.kind or "clinical"
    ordered = sorted(
        by_area(names), key=lambda area: all(evidence.kind_of(one) != kind for one in area.problems)
    )
    return tuple(
        (area.name, tuple(Choice(problem, names[problem]) for problem in area.problems)) for area in ordered
    )


def _led_by(candidate: Candidate) -> str:
    # A full stop can point to a problem too, yet nobody says that they wrote one.
    words = [word for word in candidate.words if any(sign.isalnum() for sign in word)]
    # What a longer phrase says is not quoted a second time.
    whole = [word for word in words if not any(word != other and word in other for other in words)]
    said = joined([f"“{word}”" for word in whole[:3]])
    return _("You wrote %(words)s") % {"words": said} if said else ""
