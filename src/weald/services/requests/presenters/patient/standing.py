"""Where a request stands, for whoever asked: how soon, with whom, why, what to do meanwhile, and what was promised."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from weald.engines.promises import URGENT
from weald.engines.triage import Person, prevention
from weald.foundation.ui.components import Choice, FieldError, Row
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import Link, PatientPage
from weald.foundation.ui.wording import duration_text, joined, wall, weekday_text, when
from weald.services.appointments.queries import AppointmentRow
from weald.services.directory.hours import is_open
from weald.services.directory.nearby import Nearby
from weald.services.directory.queries import Practice
from weald.services.library import content
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.presenters.patient import nearby
from weald.services.requests.presenters.patient.happens_next import happens_next
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.needs import meets
from weald.services.requests.presenters.patient.page import page, until_open
from weald.services.requests.presenters.patient.parts import (
    Reason,
    come_by,
    links,
    reason,
    safety_net,
    spaced,
)
from weald.services.requests.presenters.patient.promised import (
    kept,
)
from weald.services.requests.presenters.patient.times import (
    Day,
    appointment_rows,
    days,
    first_time,
    folded,
    other_days,
)
from weald.services.requests.presenters.patient.waiting import NOTHING, OnList, on_list
from weald.services.requests.queries.conversation import SILENCE, Talk
from weald.services.requests.queries.invited import InvitationRow
from weald.services.requests.queries.measures.own import Promised
from weald.services.requests.queries.offers import Offer, has_times
from weald.services.requests.queries.requests import OwnRequest, Told
from weald.services.requests.queries.waiting import OwnPlace
from weald.services.requests.words import SERVICES

HEADINGS = {
    "me": {
        "now": marked("You need help now"),
        "today": marked("You need help today"),
        "soon": marked("You need help within %(within)s"),
        "routine": marked("You need help within %(within)s"),
        "self_care": marked("You can look after this yourself for now"),
    },
    "child": {
        "now": marked("Your child needs help now"),
        "today": marked("Your child needs help today"),
        "soon": marked("Your child needs help within %(within)s"),
        "routine": marked("Your child needs help within %(within)s"),
        "self_care": marked("Your child can be looked after at home for now"),
    },
    "other": {
        "now": marked("The person you care for needs help now"),
        "today": marked("The person you care for needs help today"),
        "soon": marked("The person you care for needs help within %(within)s"),
        "routine": marked("The person you care for needs help within %(within)s"),
        "self_care": marked("The person you care for can be looked after at home for now"),
    },
}
"""How soon, as the heading says it to whoever asked, by for whom it is. The length is the decision's own: many a rule promises
an answer sooner than its level does."""

IN_DAYS = ("soon", "routine")
"""The levels that say in how many days."""

OPEN_NOW = frozenset(
    [
        "community_pharmacy",
        "maternity_unit",
        "mental_health_crisis",
        "nhs_111",
        "sexual_assault_centre",
        "urgent_treatment_centre",
    ]
)
"""Whom a person can turn to while the practice is closed."""

OFFICE = {
    "now": marked("You need help now"),
    "today": marked("We will deal with this today"),
    "soon": marked("We will deal with this within %(within)s"),
    "routine": marked("We will deal with this within %(within)s"),
    "self_care": marked("You can look after this yourself for now"),
}

PHARMACIST = {
    "me": marked("A pharmacist can help you"),
    "child": marked("A pharmacist can help your child"),
    "other": marked("A pharmacist can help the person you care for"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything on the page of a request."""

    page: PatientPage
    heading: str
    sentence: str
    done: str
    errors: tuple[FieldError, ...]
    card: str
    urgent: bool
    text: str
    meanwhile_closed: tuple[str, ...]
    appointment: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]
    advice_first: bool
    stay_well: tuple[Reason, ...]
    call_999: tuple[str, ...]
    come_back: tuple[str, ...]
    health: str
    """Where to ask about health, beside paperwork that tells them to."""
    promise: tuple[str, ...]
    first: bool
    kept: str
    days: tuple[Day, ...]
    more_days: tuple[Day, ...]
    other_days: tuple[Link, ...]
    places: nearby.Places
    reference: str
    link: str
    come_by: str
    base: str
    key: str
    links: tuple[Link, ...]
    story: tuple[tuple[str, str], ...]
    state: str
    may_book: bool
    none_when: str
    asks_staff: bool
    messages: Link | None
    new_message: str
    how_are_you: Link | None
    meets: tuple[str, ...]
    instead: tuple[Choice, ...] = ()
    waiting: OnList = NOTHING
    invited_words: str = ""
    """What the practice wrote to whoever it asks to book."""
    gone: str = ""
    """What was said of the appointment that they had, where they have none now."""


def may_book(row: OwnRequest) -> bool:
    """Whether the person may choose a time now: it is open, one has to be met, and it needs no more confirming."""
    return (
        row.state in {"waiting", "confirmed"}
        and (row.self_service or row.confirmed_at is not None)
        and row.kind == "clinical"
        and has_times(row.decision.service)
        and row.decision.level != "now"
    )


def is_full(row: OwnRequest, offers: tuple[Offer, ...], on: date | None) -> bool:
    """Whether the person may choose a time, and none is left within due time behind any door; of one day (`on`) nobody can
    say, and an invitation is to a time."""
    return may_book(row) and row.invitation is None and on is None and all(one.late for one in offers)


def standing(
    held: Held,
    told: tuple[Told, ...],
    appointment: AppointmentRow | None,
    offers: tuple[Offer, ...],
    *,
    talk: Talk = SILENCE,
    promised: Promised | None = None,
    sentence: str = "",
    done: str = "",
    on: date | None = None,
    instead: tuple[Nearby, ...] = (),
    place: OwnPlace | None = None,
    invited: InvitationRow | None = None,
) -> Standing:
    """The page of a request as things stand."""
    row, practice, now = held.request, held.practice, held.now
    decided = row.decision
    ahead = appointment if appointment and appointment.state in {"booked", "arrived"} else None
    closed = row.state == "closed"
    to_confirm = (
        row.state not in {"closed", "referred"}
        and not row.self_service
        and row.confirmed_at is None
        and not ahead
        and not _unread(row)
    )
    call_999, come_back = safety_net(row)
    bookable = may_book(row) and not ahead
    first = row.wants in AT_ONCE and not closed
    begun = ahead is not None and ahead.begun(now)
    heading = _heading(row, ahead, to_confirm, begun=begun)
    # Whoever asked for all times of a day sees all.
    shown, more = folded(days(offers, now)) if on is None else (days(offers, now), ())
    meanwhile_closed = () if closed or ahead else _while_closed(row, practice, now)
    frame = page(heading, practice, now, has_errors=bool(sentence), problem=row.problem)
    return Standing(
        # The card says of this request what the bar says of any, and 999 follows it: said twice, it hides what is said once.
        page=replace(frame, opening="", turn_to="") if meanwhile_closed and call_999 else frame,
        heading=heading,
        sentence=sentence,
        done=done,
        errors=(FieldError("", sentence, first_time(shown)),) if sentence else (),
        card=_("What we said before") if first else _card(row, to_confirm),
        urgent=decided.level in URGENT,
        text="" if closed else _with_whom(row, invited) or decided.text,
        meanwhile_closed=meanwhile_closed,
        appointment=appointment_rows(ahead, now) if ahead else (),
        reasons=tuple(reason(each) for each in decided.because),
        advice=() if closed else decided.advice,
        advice_first=decided.level == "self_care" and not to_confirm and not first,
        stay_well=() if closed or to_confirm or _unread(row) else _stay_well(row, now),
        call_999=call_999,
        come_back=come_back,
        health=f"/p/{practice.ods_code}/" if row.kind == "administrative" and not closed else "",
        promise=happens_next(row, practice, now, ahead, offers, to_confirm, talk.until, promised),
        first=first,
        kept=kept(promised, now),
        days=shown,
        more_days=more,
        other_days=other_days(held.base, on, now, row.due_at if _is_ahead(row, now) else None)
        if bookable
        else (),
        places=nearby.places(row, practice, now),
        reference=spaced(row.reference),
        link=held.link,
        come_by=come_by(row),
        base=held.base,
        key=str(row.version),
        links=links(held.base, row, ahead, now),
        story=tuple((when(line.at, now), line.text) for line in told),
        state=row.state,
        may_book=bookable,
        none_when=_("No time can be booked here on %(day)s.") % {"day": weekday_text(on)}
        if on
        else _("No time can be booked here at the moment."),
        asks_staff=bookable and not row.wants,
        messages=Link(_("Your messages") if talk.count else _("Write a message"), f"{held.base}messages")
        if talk.count or not closed or (talk.until is not None and now < talk.until)
        else None,
        new_message=_("You have a new message from your practice.") if talk.new else "",
        how_are_you=Link(_("Tell us how you are now"), f"{held.base}how-are-you") if talk.asked else None,
        meets=() if closed else meets(row.needs, row.language),
        instead=nearby.instead(row, instead),
        waiting=on_list(held, place, None if begun else ahead, bookable=bookable) if place else NOTHING,
        invited_words=invited.message if invited and not closed else "",
        gone="" if ahead or closed or done else _gone(told),
    )


def _gone(told: tuple[Told, ...]) -> str:
    """That their appointment is cancelled, where nothing was booked after it: whoever did not read the message must not come."""
    last = next((one for one in reversed(told) if one.kind in {"booked", "moved", "cancelled"}), None)
    return last.text if last is not None and last.kind == "cancelled" else ""


def _with_whom(row: OwnRequest, invited: InvitationRow | None) -> str:
    """With whom they are asked to book, where that is not whom the decision names: two of them on a page would be a riddle."""
    if invited is None or row.decision.level in URGENT or row.decision.service in invited.services:
        return ""
    return _("You can book with %(who)s.") % {
        "who": joined([_(SERVICES[one]) for one in invited.services], "or")
    }


def _is_ahead(row: OwnRequest, now: datetime) -> bool:
    """Whether they need help by a time that is still to come: then no later day is any good."""
    return row.decision.level in URGENT and row.due_at >= now


def _unread(row: OwnRequest) -> bool:
    """Whether no rule has decided and nobody has read it: there is nothing yet that staff could confirm."""
    return not row.decision.rule and not row.decision.by_staff and row.confirmed_at is None


def _stay_well(row: OwnRequest, now: datetime) -> tuple[Reason, ...]:
    """What the pathway says of staying well: beside a decision that leaves time for it."""
    pathway = content.current().problems.get(row.problem)
    if not pathway or row.decision.level == "now" or row.birth_date is None:
        return ()
    person = Person.of_days((wall(now).date() - row.birth_date).days, row.sex)
    return tuple(
        Reason(prompt.text, ((prompt.source.title, prompt.source.url),))
        for prompt in prevention(pathway.prevention, person)
    )


def _heading(row: OwnRequest, ahead: AppointmentRow | None, to_confirm: bool, *, begun: bool) -> str:
    level, service = row.decision.level, row.decision.service
    whom = row.for_whom if row.for_whom in PHARMACIST else "me"
    if row.state == "closed":
        return _("This request is closed")
    if ahead:
        return _("The time of your appointment has come") if begun else _("You have an appointment")
    if row.state == "referred":
        return _("A pharmacy has your request")
    if row.wants in AT_ONCE:
        # They told us of something worse since: what was decided before it is no longer the news.
        return _("A person will look at this first")
    if row.invitation is not None and row.decision.level not in URGENT:
        return _("Book your appointment")
    if to_confirm:
        return _("We have your request")
    if _unread(row):
        return _("A person will read your request")
    if service == "community_pharmacy":
        return _(PHARMACIST[whom])
    said = _(OFFICE[level] if row.kind == "administrative" else HEADINGS[whom][level])
    return said % {"within": duration_text(row.decision.within)} if level in IN_DAYS else said


def _card(row: OwnRequest, to_confirm: bool) -> str:
    """The heading of the card that says what is needed."""
    if row.invitation is not None and row.decision.level not in URGENT:
        return _("Your practice asks you to book")
    if to_confirm:
        return _("What we think you need. Staff will confirm it")
    if row.state == "referred" or row.decision.service == "community_pharmacy":
        return _("See a pharmacist")
    return {
        "now": _("Now"),
        "today": _("Today"),
        **dict.fromkeys(IN_DAYS, _("Within %(within)s") % {"within": duration_text(row.decision.within)}),
        "self_care": _("Look after yourself, with advice"),
    }[row.decision.level]


def _while_closed(row: OwnRequest, practice: Practice, now: datetime) -> tuple[str, ...]:
    """Where to turn while nobody reads: 999 for now, 111 for today (by phone under five)."""
    if is_open(practice.hours, now) or row.decision.level not in URGENT:
        return ()
    if row.decision.level == "now":
        if row.decision.service == "emergency_999":
            return (_("Call 999 now. Do not wait for us."),)
        return (_("Do it now. Do not wait for us."),)
    said = until_open(practice, row.birth_date, now)
    if row.decision.service in OPEN_NOW:
        return (said[0], _("You do not have to wait for us: see what to do above."))
    return said
