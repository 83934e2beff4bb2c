"""`GET /api/slots`: the free times of one organisation, service and day, for partners' screens and for our own.

Nothing in it is personal: it lists what people may book themselves. Slots are read live at every call.
"""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weald.foundation.answers import answer, fault
from weald.foundation.ui.wording import midnight
from weald.services.appointments import queries
from weald.services.directory import queries as directory
from weald.services.library import policies


def slots(request: HttpRequest) -> HttpResponse:
    """Free slots as JSON, earliest first; 400 or 404 with a sentence where the question cannot be answered."""
    asked = request.GET
    try:
        day = date.fromisoformat(asked.get("on", ""))
        since = midnight(day)
        until = midnight(day + timedelta(days=1))
    except (ValueError, OverflowError):
        return fault(400, "Give the day as on=YYYY-MM-DD, for example on=2026-11-23.", "on")
    service = asked.get("service", "")
    if not service:
        return fault(400, "Give the service, for example service=gp.", "service")
    practice = directory.practice(asked.get("organisation", ""))
    if practice is None:
        return fault(404, "No organisation has this ODS code. Check the code.", "organisation")
    policy = policies.matching()
    found = queries.free_slots(
        [practice.id], [service], max(since, timezone.now()), until, besides=policy.by_invitation
    )
    skill, skills = policy.skills.get(service), directory.skills_of([practice.id])
    return answer(
        {
            "organisation": practice.ods_code,
            "service": service,
            "on": day,
            "slots": [
                {
                    "slot": slot.slot,
                    "starts_at": slot.starts_at,
                    "ends_at": slot.ends_at,
                    "with": slot.professional_name,
                    "place": slot.place,
                    "mode": slot.mode,
                    "room": slot.room,
                }
                for slot in found
                if slot.kind in policy.self_booked
                and (not skill or skill in skills.get(slot.professional, ()))
            ],
        }
    )
