"""The pages of the private link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import PatientPage
from weald.services.requests.presenters.patient.page import page, sentence_page

WRONG = marked(
    "This is not the date of birth that belongs to this link. Check it and try again. After 5 wrong tries the link ends"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A page with one short form."""

    page: PatientPage
    form: Bound


def opening(form: Bound, now: datetime) -> Opening:
    """The date of birth is asked."""
    return Opening(page(_("Open your request"), None, now, has_errors=not form.ok), form)


def coded(form: Bound, now: datetime) -> Opening:
    """The one-time code is asked."""
    return Opening(page(_("Enter your code"), None, now, has_errors=not form.ok), form)


def renewing(form: Bound, now: datetime) -> Opening:
    """Reference and date of birth are asked."""
    return Opening(page(_("Get a new private link"), None, now, has_errors=not form.ok), form)


def ended(outcome: str, now: datetime) -> dict[str, Any]:
    """A link that no longer opens; a guessed one sounds like one that was mistyped."""
    said = {
        "expired": _(
            "It was made more than 14 days ago. To keep your request private, links end after that."
        ),
        "locked": _(
            "Too many wrong dates of birth were tried. To keep your request private, this link has ended."
        ),
    }.get(outcome, "Check that you copied all of it. It may also have been replaced by a newer one.")
    return sentence_page(
        _("This link does not open"),
        None,
        now,
        said,
        _(
            "Your request is safe. You can get a new link with your reference and date of birth, or phone your practice."
        ),
        action=(_("Get a new link"), "/r/new"),
    )


def sent(now: datetime) -> dict[str, Any]:
    """The same, whether or not there is such a request."""
    return sentence_page(
        _("Look for a message from us"),
        None,
        now,
        _(
            "If the reference and date of birth fit a request, we have sent a new private link to the mobile number or"
            " email address on it. It can take a few minutes."
        ),
        _("Nothing arrived? Check the reference and date of birth and try again, or phone your practice."),
        action=(_("Go to the start"), "/"),
    )
