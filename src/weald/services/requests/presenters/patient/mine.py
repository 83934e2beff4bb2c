"""The pages of somebody who signed in: their requests, those of people for whom they act, and who looked at their record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from weald.foundation.access import ROLES
from weald.foundation.refusal import Refused
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import date_text, when
from weald.services.directory import queries as directory
from weald.services.directory.queries import Practice
from weald.services.people.queries import PersonRow
from weald.services.people.queries.family import Looked, ProxyRow, Ward
from weald.services.requests.presenters.patient.page import page
from weald.services.requests.presenters.patient.parts import spaced
from weald.services.requests.queries.mine import MineRow

STATES = {
    "waiting": marked("A person will read it"),
    "confirmed": marked("Read by the practice"),
    "advised": marked("You have advice"),
    "booked": marked("Appointment booked"),
    "referred": marked("With somebody else who can help"),
    "closed": marked("Closed"),
}
MAY = {
    "see": marked("see requests and answers"),
    "ask": marked("ask for help"),
    "book": marked("book and change appointments"),
    "messages": marked("read and write messages"),
}
KINDS = {
    "parent": marked("Parent"),
    "carer": marked("Carer"),
    "attorney": marked("Power of attorney"),
    "care_home": marked("Care home"),
    "other": marked("Somebody they trust"),
}
_LISTED = marked("Saw you in a list of requests")
DID = {
    "requests.read": marked("Read a request"),
    "requests.mine": _LISTED,
    "requests.read_queue": _LISTED,
    "requests.read_call_backs": _LISTED,
    "requests.read_going_home": _LISTED,
    "requests.read_entries": _LISTED,
    "requests.read_residents": _LISTED,
    "referrals.read_worklist": _LISTED,
    "requests.read_messages": marked("Read messages"),
    "referrals.read": marked("Read a request"),
    "referrals.add": marked("Referred you to a pharmacy"),
    "people.read": marked("Read the record"),
    "people.change": marked("Changed the record"),
    "people.grant_proxy": marked("Let somebody act for you"),
    "people.review_proxy": marked("Looked with you at who acts for you"),
    "people.suspend_proxy": marked("Stopped somebody from acting for you"),
    "people.read_proxies": marked("Looked at who acts for you"),
    "people.change_details": marked("Changed your name or how we reach you"),
    "people.check_contact": marked("Checked your number or email with you"),
    "access.emergency": marked("Opened your record in an emergency"),
    "requests.conceal": marked("Hid something from everybody who acts for you"),
    "requests.reveal": marked("Showed something again to those who act for you"),
    "people.end_proxy": marked("Ended that somebody acts for you"),
    "appointments.book": marked("Booked an appointment"),
    "appointments.cancel": marked("Cancelled an appointment"),
    "requests.take": marked("Took a request to answer it"),
    "requests.reply": marked("Wrote to you"),
    "requests.begin_call": marked("Phoned you"),
    "requests.call": marked("Tried to call you"),
    "requests.resolve": marked("Answered and closed a request"),
    "requests.enter": marked("Wrote down a request for you"),
}
"""What was done, as the person reads it; whatever is not named here is work on a request."""
ROLE_WORDS = {
    "receptionist": marked("Receptionist"),
    "clinician": marked("Clinician"),
    "practice_manager": marked("Practice manager"),
    "pharmacist": marked("Pharmacist"),
    "privacy_officer": marked("Privacy officer"),
    "care_home": marked("Care home staff"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list."""

    href: str
    title: str
    state: str
    sent: str
    reference: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """An appointment that is ahead."""

    when: str
    whose: str
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody for whom the reader acts."""

    person: UUID
    name: str
    may: str
    until: str
    can_ask: bool
    sees: bool
    open: tuple[Line, ...]
    past: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who acts for the reader."""

    id: UUID
    name: str
    kind: str
    may: str
    until: str
    suspended: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """The whole page."""

    page: PatientPage
    name: str
    open: tuple[Line, ...]
    past: tuple[Line, ...]
    ahead: tuple[Ahead, ...]
    wards: tuple[Acting, ...]
    helpers: tuple[Helper, ...]
    person: UUID
    done: str


DONE = {"ended": marked("They can no longer act for you."), "stopped": marked("You no longer act for them.")}


def mine(
    own: PersonRow, rows: Iterable[MineRow], wards: tuple[Ward, ...], helpers: tuple[ProxyRow, ...], now: datetime, done: str
) -> Mine:  # fmt: skip
    """Everything on the first page of somebody who signed in."""
    rows = tuple(rows)
    names = {own.id: _("You")} | {one.person: one.given_name for one in wards}
    practice = directory.practice_by_id(own.organisation)
    return Mine(
        page=page(_("Your requests"), practice, now),
        name=f"{own.given_name} {own.family_name}".strip(),
        open=_lines(rows, own.id, now, past=False),
        past=_lines(rows, own.id, now, past=True),
        ahead=tuple(
            Ahead(
                when(one.starts_at, now),
                names[one.person],
                _where(one),
                f"/mine/request/{one.id}/booked",
            )
            for one in sorted((each for each in rows if each.starts_at), key=lambda each: each.starts_at or now)
            if one.starts_at and one.person in names
        ),
        wards=tuple(
            Acting(
                one.person,
                f"{one.given_name} {one.family_name}".strip(),
                _may(one.scope),
                date_text(one.live_until) if one.live_until else "",
                "ask" in one.scope,
                "see" in one.scope,
                _lines(rows, one.person, now, past=False),
                _lines(rows, one.person, now, past=True),
            )
            for one in wards
        ),
        helpers=tuple(
            Helper(
                one.id, one.proxy_name, _(KINDS[one.kind]), _may(one.scope), date_text(one.live_until) if one.live_until else "",
                one.suspended_at is not None or (one.live_until is not None and one.live_until <= now),
            )
            for one in helpers
            if one.ended_at is None
        ),
        person=own.id,
        done=_(DONE[done]) if done in DONE else "",
    )  # fmt: skip


def _lines(rows: tuple[MineRow, ...], person: UUID, now: datetime, *, past: bool) -> tuple[Line, ...]:
    return tuple(
        Line(
            f"/mine/request/{one.id}/decision",
            one.problem_name,
            _(STATES[one.state]),
            when(one.sent_at, now),
            spaced(one.reference),
            one.hidden,
        )
        for one in rows
        if one.person == person and (one.state == "closed") == past
    )


def _where(one: MineRow) -> str:
    how = {"phone": _("by phone"), "video": _("by video")}.get(one.mode or "", one.place or "")
    return f"{one.professional_name}, {how}"


def _may(scope: tuple[str, ...]) -> str:
    return ", ".join(_(MAY[one]) for one in MAY if one in scope)


@dataclass(frozen=True, slots=True)
class Signing:
    """A page of the sign-in: one form."""

    page: PatientPage
    form: Bound
    practice: str


def signing_in(form: Bound, practice: Practice | None, now: datetime) -> Signing:
    """Who are you?"""
    return Signing(
        page(_("Sign in"), practice, now, has_errors=not form.ok),
        form,
        practice.ods_code if practice else "",
    )


def code(form: Bound, now: datetime) -> Signing:
    """The code is asked; the page says the same whether or not somebody was found."""
    return Signing(
        page(_("Enter your code"), None, now, back="/mine/sign-in", has_errors=not form.ok), form, ""
    )


class Look(NamedTuple):
    """Somebody looked: when, who, and what they did."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Who looked at a record."""

    page: PatientPage
    looks: tuple[Look, ...]
    whole_year: bool


def looked(own: PersonRow, found: tuple[Looked, ...], now: datetime, *, whole_year: bool) -> Looks:
    """Who looked at the reader's own record."""
    practice = directory.practice_by_id(own.organisation)
    return Looks(
        page(_("Who looked at your record"), practice, now, back="/mine/"),
        tuple(Look(when(one.at, now), _who(one), _did(one)) for one in found),
        whole_year,
    )  # fmt: skip


def _did(one: Looked) -> str:
    done = _(DID.get(one.verb, marked("Worked on a request")))
    return f"{done}: {one.why}" if one.why else done


def _who(one: Looked) -> str:
    if one.basis == "person":
        return _("Somebody who acts for you")
    if one.basis == "system" or one.organisation is None:
        return _("The program itself")
    role = next(
        (_(ROLE_WORDS[role]) for role in one.roles if role in ROLE_WORDS and role in ROLES), _("Staff")
    )
    try:
        place = directory.practice_by_id(one.organisation).name
    except Refused:
        place = ""
    return f"{role}, {place}" if place else role
