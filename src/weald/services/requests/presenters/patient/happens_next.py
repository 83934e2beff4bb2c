"""What happens next with a request, by whom, and by when, as its person reads it."""

from datetime import datetime

from weald.engines.promises import URGENT
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.wording import by_when, weekday_text, when
from weald.services.appointments.queries import AppointmentRow
from weald.services.directory.queries import Practice
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.presenters.patient.page import until_open
from weald.services.requests.presenters.patient.promised import (
    after_answer,
    at_pharmacy,
    late,
    later_than_due,
)
from weald.services.requests.queries.measures.own import Promised
from weald.services.requests.queries.offers import Offer
from weald.services.requests.queries.requests import OwnRequest

ON_TOP = marked(
    "Your request is at the top of our list. If it gets worse before we reach you, call 111. If a life is in danger, call 999."
)

TELL = {
    "sms": marked("We will tell you by text message."),
    "phone": marked("We will tell you by phone."),
    "email": marked("We will tell you by email."),
    "": marked("We will tell you."),
}


def happens_next(
    row: OwnRequest,
    practice: Practice,
    now: datetime,
    ahead: AppointmentRow | None,
    offers: tuple[Offer, ...],
    to_confirm: bool,
    until: datetime | None,
    told: Promised | None,
) -> tuple[str, ...]:
    """What happens next, by whom, and by when. `until` is the time up to which a closed request can be answered."""
    if row.state == "closed":
        again = _("If you need help again, or it gets worse, ask us again.")
        if until is None or until <= now:
            return (again,)
        write = _("You can write to us about this until %(day)s. That opens your request again.")
        return (again, write % {"day": weekday_text(until)})
    if row.wants in AT_ONCE:
        # The card above says where to turn meanwhile.
        says_where = row.decision.level in URGENT and not ahead
        return (_(ON_TOP), *(() if says_where else until_open(practice, row.birth_date, now)))
    if ahead and ahead.begun(now):
        return (
            _("It was %(when)s. You cannot change or cancel it here any more.")
            % {"when": when(ahead.starts_at, now)},
            _("If you were not seen, or still need help, phone %(practice)s or ask us again.")
            % {"practice": practice.name},
        )
    if ahead:
        return (
            *later_than_due(row, practice, ahead.starts_at, now),
            _("If it gets worse before then, do not wait: ask us again, or call 111 when we are closed."),
        )
    by = by_when(row.due_at, now)
    if row.state == "referred":
        return at_pharmacy(row, practice, by, now)
    if row.due_at < now:
        return late(practice, by) if told is None or told.answered_at is None else after_answer(bool(offers))
    reader = _("A clinician") if row.kind == "clinical" else _("Somebody from our team")
    tell = _(TELL.get(row.contact_by, TELL[""]))
    said = {"reader": reader, "practice": practice.name, "by": by}
    if row.wants == "message":
        return (_("You asked for a message. %(reader)s at %(practice)s will write to you %(by)s.") % said,)
    if row.wants == "another_time":
        return (
            _("No time suited you. %(practice)s will look for another one and contact you %(by)s.") % said,
            tell,
        )
    if row.wants == "pharmacy":
        return (
            _(
                "You asked for a pharmacy. %(reader)s at %(practice)s will check that it is right for you, ask them, and tell you %(by)s."
            )
            % said,
            _("If it is not, we will find something else for you. You can still choose a time above.")
            if offers
            else _("If it is not, we will find something else for you."),
        )
    if to_confirm:
        return (
            _("%(reader)s at %(practice)s will read this and confirm what happens next %(by)s.") % said,
            tell,
            _("They may change how soon or with whom, and will tell you why."),
        )
    if row.state == "advised":
        return (
            _("You do not need to wait for us."),
            _(
                "%(reader)s at %(practice)s will still read this %(by)s. It stays open until they or you close it."
            )
            % said,
        )
    if offers and all(one.late for one in offers):
        full = _(
            "There is no free time soon enough. %(reader)s at %(practice)s will contact you %(by)s. You can also choose a later time above."
        )
        return (full % said, tell)
    if offers:
        return (_("Choose a time above. If you do not, %(practice)s will contact you %(by)s.") % said, tell)
    return (_("%(reader)s at %(practice)s will read this and contact you %(by)s.") % said, tell)
