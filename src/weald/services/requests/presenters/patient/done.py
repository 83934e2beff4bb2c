"""What was just done, said at the top of the page that comes after it; never what is no longer so."""

from weald.foundation.ui.language import _
from weald.services.appointments.queries import AppointmentRow
from weald.services.requests.queries.requests import OwnRequest
from weald.services.requests.queries.waiting import OwnPlace

CANCELLED, NO_TIME, PHARMACY, LEFT, DECLINED = "cancelled", "no-time", "pharmacy", "left", "declined"
MOVED = "moved"
"""Said by the confirmation of an appointment, which is the page after it."""


def done(name: str, row: OwnRequest, ahead: AppointmentRow | None, place: OwnPlace | None) -> str:
    """One sentence about the press that led here, by its name in the address; empty where the request says otherwise."""
    waits = place is not None and place.since is not None
    said = {
        CANCELLED: (ahead is None, _("Your appointment is cancelled. Your request is still open.")),
        NO_TIME: (row.wants == "another_time", _("We have told your practice that no time suits you.")),
        PHARMACY: (row.wants == "pharmacy", _("We have told your practice which pharmacy you would like.")),
        LEFT: (not waits, _("You have left the waiting list.")),
        DECLINED: (waits, _("You said no to that time. You keep your place on the waiting list.")),
    }
    still, sentence = said.get(name, (False, ""))
    return sentence if still and row.state != "closed" else ""
