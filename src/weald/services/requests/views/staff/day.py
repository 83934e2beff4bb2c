"""The day list, and a place on a time that is full."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import day_text, wall
from weald.services.appointments import day as appointments
from weald.services.appointments.queries import AppointmentRow
from weald.services.appointments.recurring import moment
from weald.services.people.needs import is_double
from weald.services.requests.actions import overbooking
from weald.services.requests.forms.staff import OVERBOOK
from weald.services.requests.presenters.staff import booking as days
from weald.services.requests.presenters.staff import day as presenter
from weald.services.requests.presenters.staff import request as request_presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.care import Story, story
from weald.services.requests.queries.colleagues import colleagues
from weald.services.requests.queries.day import coming
from weald.services.requests.views.staff.booking import chosen_day
from weald.services.requests.views.staff.listed import Listed, again
from weald.services.requests.views.staff.verbs import said


@require_GET
@staff_required
def day(request: HttpRequest, who: Actor) -> HttpResponse:
    """Who comes on one day, list by list."""
    now = timezone.now()
    shown = chosen_day(request.GET.get("day", ""), now)
    with acting(who):
        listed = _read(who, shown, now)
        listed.recorded()
    context = {
        "page": staff_page(who, listed.title, tab="day", done=request.GET.get("done", "")),
        "days": days.days(url("staff_day"), shown, now),
        **listed.page(now),
    }
    return render(request, "requests/staff/day.jinja", context)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, chosen_day(request.GET.get("day", ""), now), now))


def _read(who: Actor, shown: date, now: datetime) -> Listed:
    authorise(who, "requests.book")
    found = appointments.appointments(*_bounds(shown))
    people = coming([row.request for row in found])
    today = shown == wall(now).date()
    lists, day = presenter.lists(found, people, now, today=today), day_text(shown, now)
    return Listed(
        template="requests/staff/day_list.jinja",
        shown={
            "lists": lists,
            "marked": presenter.marked(lists) if today else {},
            "day": day,
            "key": uuid4().hex,
            "back": f"{url('staff_day')}?day={shown.isoformat()}",
        },
        stamp=stamp("day", who, repr((lists, day))),
        address=f"{url('staff_day_rows')}?day={shown.isoformat()}",
        verb="appointments.read_day",
        about=tuple(people),
        title=f"Day list, {day}",
    )


@require_http_methods(["GET", "POST"])
@staff_required
def overbook(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """The full times of one day; with a reason, the request is given a place on one of them."""
    now, refused = timezone.now(), ""
    sent = request.POST if request.method == "POST" else request.GET
    shown = chosen_day(sent.get("day", ""), now)
    form = OVERBOOK.bind(request.POST) if request.method == "POST" else OVERBOOK.empty()
    try:
        with acting(who):
            authorise(who, "requests.book")
            found = story(id)
            if found is None:
                raise Http404
            if request.method == "POST" and form.ok:
                slot, key = (
                    read_uuid(form.values["slot"]),
                    clean_line(sent.get("key", "")[:64]) or uuid4().hex,
                )
                if slot is None:
                    raise Refused("Choose a time from the list.")
                overbooking.overbook(
                    request=id, slot=slot, why=form.values["why"], key=f"overbook:{key}", now=now
                )
                done = said(id, "moved" if _held(found) else "booked")
                return HttpResponseRedirect(f"{url('staff_request', id)}?done={done}", status=303)
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        found = story(id)
        if found is None:
            raise Http404
        sheet = request_presenter.sheet(found, colleagues(now), who, now)
        double = is_double(found.request.needs)
        held = _held(found)
        # The time that they have is full because of them: it would be given back before it is given again.
        full = [
            one
            for one in appointments.full(*_bounds(shown), now, double=double)
            if held is None or one.slot != held.slot
        ]
        record("requests.read", [id])
    errors = (*((FieldError("", refused, ""),) if refused else ()), *form.errors)
    page = staff_page(who, f"Full times: {sheet.title}", tab=found.request.kind, has_errors=bool(errors))
    context = {
        "page": page, "one": sheet, "full": presenter.full_choices(full), "form": form, "errors": errors, "key": uuid4().hex,
        "days": days.days(url("staff_overbook", id), shown, now), "day": day_text(shown, now), "iso": shown.isoformat(),
        "request_page": url("staff_request", id), "can": bool({"book", "move"} & set(sheet.can)),
        "double": double, "moves": presenter.gives_back(held, now) if held else "",
    }  # fmt: skip
    return render(
        request, "requests/staff/overbook.jinja", context, status=409 if refused else 422 if errors else 200
    )


def _held(found: Story) -> AppointmentRow | None:
    """The time that they have, and are moved from."""
    row = found.appointment
    return row if row is not None and row.state == "booked" else None


def _bounds(shown: date) -> tuple[datetime, datetime]:
    return moment(shown, time.min), moment(shown + timedelta(days=1), time.min)
