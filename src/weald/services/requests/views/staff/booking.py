"""Any free time of the practice, its hub and those with an agreement, day by day: whatever the booking gives this request."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import day_text, midnight, wall
from weald.services.appointments.queries import free_slots
from weald.services.directory import queries as directory
from weald.services.people.needs import is_double
from weald.services.requests.presenters.staff import booking as presenter
from weald.services.requests.presenters.staff import request as request_presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.presenters.staff.words import SERVICES
from weald.services.requests.queries.care import story
from weald.services.requests.queries.colleagues import colleagues
from weald.services.requests.queries.contacts import contact
from weald.services.requests.queries.offers import asked


@require_GET
@staff_required
def times(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What is free on one day, for one request."""
    now = timezone.now()
    day = chosen_day(request.GET.get("day", ""), now)
    with acting(who):
        authorise(who, "requests.book")
        found = story(id)
        if found is None:
            raise Http404
        sheet = request_presenter.sheet(found, colleagues(now), who, now)
        needs, wants = contact(id).needs, asked(id)
        record("requests.read", [id])
    own = found.request.organisation
    may_have = set(wants.may_have(None, now))
    names = {
        place: directory.practice_by_id(place).name for place in {one for one, _ in may_have} if place != own
    }
    slots = [
        slot
        for slot in free_slots(
            [own, *names], SERVICES, max(now, midnight(day)), midnight(day + timedelta(days=1)), limit=600, now=now,
            urgent=wants.urgent, double=is_double(needs), step_free="step_free" in needs,
        )
        if not may_have.isdisjoint({(slot.organisation, ""), (slot.organisation, slot.service)})
    ]  # fmt: skip
    here = url("staff_request_times", id)
    context = {
        "page": staff_page(who, f"Free times: {sheet.title}", tab=found.request.kind, keys=presenter.KEYS),
        "one": sheet, "groups": presenter.free(slots, names, own, found.request.service), "days": presenter.days(here, day, now),
        "meets": presenter.meets(needs), "day": day_text(day, now), "key": uuid4().hex, "request_page": url("staff_request", id),
        "iso": day.isoformat(), "verb": "move" if "move" in sheet.can else "book" if "book" in sheet.can else "",
    }  # fmt: skip
    return render(request, "requests/staff/times.jinja", context)


def chosen_day(text: str, now: datetime) -> date:
    """The day that was asked for, if it lies in the time that can be booked; else today."""
    today = wall(now).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if today <= day < today + timedelta(days=presenter.DAYS) else today
