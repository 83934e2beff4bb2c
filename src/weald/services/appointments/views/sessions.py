"""Sessions: a week with its template, and one session."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound, Form
from weald.foundation.ui.wording import wall
from weald.services.appointments import categories, forms, kept, planning
from weald.services.appointments.actions import sessions as actions
from weald.services.appointments.actions import weekly
from weald.services.appointments.actions.alone import VERB, on_behalf
from weald.services.appointments.closed import closed_days, left_open
from weald.services.appointments.gone import gone
from weald.services.appointments.presenters import sessions as presenter
from weald.services.appointments.presenters.picture import picture
from weald.services.appointments.recurring import WEEK, moment_after, week_of
from weald.services.directory import kept as directory
from weald.services.directory.queries import practice_by_id
from weald.services.directory.views.settings import not_there, page, saved

DEFAULTS = {"capacity": 1, "travel_minutes": 0, "every_weeks": "1"}


@require_http_methods(["GET", "POST"])
@staff_required
def week(request: HttpRequest, who: Actor) -> HttpResponse:
    """What is published in a week, and the template: its lines are added and taken out here."""
    now, refused, said, does, form, touched = timezone.now(), "", "", "", None, None
    sent = request.POST if request.method == "POST" else request.GET
    monday = presenter.monday_of(sent.get("week", ""), wall(now).date())
    try:
        with acting(who):
            authorise(who, VERB)
            does = sent.get("does", "") if request.method == "POST" else ""
            if does == "add":
                carers, rooms = directory.professionals(), directory.rooms()
                form = _form(carers, rooms).bind(request.POST)
                if form.ok:
                    for line in _lines(who, form, carers, rooms):
                        weekly.add_weekly(line=line, now=now)
                    said, touched = "The line is in the template.", int(form.values["weekday"])
            elif does == "keep":
                weekly.keep_week(monday=monday, agreed=sent.get("seen", "")[:64])
                said = "This week is the template now."
            elif does == "remove" and (line_id := read_uuid(sent.get("line", ""))):
                touched = weekly.remove_weekly(line=line_id)
                said = "The line is taken out of the template."
    except Forbidden:
        raise
    except weekly.WrongLine as wrong:
        assert form is not None
        form = form.refuse(wrong.field, str(wrong))
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        carers, rooms = directory.professionals(), directory.rooms()
        rows = kept.week(monday)
        shown = presenter.week(rows, monday)
        template = presenter.template(kept.weekly(), rooms, touched)
        looks = "compare" in request.GET or (refused and does == "keep")
        change = presenter.swapped(planning.swap(monday), rooms) if looks else None
        assert who.party is not None
        closed = closed_days(practice_by_id(who.party).hours)
        by_room = bool(rooms) and sent.get("by", "") == "room"
        ahead = planning.plan(monday, 1, now) if monday + WEEK > wall(now).date() else []
        drawn = picture(rows, ahead, monday, now, closed, carers, rooms, by_room=by_room)
    with acting(on_behalf(who)):
        left = presenter.left_open(left_open(now)) + presenter.gone(gone(who.party, now))
    again = form is not None and (not form.ok or refused)
    context: dict[str, Any] = {
        "week": shown, "template": template, "said": said, "change": change, "left": left,
        "closed": presenter.closed_in(closed, monday), "choices": presenter.choices(carers, rooms),
        "picture": drawn, "far": presenter.too_far(sent.get("week", ""), wall(now).date()), "ways": presenter.ways(monday, by_room=by_room) if rooms else (),
        "form": form if again else _form(carers, rooms).empty(DEFAULTS),
    }  # fmt: skip
    return page(
        request, who, "appointments/week.jinja", "Sessions", context, form.errors if form else (), refused
    )


@require_http_methods(["GET", "POST"])
@staff_required
def session(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One session: extend it, or give it a room; cutting it is a page of its own, because people may be booked in it."""
    now, refused, chosen = timezone.now(), "", None
    moving = request.method == "POST" and request.POST.get("does") == "room"
    form = forms.UNTIL.bind(request.POST) if request.method == "POST" and not moving else None
    try:
        with acting(who):
            authorise(who, VERB)
            row = kept.session(id)
            if row is None:
                return not_there(request, who)
            rooms = directory.rooms()
            contacts = kept.contacts(row.professional, *presenter.day_of(row))
            if moving:
                chosen = _room(request.POST, rooms)
                _set_room(who, id, chosen)
                return saved("staff_session", "saved", id)
            if form is not None and form.ok:
                until = moment_after(row.starts_at, form.values["until"])
                actions.extend(session=id, until=until, now=now)
                return saved("staff_session", "saved", id)
    except Forbidden:
        raise
    except actions.StillBooked:
        assert chosen is not None
        return HttpResponseRedirect(f"{url('staff_session_building', id)}?room={chosen.id}", status=303)
    except Refused as refusal:
        refused = str(refusal)
    assert row is not None
    context = {
        "rows": presenter.session_rows(row, contacts), "form": form or forms.UNTIL.empty(), "week": presenter.week_href(row),
        "cut": url("staff_session_cut", id), "starts": f"{wall(row.starts_at):%H:%M}", "away": presenter.is_away(row.kind),
        "rooms": presenter.room_choices(rooms, row.room), "room": str(row.room or ""), "visits": row.kind == "home_visit",
        "over": row.ends_at <= now,
    }  # fmt: skip
    title = f"Session of {row.professional_name}"
    return page(
        request, who, "appointments/session.jinja", title, context, form.errors if form else (), refused
    )


def _form(carers: list[tuple[UUID, str, str]], rooms: list[directory.RoomRow]) -> Form:
    return forms.weekly(
        [f"{id}:{service}" for id, _, service in carers], [str(one.id) for one in rooms if one.in_use]
    )


def _room(sent: QueryDict, rooms: list[directory.RoomRow]) -> directory.RoomRow | None:
    """The room of ours that was chosen, or none."""
    form = forms.room([str(one.id) for one in rooms]).bind(sent)
    if not form.ok:
        raise Refused("Choose a room from the list.")
    return next((one for one in rooms if str(one.id) == form.values["room"]), None)


def _set_room(who: Actor, id: UUID, room: directory.RoomRow | None) -> None:
    """Hold the session in it; raises StillBooked where people would have to come to another building."""
    assert who.party is not None
    actions.set_room(
        session=id, room=room.id if room else None, premises=room.premises if room else None,
        place=directory.place_of(room, practice_by_id(who.party).name), now=timezone.now(),
    )  # fmt: skip


def _lines(
    who: Actor, form: Bound, carers: list[tuple[UUID, str, str]], rooms: list[directory.RoomRow]
) -> list[weekly.NewWeekly]:
    """The line that was filled in, for one professional or for everybody who gives care, each once."""
    chosen = form.values["professional"]
    if chosen == forms.EVERYBODY:
        once = {id: (id, name, service) for id, name, service in reversed(carers)}
        return [_line(who, form, carer, None) for carer in once.values()]
    carer = next(one for one in carers if f"{one[0]}:{one[2]}" == chosen)
    return [_line(who, form, carer, next((one for one in rooms if str(one.id) == form.values["room"]), None))]


def _line(
    who: Actor, form: Bound, carer: tuple[UUID, str, str], room: directory.RoomRow | None
) -> weekly.NewWeekly:
    """At the practice's own building, or in a room's; a home visit is at nobody's building."""
    values, kind = form.values, form.values["kind"]
    visit, away = kind == "home_visit", presenter.is_away(kind)
    assert who.party is not None
    practice = practice_by_id(who.party)
    id, name, service = carer
    return weekly.NewWeekly(
        professional=id, professional_name=name, service=service, kind=kind,
        place="Your home" if visit else directory.place_of(room, practice.name),
        mode="face_to_face" if away else values["mode"], category=categories.STAFF if away else values["category"],
        setting="home" if visit else "hub" if practice.kind == "hub" else "general_practice",
        weekday=int(values["weekday"]), starts=values["starts"], ends=values["ends"],
        slot_minutes=0 if away else values["slot_minutes"], capacity=1 if away else values["capacity"] or 1,
        premises=None if visit else room.premises if room else directory.premises(), room=room.id if room else None,
        travel_minutes=0 if away else values["travel_minutes"] or 0,
        contact_limit=None if away else values["contact_limit"], clinic="" if away else values["clinic"],
        note=values["note"], every_weeks=int(values["every_weeks"]),
        first_week=week_of(values["first_week"]) if values["first_week"] else None, last_day=values["last_day"],
    )  # fmt: skip
