"""Where a request stands, for whoever asked: how soon, with whom, why, what to do meanwhile, and what was promised."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from weald.foundation.ui.components import FieldError, Row
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.presenters import Link, PatientPage
from weald.foundation.ui.wording import by_when, day_text, time_text, wall, weekday_text, when
from weald.services.appointments.queries import AppointmentRow
from weald.services.directory import queries as directory
from weald.services.directory.hours import is_open
from weald.services.directory.queries import Practice
from weald.services.requests.forms.patient import MOST_WORDS
from weald.services.requests.presenters.patient.page import page, read_from
from weald.services.requests.queries.offers import Offer
from weald.services.requests.queries.requests import OwnRequest, Told
from weald.services.requests.words import GO_YOURSELF, KINDS, mode_words, service_words

NEAREST = 4
"""Pharmacies shown at once."""

WHO = {"me": ("You", "need"), "child": ("Your child", "needs"), "other": ("The person you care for", "needs")}
"""Who a decision is about, as its heading speaks to whoever asked."""


@dataclass(frozen=True, slots=True)
class Held:
    """A request in the hands of whoever asked, by the device that sent it or by a private link.

    `base` is the address under which its pages lie; `link` the private link, where this device still knows it.
    """

    request: OwnRequest
    practice: Practice
    now: datetime
    base: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """One offered time."""

    slot: str
    time: str
    who: str
    where: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """The offered times of a day."""

    name: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A pharmacy: where it is and how to phone it."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with the guidance behind it."""

    text: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything on the page of a request."""

    page: PatientPage
    heading: str
    sentence: str
    errors: tuple[FieldError, ...]
    card: str
    urgent: bool
    text: str
    meanwhile_closed: tuple[str, ...]
    appointment: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]
    advice_first: bool
    call_999: tuple[str, ...]
    come_back: tuple[str, ...]
    promise: tuple[str, ...]
    days: tuple[Day, ...]
    other_days: tuple[Link, ...]
    pharmacies: tuple[Place, ...]
    reference: str
    link: str
    base: str
    key: str
    links: tuple[Link, ...]
    story: tuple[tuple[str, str], ...]
    state: str
    may_book: bool
    none_when: str
    asks_staff: bool


def may_book(row: OwnRequest) -> bool:
    """Whether the person may choose a time now: it is open, one has to be met, and it needs no more confirming."""
    return (
        row.state in {"waiting", "confirmed"}
        and (row.self_service or row.confirmed_at is not None)
        and row.kind == "clinical"
        and row.decision.service not in GO_YOURSELF
        and row.decision.level != "now"
    )


def standing(
    held: Held,
    told: tuple[Told, ...],
    appointment: AppointmentRow | None,
    offers: tuple[Offer, ...],
    *,
    sentence: str = "",
    on: date | None = None,
) -> Standing:
    """The page of a request as things stand."""
    row, practice, now = held.request, held.practice, held.now
    decided = row.decision
    ahead = appointment if appointment and appointment.state in {"booked", "arrived"} else None
    closed = row.state == "closed"
    to_confirm = (
        not closed and not row.self_service and row.confirmed_at is None and not ahead and not _unread(row)
    )
    calls_999 = tuple(text for text in decided.safety_net if text.startswith("Call 999"))
    bookable = may_book(row) and not ahead
    heading = _heading(row, ahead, to_confirm)
    return Standing(
        page=page(heading, practice, now, has_errors=bool(sentence)),
        heading=heading,
        sentence=sentence,
        errors=(FieldError("", sentence, "times" if offers else ""),) if sentence else (),
        card=_card(row, to_confirm),
        urgent=decided.level in {"now", "today"},
        text="" if closed else decided.text,
        meanwhile_closed=() if closed or ahead else _while_closed(row, practice, now),
        appointment=appointment_rows(ahead, now) if ahead else (),
        reasons=tuple(_reason(each) for each in decided.because),
        advice=() if closed else decided.advice,
        advice_first=decided.level == "self_care" and not to_confirm,
        call_999=calls_999,
        come_back=tuple(text for text in decided.safety_net if text not in calls_999),
        promise=_promise(row, practice, now, ahead, bool(offers), to_confirm),
        days=_days(offers, now),
        other_days=_other_days(held.base, on, now) if bookable else (),
        pharmacies=_pharmacies(row, practice) if not closed else (),
        reference=spaced(row.reference),
        link=held.link,
        base=held.base,
        key=str(row.version),
        links=_links(held.base, row, ahead),
        story=tuple((when(line.at, now), line.text) for line in told),
        state=row.state,
        may_book=bookable,
        none_when=f"on {weekday_text(on)}" if on else "at the moment",
        asks_staff=bookable and not row.wants,
    )


def _unread(row: OwnRequest) -> bool:
    """Whether no rule has decided and nobody has read it: there is nothing yet that staff could confirm."""
    return not row.decision.rule and not row.decision.by_staff and row.confirmed_at is None


def spaced(reference: str) -> str:
    """A reference in two halves, as it is read out."""
    return f"{reference[:4]} {reference[4:]}"


def _heading(row: OwnRequest, ahead: AppointmentRow | None, to_confirm: bool) -> str:
    level, service = row.decision.level, row.decision.service
    who, needs = WHO.get(row.for_whom, WHO["me"])
    if row.state == "closed":
        return "This request is closed"
    if ahead:
        return "You have an appointment"
    if to_confirm:
        return "We have your request"
    if _unread(row):
        return "A person will read your request"
    if service == "community_pharmacy":
        return f"A pharmacist can help {'you' if row.for_whom == 'me' else who.lower()}"
    need = "We will deal with this" if row.kind == "administrative" else f"{who} {needs} help"
    return {
        "now": f"{who} {needs} help now",
        "today": f"{need} today",
        "soon": f"{need} within 7 days" if row.kind == "clinical" else "We will deal with this soon",
        "routine": f"{need} within 14 days",
        "self_care": "You can look after this yourself for now"
        if row.for_whom == "me"
        else f"{who} can be looked after at home for now",
    }[level]


def _card(row: OwnRequest, to_confirm: bool) -> str:
    """The heading of the card that says what is needed."""
    if to_confirm:
        return "What we think you need. Staff will confirm it"
    if row.decision.service == "community_pharmacy":
        return "See a pharmacist"
    return {
        "now": "Now",
        "today": "Today",
        "soon": "Within 7 days" if row.kind == "clinical" else "Soon",
        "routine": "Within 14 days",
        "self_care": "Look after yourself, with advice",
    }[row.decision.level]


def _while_closed(row: OwnRequest, practice: Practice, now: datetime) -> tuple[str, ...]:
    """Where to turn while nobody reads: 999 for now, 111 for today (by phone under five)."""
    if is_open(practice.hours, now) or row.decision.level not in {"now", "today"}:
        return ()
    if row.decision.level == "now":
        return ("Call 999 now. Do not wait for us.",)
    under_five = row.birth_date is None or _years(row.birth_date, wall(now).date()) < 5
    reads = f"We are closed. A person will read this {read_from(practice, now)}."
    if row.decision.service in {"community_pharmacy", "mental_health_crisis", "nhs_111"}:
        return (reads, "You do not have to wait for us: see what to do above.")
    how = "Call 111 now." if under_five else "Go to 111.nhs.uk or call 111 now."
    return (reads, f"This should not wait that long. {how} Tell them what you told us.")


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _promise(
    row: OwnRequest,
    practice: Practice,
    now: datetime,
    ahead: AppointmentRow | None,
    offered: bool,
    to_confirm: bool,
) -> tuple[str, ...]:
    """What happens next, by whom, and by when."""
    if row.state == "closed":
        return ("If you need help again, or it gets worse, ask us again.",)
    if ahead:
        return ("If it gets worse before then, do not wait: ask us again, or call 111 when we are closed.",)
    by = by_when(row.due_at, now)
    if row.due_at < now:
        late = f"We said that we would answer {by}. We are late, and we are sorry. Your request is at the top of our list."
        return (late, f"You can phone us on {practice.phone}.") if practice.phone else (late,)
    reader = "A clinician" if row.kind == "clinical" else "Somebody from our team"
    how = {"sms": "by text message", "phone": "by phone", "email": "by email"}.get(row.contact_by, "")
    tell = f"We will tell you {how}.".replace(" .", ".")
    if row.wants == "message":
        return (f"You asked for a message. {reader} at {practice.name} will write to you {by}.",)
    if row.wants == "another_time":
        return (
            f"No time suited you. {practice.name} will look for another one and contact you {by}. {tell}",
        )
    if to_confirm:
        return (
            f"{reader} at {practice.name} will read this and confirm what happens next {by}.",
            tell,
            "They may change how soon or with whom, and will tell you why.",
        )
    if row.state == "advised":
        return (
            "You do not need to wait for us.",
            f"{reader} at {practice.name} will still read this {by}. It stays open until they or you close it.",
        )
    if offered:
        return (f"Choose a time above. If you do not, {practice.name} will contact you {by}. {tell}",)
    return (f"{reader} at {practice.name} will read this and contact you {by}. {tell}",)


def _reason(because: Any) -> Reason:
    sources = because.get("sources") or ()
    return Reason(because["text"], tuple((one["title"], one["url"]) for one in sources))


def _days(offers: tuple[Offer, ...], now: datetime) -> tuple[Day, ...]:
    ordered = sorted(offers, key=lambda offer: offer.starts_at)
    return tuple(
        Day(_big(day_text(day, now)), tuple(_time(offer) for offer in those))
        for day, those in groupby(ordered, key=lambda offer: wall(offer.starts_at).date())
    )


def _time(offer: Offer) -> Time:
    until = f" to {time_text(offer.ends_at)}" if offer.kind != "slot" else ""
    where = mode_words(offer.mode) if offer.mode != "face_to_face" else f"face to face at {offer.place}"
    return Time(
        slot=str(offer.slot),
        time=f"{time_text(offer.starts_at)}{until}",
        who=f"{offer.professional_name}, {_role(offer.service)}",
        where=where,
        why=_big("; ".join(offer.why)),
        note=KINDS.get(offer.kind, ""),
    )


def _role(service: str) -> str:
    return service_words(service).removeprefix("a ").removeprefix("the practice’s ")


def _other_days(base: str, on: date | None, now: datetime) -> tuple[Link, ...]:
    """The next working days, to see all times of one."""
    today = wall(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(14)]
    return tuple(
        Link(day_text(day, now), f"{base}decision?on={day.isoformat()}#times")
        for day in days
        if day.weekday() < 5 and day != on
    )[:7]


def _pharmacies(row: OwnRequest, practice: Practice) -> tuple[Place, ...]:
    if row.decision.service != "community_pharmacy":
        return ()
    return tuple(
        Place(one.name, ", ".join((*one.address, one.postcode)), one.phone)
        for one in directory.pharmacies(practice.id)[:NEAREST]
    )


def appointment_rows(ahead: AppointmentRow, now: datetime) -> tuple[Row, ...]:
    """An appointment, line by line."""
    until = f" to {time_text(ahead.ends_at)}" if ahead.kind != "slot" else ""
    how = {"phone": "By phone. We will call you", "video": "By video. We will send you a link"}
    where = how.get(ahead.mode, ahead.place if ahead.kind != "home_visit" else "At your home")
    return tuple(
        Row(key, value)
        for key, value in (
            ("When", _big(when(ahead.starts_at, now)) + until),
            ("With", f"{ahead.professional_name}, {_role(ahead.service)}"),
            ("Where", where),
            ("", KINDS.get(ahead.kind, "")),
        )
        if value
    )


def _big(text: str) -> str:
    return text[:1].upper() + text[1:]


def _links(base: str, row: OwnRequest, ahead: AppointmentRow | None) -> tuple[Link, ...]:
    if row.state == "closed":
        return ()
    if ahead:
        return (
            Link("Add it to your calendar", f"{base}appointment.ics"),
            Link("Change the time", f"{base}move"),
            Link("Cancel the appointment", f"{base}cancel"),
        )
    return (Link("I no longer need this", f"{base}close"),)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The confirmation of an appointment."""

    page: PatientPage
    rows: tuple[Row, ...]
    reference: str
    link: str
    base: str
    links: tuple[Link, ...]
    call_999: tuple[str, ...]
    come_back: tuple[str, ...]
    told: str


def booked(held: Held, ahead: AppointmentRow) -> Confirmed:
    """It is booked: when, with whom, where, and how to come back to it."""
    row = held.request
    calls_999 = tuple(text for text in row.decision.safety_net if text.startswith("Call 999"))
    how = {"sms": "We have sent you this as a text message.", "email": "We have sent you this by email."}
    return Confirmed(
        page=page("Your appointment is booked", held.practice, held.now),
        rows=appointment_rows(ahead, held.now),
        reference=spaced(row.reference),
        link=held.link,
        base=held.base,
        links=_links(held.base, row, ahead),
        call_999=calls_999,
        come_back=tuple(text for text in row.decision.safety_net if text not in calls_999),
        told=how.get(row.contact_by, ""),
    )


@dataclass(frozen=True, slots=True)
class Moving:
    """Other times for an appointment."""

    page: PatientPage
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    base: str
    key: str


def moving(held: Held, ahead: AppointmentRow, offers: tuple[Offer, ...]) -> Moving:
    """The appointment as it is, and the times that it could move to."""
    return Moving(
        page=page("Change the time", held.practice, held.now, back=f"{held.base}decision"),
        rows=appointment_rows(ahead, held.now),
        days=_days(offers, held.now),
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


class Wish(Protocol):
    """A verb by which the person asks staff for something else than the offered times."""

    def __call__(self, *, request: UUID, note: str, now: datetime) -> None: ...


def cancelling(held: Held, ahead: AppointmentRow) -> Confirm:
    """Do you want to cancel?"""
    return Confirm(
        _asking(held, "Cancel this appointment?"),
        (
            "Somebody else can then have this time.",
            "Your request stays open: you can choose another time, or close it.",
        ),
        appointment_rows(ahead, held.now),
        "",
        "Cancel the appointment",
        "warning",
    )


def closing(held: Held) -> Confirm:
    """Do you want to close the request?"""
    return Confirm(
        _asking(held, "Do you no longer need this?"),
        ("We will close your request and do nothing more. You can ask again at any time.",),
        (),
        "",
        "Close my request",
        "warning",
    )


def no_time(held: Held) -> Confirm:
    """No time suits."""
    return Confirm(
        _asking(held, "No time suits you"),
        ("Staff will look for another time. Your request keeps its place.",),
        (),
        "Which days or times are good for you? (you can leave this empty)",
        "Ask staff for another time",
        "",
    )


def wants_message(held: Held) -> Confirm:
    """A message instead."""
    return Confirm(
        _asking(held, "Get a message instead"),
        ("A clinician will read your request and write to you. They may still ask you to come in.",),
        (),
        "Is there anything they should know? (you can leave this empty)",
        "Ask for a message",
        "",
    )


def _asking(held: Held, title: str) -> PatientPage:
    return page(title, held.practice, held.now, back=f"{held.base}decision")


@dataclass(frozen=True, slots=True)
class Emergency:
    """Call 999 now."""

    page: PatientPage
    heading: str
    do: str
    text: str
    call: str
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]
    safety_net: tuple[str, ...]
    told: str
    reference: str
    known: str
    asks: bool
    action: str
    again: str
    form: Any
    link: str


def emergency(held: Held, form: Any) -> Emergency:
    """What to do this minute; the form to leave a name and a number comes after it."""
    row, practice = held.request, held.practice
    service = row.decision.service
    heading = {
        "emergency_department": "Go to A&E now",
        "mental_health_crisis": "Get urgent help now",
    }.get(service, "Call 999 now")
    call = {"emergency_department": "", "mental_health_crisis": "111"}.get(service, "999")
    reads = "now" if is_open(practice.hours, held.now) else read_from(practice, held.now)
    return Emergency(
        # Nothing may stand above 999, not even when we are closed: who reads it, and when, is said further down.
        page=replace(page(heading, practice, held.now, has_errors=not form.ok), opening="", turn_to=""),
        heading=heading,
        do={"999": "Do not wait. Call 999", "111": "Do not wait. Call 111, option 2"}.get(
            call, "Do not wait. Go now"
        ),
        text=row.decision.text,
        call=call,
        reasons=tuple(_reason(each) for each in row.decision.because),
        advice=row.decision.advice,
        safety_net=row.decision.safety_net,
        told=f"{practice.name} has been told and can read this {reads}. Do not wait for them.",
        reference=spaced(row.reference),
        known=row.given_name,
        asks=not row.phone,
        action=f"{held.base}emergency",
        again=f"/p/{practice.ods_code}/",
        form=form,
        link=held.link,
    )
