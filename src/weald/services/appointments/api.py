"""`GET /api/slots`: the free times of one organisation, service and day, for partners' screens and for our own.

Nothing in it is personal: it lists what people may book themselves. Slots are read live at every call.
"""

from datetime import date, timedelta

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weald.foundation.ui.wording import midnight
from weald.services.appointments import queries
from weald.services.directory import queries as directory
from weald.services.library import policies


def _json(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


def _error(status: int, field: str, message: str) -> HttpResponse:
    return _json({"error": {"field": field, "message": message}}, status)


def slots(request: HttpRequest) -> HttpResponse:
    """Free slots as JSON, earliest first; 400 or 404 with a sentence where the question cannot be answered."""
    asked = request.GET
    try:
        day = date.fromisoformat(asked.get("on", ""))
        since = midnight(day)
        until = midnight(day + timedelta(days=1))
    except (ValueError, OverflowError):
        return _error(400, "on", "Give the day as on=YYYY-MM-DD, for example on=2026-11-23.")
    service = asked.get("service", "")
    if not service:
        return _error(400, "service", "Give the service, for example service=gp.")
    practice = directory.practice(asked.get("organisation", ""))
    if practice is None:
        return _error(404, "organisation", "No organisation has this ODS code. Check the code.")
    policy = policies.matching()
    found = queries.free_slots(
        [practice.id], [service], max(since, timezone.now()), until, besides=policy.by_invitation
    )
    skill, skills = policy.skills.get(service), directory.skills_of([practice.id])
    return _json(
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
