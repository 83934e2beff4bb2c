"""Where a request stands, in easy read: one idea a line, each with a picture."""

from dataclasses import dataclass

from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import duration_text
from weald.services.library.easy_read import Line, easy_read
from weald.services.requests.presenters.patient.standing import IN_DAYS, Standing
from weald.services.requests.queries.requests import OwnRequest


@dataclass(frozen=True, slots=True)
class Easy:
    """The same facts as `standing` has, in few words; the full page is one link away."""

    page: PatientPage
    standing: Standing
    lines: tuple[Line, ...]
    get_worse: Line
    keep: Line


def easy(row: OwnRequest, standing: Standing) -> Easy:
    """Says how soon and who; where staff have not read it yet, that a person will."""
    words = easy_read()
    if row.state == "closed":
        lines = [words.states["closed"]]
    elif standing.appointment:
        lines = [words.states["booked"]]
    else:
        # What was decided before something worse was told is not said in short: the card above it comes first.
        lines = (
            []
            if standing.first
            else [_in_days(words.levels[row.decision.level], row), words.services[row.decision.service]]
        )
        if row.state == "referred":
            lines.append(words.states["referred"])
        elif not row.self_service and row.confirmed_at is None:
            lines.append(words.states["unread"])
    return Easy(
        standing.page,
        standing,
        tuple(_said(line) for line in lines),
        _said(words.get_worse),
        _said(words.keep),
    )


def _in_days(line: Line, row: OwnRequest) -> Line:
    if row.decision.level not in IN_DAYS:
        return line
    return Line(line.picture, _(line.text) % {"within": duration_text(row.decision.within)})


def _said(line: Line) -> Line:
    return Line(line.picture, _(line.text))
