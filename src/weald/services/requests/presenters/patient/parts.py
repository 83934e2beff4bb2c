"""What several pages of a request say alike: its reasons, its reference, and where to go from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import Link
from weald.services.appointments.queries import AppointmentRow
from weald.services.requests.queries.requests import OwnRequest


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with the guidance behind it."""

    text: str
    sources: tuple[tuple[str, str], ...]


CAREFUL = marked("We could not rule this out from what you told us, so we are being careful.")


def reason(because: Any) -> Reason:
    """A reason as it was decided. Where nothing in it was answered with yes, and something with "not sure", it says so: nobody
    who is not sure whether they cough up blood reads that they do."""
    sources, answers = because.get("sources") or (), (because.get("findings") or {}).values()
    # The cautious twin of a rule says it in its own words.
    careful = "unsure" in answers and "yes" not in answers and not because.get("rule", "").endswith("?")
    text = f"{because['text']} {_(CAREFUL)}" if careful else because["text"]
    return Reason(text, tuple((one["title"], one["url"]) for one in sources))


def safety_net(row: OwnRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """When to call 999, which stands apart, and when to come back."""
    net = row.decision.safety_net
    calls_999 = tuple(text for text in net if text.startswith("Call 999"))
    come_back = tuple(text for text in net if text not in calls_999)
    return calls_999, come_back


def now_lines(row: OwnRequest) -> tuple[str, ...]:
    """What of the safety net cannot wait: when to call 999, and what leads to an emergency department at once."""
    return tuple(
        text
        for text in row.decision.safety_net
        if text.startswith("Call 999") or "emergency department" in text or "A&E" in text
    )


def come_by(row: OwnRequest) -> str:
    """How to come back, where this device does not know the private link. Whoever was invited sent nothing: they had a message."""
    if row.invitation is not None:
        return _(
            "You can come back with the link in our message. If you do not have it, use your reference and the date of birth:"
        )
    return _(
        "You can come back with your private link. If you do not have it, use your reference and the date of birth:"
    )


def spaced(reference: str) -> str:
    """A reference in two halves, as it is read out."""
    return f"{reference[:4]} {reference[4:]}"


def links(base: str, row: OwnRequest, ahead: AppointmentRow | None, now: datetime) -> tuple[Link, ...]:
    """Where to go from a request; an appointment whose time has come is not changed any more."""
    if row.state == "closed" or (ahead and ahead.begun(now)):
        return ()
    if ahead:
        return (
            Link(_("Add it to your calendar"), f"{base}appointment.ics"),
            Link(_("Change the time"), f"{base}move"),
            Link(_("Cancel the appointment"), f"{base}cancel"),
        )
    return (Link(_("I no longer need this"), f"{base}close"),)
