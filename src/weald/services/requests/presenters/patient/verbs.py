"""Pages by which a person books, moves, cancels, closes, or asks staff for something else."""

from dataclasses import dataclass, replace

from weald.foundation.ui.components import FieldError, Row
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import Link, PatientPage
from weald.services.appointments.queries import AppointmentRow
from weald.services.messages.queries import NoticeRow
from weald.services.requests.forms.patient import MOST_WORDS
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.needs import meets
from weald.services.requests.presenters.patient.page import page
from weald.services.requests.presenters.patient.parts import come_by, links, safety_net, spaced
from weald.services.requests.presenters.patient.promised import later_than_due
from weald.services.requests.presenters.patient.times import Day, appointment_rows, days, first_time
from weald.services.requests.queries.offers import Offer


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The confirmation of an appointment."""

    page: PatientPage
    rows: tuple[Row, ...]
    reference: str
    link: str
    come_by: str
    base: str
    links: tuple[Link, ...]
    call_999: tuple[str, ...]
    come_back: tuple[str, ...]
    told: str
    meets: tuple[str, ...]
    too_late: tuple[str, ...]


TOLD = {
    ("sms", "waiting"): marked("We are sending you this as a text message."),
    ("sms", "sent"): marked("We have sent you this as a text message."),
    ("email", "waiting"): marked("We are sending you this by email."),
    ("email", "sent"): marked("We have sent you this by email."),
}
"""What is true of the notice of an appointment, by its way and how far it came."""
UNSENT = marked("We could not send you this. Please write the time down, or add it to your calendar.")


def booked(held: Held, ahead: AppointmentRow, notice: NoticeRow | None, *, moved: bool) -> Confirmed:
    """It is booked (or another time than before: `moved`): when, with whom, where, and how to come back to it; how far the
    `notice` of it came."""
    row = held.request
    call_999, come_back = safety_net(row)
    title = (
        _("Your appointment is changed. This is your new time") if moved else _("Your appointment is booked")
    )
    return Confirmed(
        page=page(title, held.practice, held.now, problem=row.problem),
        rows=appointment_rows(ahead, held.now),
        reference=spaced(row.reference),
        link=held.link,
        come_by=come_by(row),
        base=held.base,
        links=links(held.base, row, ahead, held.now),
        call_999=call_999,
        come_back=come_back,
        told=_told(notice),
        meets=meets(row.needs, row.language),
        too_late=later_than_due(row, held.practice, ahead.starts_at, held.now),
    )


def _told(notice: NoticeRow | None) -> str:
    """Whether they have it in writing; nothing where it goes another way, or was taken back."""
    if notice is None:
        return ""
    return _(UNSENT) if notice.state == "failed" else _(TOLD.get((notice.by, notice.state), ""))


@dataclass(frozen=True, slots=True)
class Moving:
    """Other times for an appointment."""

    page: PatientPage
    errors: tuple[FieldError, ...]
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    base: str
    key: str


def moving(held: Held, ahead: AppointmentRow, offers: tuple[Offer, ...], sentence: str = "") -> Moving:
    """The appointment as it is, and the times that it could move to; `sentence` is what was wrong with the choice."""
    offered = days(offers, held.now)
    return Moving(
        page=page(
            _("Change the time"),
            held.practice,
            held.now,
            back=f"{held.base}decision",
            has_errors=bool(sentence),
            problem=held.request.problem,
        ),
        errors=(FieldError("slot", sentence, first_time(offered)),) if sentence else (),
        rows=appointment_rows(ahead, held.now),
        days=offered,
        base=held.base,
        key=str(held.request.version),
    )


@dataclass(frozen=True, slots=True)
class Confirm:
    """One question before something is done, with room for a note where that helps."""

    page: PatientPage
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str
    button: str
    kind: str
    form: Bound | None = None
    most: int = MOST_WORDS

    def with_form(self, form: Bound) -> "Confirm":
        """The same with what was typed."""
        return replace(self, form=form, page=replace(self.page, has_errors=not form.ok))


def cancelling(held: Held, ahead: AppointmentRow) -> Confirm:
    """Do you want to cancel?"""
    return Confirm(
        _asking(held, _("Cancel this appointment?")),
        (
            _("Somebody else can then have this time."),
            _("Your request stays open: you can choose another time, or close it."),
        ),
        appointment_rows(ahead, held.now),
        "",
        _("Cancel the appointment"),
        "warning",
    )


def closing(held: Held) -> Confirm:
    """Do you want to close the request?"""
    return Confirm(
        _asking(held, _("Do you no longer need this?")),
        (_("We will close your request and do nothing more. You can ask again at any time."),),
        (),
        "",
        _("Close my request"),
        "warning",
    )


def no_time(held: Held) -> Confirm:
    """No time suits."""
    return Confirm(
        _asking(held, _("No time suits you")),
        (_("Staff will look for another time. Your request keeps its place."),),
        (),
        _("Which days or times are good for you? (you can leave this empty)"),
        _("Ask staff for another time"),
        "",
    )


def wants_message(held: Held) -> Confirm:
    """A message instead."""
    return Confirm(
        _asking(held, _("Get a message instead")),
        (_("A clinician will read your request and write to you. They may still ask you to come in."),),
        (),
        _("Is there anything they should know? (you can leave this empty)"),
        _("Ask for a message"),
        "",
    )


def _asking(held: Held, title: str) -> PatientPage:
    return page(title, held.practice, held.now, back=f"{held.base}decision", problem=held.request.problem)
