"""The pages of an invitation to book."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from weald.foundation.ui.components import FieldError
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import Link, PatientPage
from weald.foundation.ui.wording import day_text, wall, weekday_text
from weald.services.directory import queries as directory
from weald.services.requests.presenters.patient.link import Opening
from weald.services.requests.presenters.patient.page import page, sentence_page
from weald.services.requests.presenters.patient.times import Day, days
from weald.services.requests.queries.invited import InvitationRow
from weald.services.requests.queries.offers import Offer
from weald.services.requests.reasons import reason_words


@dataclass(frozen=True, slots=True)
class Invited:
    """What it is for, and the times to choose from."""

    page: PatientPage
    errors: tuple[FieldError, ...]
    reason: str
    asks: str
    message: str
    until: str
    days: tuple[Day, ...]
    base: str
    declined: str
    phone: str
    other_days: tuple[Link, ...]


def opening(form: Bound, now: datetime) -> Opening:
    """The date of birth is asked."""
    return Opening(page(_("Book your appointment"), None, now, has_errors=not form.ok), form)


def ended(outcome: str, now: datetime) -> dict[str, Any]:
    """A link that no longer opens; a guessed one sounds like one that was mistyped."""
    said = {
        "expired": _("It was open for a time that your practice chose, and that time is over."),
        "locked": _("Too many wrong dates of birth were tried. To keep it private, this link has ended."),
    }.get(
        outcome,
        _("Check that you copied all of it. If you have a newer message from us, use the link in that one."),
    )
    return sentence_page(
        _("This link does not open"), None, now, said, _("You can phone your practice to book."),
        action=(_("Go to the start"), "/"),
    )  # fmt: skip


def invited(
    row: InvitationRow,
    offers: tuple[Offer, ...],
    base: str,
    now: datetime,
    sentence: str = "",
    *,
    other_days: tuple[Link, ...] = (),
) -> Invited:
    """The page to choose a time on."""
    practice = directory.practice_by_id(row.organisation)
    return Invited(
        page=replace(page(_("Book your appointment"), practice, now), has_errors=bool(sentence)),
        errors=(FieldError("", sentence, "times" if offers else ""),) if sentence else (),
        reason=reason_words(row.reason),
        asks=_("%(practice)s asks you to book this:") % {"practice": practice.name},
        message=row.message,
        until=_("You can choose a day up to %(day)s.") % {"day": weekday_text(row.latest)},
        days=days(offers, now),
        base=base,
        declined=_("You told us that you do not want this. You can still choose a time.")
        if row.state == "declined"
        else "",
        phone=practice.phone,
        other_days=other_days,
    )


def other_days(offers: tuple[Offer, ...], base: str, on: date | None, now: datetime) -> tuple[Link, ...]:
    """The days that have a time, to see all times of one."""
    days = dict.fromkeys(wall(one.starts_at).date() for one in offers)
    return tuple(Link(day_text(day, now), f"{base}?on={day.isoformat()}#times") for day in days if day != on)


def answered(row: InvitationRow, how: str, now: datetime) -> dict[str, Any]:
    """Thank you: what was said, and what follows."""
    practice = directory.practice_by_id(row.organisation)
    said = {
        "no": _("We will not remind you of this invitation."),
        "not_now": _("We will not ask you about this for 6 months."),
        "never": _("We will not ask you about this again."),
    }[how]
    return sentence_page(
        _("Thank you for telling us"), practice, now, said,
        _("You can still ask your practice for help at any time. This changes nothing else."),
        action=(_("Ask for help"), f"/p/{practice.ods_code}/"),
    )  # fmt: skip
