"""What to do this minute."""

from dataclasses import dataclass, replace
from typing import Any

from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import PatientPage
from weald.services.directory.hours import is_open
from weald.services.library import content
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.page import page, read_from
from weald.services.requests.presenters.patient.parts import Reason, come_by, reason, spaced
from weald.services.requests.queries.requests import OwnRequest


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
    come_by: str
    can_return: bool
    """A private link asks for the date of birth: whoever was stopped before giving it has no link."""


def _until_help(row: OwnRequest) -> tuple[str, ...]:
    """What to look out for until help is there. The safety net of a pathway is for whoever stays at home: beside "Call 999 now"
    it would say to call if it gets worse, and to ask again in 3 days. On the way to a hospital its signs for 999 still count."""
    content_now, net = content.current(), row.decision.safety_net
    pathway = content_now.problems.get(row.problem)
    at_home = pathway.safety_net if pathway else ()
    own = tuple(text for text in net if text not in at_home)
    match row.decision.service:
        case "mental_health_crisis":
            return net
        case "emergency_department" | "maternity_unit":
            return tuple(text for text in net if text in own or text.startswith("Call 999"))
    return tuple(dict.fromkeys((*own, *content_now.danger.safety_net)))


def emergency(held: Held, form: Any) -> Emergency:
    """What to do this minute; the form to leave a name and a number comes after it."""
    row, practice = held.request, held.practice
    service = row.decision.service
    heading, do, call = {
        "emergency_department": (_("Go to A&E now"), _("Do not wait. Go now"), ""),
        "maternity_unit": (_("Call your maternity unit now"), _("Do not wait. Call, and go in"), ""),
        "mental_health_crisis": (_("Get urgent help now"), _("Do not wait. Call 111, option 2"), "111"),
    }.get(service, ("Call 999 now", _("Do not wait. Call 999"), "999"))
    reads = "now" if is_open(practice.hours, held.now) else read_from(practice, held.now)
    return Emergency(
        # Nothing may stand above 999, not even when we are closed: who reads it, and when, is said further down.
        page=replace(page(heading, practice, held.now, has_errors=not form.ok), opening="", turn_to=""),
        heading=heading,
        do=do,
        text=row.decision.text,
        call=call,
        reasons=tuple(reason(each) for each in row.decision.because),
        advice=row.decision.advice,
        safety_net=_until_help(row),
        told=_("%(practice)s has been told and can read this %(when)s. Do not wait for them.")
        % {"practice": practice.name, "when": reads},
        reference=spaced(row.reference),
        known=row.given_name,
        asks=not row.phone,
        action=f"{held.base}emergency",
        again=f"/p/{practice.ods_code}/",
        form=form,
        link=held.link,
        come_by=come_by(row),
        can_return=row.birth_date is not None,
    )
