"""Take time out of sessions: first who would be moved and whereto, then all of it in one step.

Each page makes a `Step`: which gaps, and what is done once everybody in them has a new time. `_taken` shows it and does it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.wording import day_text, wall, weekday_text
from weald.services.appointments import kept
from weald.services.appointments.actions import NewSession
from weald.services.appointments.actions.alone import VERB, on_behalf
from weald.services.appointments.categories import STAFF
from weald.services.appointments.clashes import Busy, around, said, staying
from weald.services.appointments.closed import closed_days
from weald.services.appointments.forms import EVERYBODY
from weald.services.appointments.gaps import Gap, gaps_between
from weald.services.appointments.models import AWAY
from weald.services.appointments.presenters import sessions as words
from weald.services.appointments.recurring import moment
from weald.services.directory import kept as directory
from weald.services.directory.actions import staff
from weald.services.directory.hours import last_closing
from weald.services.directory.queries import practice_by_id
from weald.services.directory.views.settings import not_there, page, saved
from weald.services.directory.words import service_name
from weald.services.messages.closing import Because
from weald.services.requests.actions import rota as actions
from weald.services.requests.forms import rota as forms
from weald.services.requests.presenters.staff import rota as presenter
from weald.services.requests.queries import rota as queries

FAR = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Step:
    """Gaps, which of those who are in them must move, whether the others are told the new place, what is done with them, and how
    its page says so; without `does` the page is only its form. `because` are the texts prepared for those who are moved."""

    title: str
    gaps: list[Gap] = field(default_factory=list)
    does: Callable[[actions.Moves, str, datetime], object] | None = None
    moves: Callable[[queries.Affected], bool] = lambda one: True
    tells: bool = False
    button: str = ""
    done: tuple[str, str] = ("staff_sessions", "cut")
    hidden: tuple[tuple[str, str], ...] = ()
    clashes: tuple[str, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)
    form: Bound | None = None
    because: Because | None = None


@require_http_methods(["GET", "POST"])
@staff_required
def cut(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """`at` says when the session ends instead, as a time of its day: its start cancels all of it."""
    sent = _sent(request)
    with acting(who):
        authorise(who, VERB)
        session = kept.session(id)
    if session is None:
        return not_there(request, who)
    now, starts = timezone.now(), wall(session.starts_at).time()
    form = forms.CUT.bind(sent) if "at" in sent else forms.CUT.empty({"at": starts})
    at = words.at(session, form.values["at"] if form.ok else starts)
    if why := presenter.cannot_cut(session, at, now):
        form = form.refuse("at", why)
    back = {"back": ("The session", url("staff_session", id))}
    if not form.ok:
        shown = back | {"asks": "cut", "place": url("staff_session_cut", id)}
        return _taken(request, who, Step("Cut or cancel the session", shown=shown, form=form), now)
    gaps = [Gap(id, max(at, now), session.ends_at)]
    step = Step(
        title=presenter.cut_title(session, at), gaps=gaps,
        does=lambda moves, key, now: actions.clear(gaps=gaps, moves=moves, key=key, now=now),
        button="cancel the session" if at <= session.starts_at else "cut the session", hidden=(("at", f"{wall(at):%H:%M}"),),
        shown=back,
    )  # fmt: skip
    return _taken(request, who, step, now)


@require_http_methods(["GET", "POST"])
@staff_required
def building(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Hold a session in a room of another building: whoever is booked in it is told the new place, and has another time where
    they cannot get into it."""
    sent = _sent(request)
    with acting(who):
        authorise(who, VERB)
        session = kept.session(id)
        room = next((one for one in directory.rooms() if str(one.id) == sent.get("room", "")), None)
        if room is None or who.party is None:
            raise Http404
        if session is None:
            return not_there(request, who)
        place = directory.place_of(room, practice_by_id(who.party).name)
    step = Step(
        title=f"Hold the session of {session.professional_name} in {room.name}, {room.building}",
        gaps=[Gap(id, session.starts_at, session.ends_at)],
        does=lambda moves, key, at: actions.change_building(
            session=id, room=room.id, premises=room.premises, place=place, moves=moves, key=key, now=at),
        moves=lambda one: one.needs_step_free and not room.step_free, tells=True,
        button="change the building", done=("staff_sessions", "saved"), hidden=(("room", str(room.id)),),
        shown={
            "back": ("The session", url("staff_session", id)), "changes": (presenter.place_words(session, place),),
            "nobody": "Nobody has to be moved.", "lead": presenter.building_words(room.building, room.step_free),
        },
    )  # fmt: skip
    return _taken(request, who, step)


@require_http_methods(["GET", "POST"])
@staff_required
def away(request: HttpRequest, who: Actor) -> HttpResponse:
    """Leave or protected time: what is published in it goes, once everybody who is booked in it has another time."""
    now, sent = timezone.now(), _sent(request)
    with acting(who):
        authorise(who, VERB)
        carers = {str(id): (id, name, service) for id, name, service in reversed(directory.professionals())}
        form = (
            forms.away(list(carers)).bind(sent) if "kind" in sent else forms.away([]).empty({"kind": "leave"})
        )
        shown: dict[str, Any] = {
            "back": ("The week", url("staff_sessions")), "asks": "away",
            "professionals": presenter.carer_choices(carers.values()), "kinds": presenter.AWAY_CHOICES,
        }  # fmt: skip
        new: list[NewSession] = []
        gaps: list[Gap] = []
        clashes: tuple[str, ...] = ()
        since, until, those = now, now, []
        if "kind" in sent and form.ok:
            since, until = forms.from_to(form)
            form = forms.never(form, since, until, now)
        if "kind" in sent and form.ok:
            since, kind, chosen = max(since, now), form.values["kind"], form.values["professional"]
            asked = list(carers.values()) if chosen == EVERYBODY else [carers[chosen]]
            stays = staying([id for id, _, _ in asked], kind, since, until)
            clashes = tuple(
                presenter.stays(said(one, one.professional), one.kind == "leave") for one in stays
            )
            those = [one for one in asked if any(around(since, until, _of(one[0], stays)))]
            if not those:
                form = form.refuse(
                    "professional", presenter.no_time_left([said(one, one.professional) for one in stays])
                )
            new = [_away(who, form, one, since, until) for one in those]
            besides = ("leave",) if kind == "protected" else ()
            gaps = [
                gap
                for id, _, _ in those
                for gap in gaps_between(since, until, professional=id, besides=besides)
            ]
    if not those:
        return _taken(request, who, Step("Leave and protected time", shown=shown, form=form), now)
    step = Step(
        title=f"{words.KINDS[form.values['kind']]} of {'everybody' if chosen == EVERYBODY else those[0][1]}", gaps=gaps,
        does=lambda moves, key, at: actions.add_away(away=new, gaps=gaps, moves=moves, key=key, now=at),
        button="add it", done=("staff_sessions", "away"), hidden=_again(form), clashes=clashes,
        shown=shown | {"lead": f"Away {words.from_to(since, until, now)}."}, form=form,
    )  # fmt: skip
    return _taken(request, who, step, now)


@require_http_methods(["GET", "POST"])
@staff_required
def close_early(request: HttpRequest, who: Actor) -> HttpResponse:
    """Close early on one day, or all of it: all sessions end there, once everybody who is booked later has another time."""
    now, sent = timezone.now(), _sent(request)
    form = forms.CLOSE.bind(sent) if "reason" in sent else forms.CLOSE.empty({"day": wall(now).date()})
    shown: dict[str, Any] = {
        "back": ("The week", url("staff_sessions")), "asks": "close", "causes": presenter.cause_choices(),
    }  # fmt: skip
    at = until = now
    if "reason" in sent and form.ok:
        at = max(moment(form.values["day"], form.values["at"] or time.min), now)
        until = moment(form.values["day"] + timedelta(days=1), time.min)
        if at >= until:
            form = form.refuse("day", "That day is over. Choose today or a day to come")
    with acting(who):
        authorise(who, VERB)
        assert who.party is not None
        gaps = gaps_between(at, until, besides=AWAY, to_end=True) if at < until else []
        owed = queries.owed_between(at, until) if at < until else 0
        place = practice_by_id(who.party)
        closed_already = at < until and form.values["day"] in place.hours.holidays
    agreed = "key" in request.POST and form.ok
    if closed_already and gaps:
        return HttpResponseRedirect(f"{url('staff_closed')}?day={form.values['day']}", status=303)
    if closed_already and agreed and form.values["at"] is None:
        return saved("staff_opening_times", "closed")  # pressed twice: the day is closed, as it was agreed
    if closed_already:
        form = form.refuse("day", "You are closed on that day already, and nothing is published on it")
    elif at < until and form.values["at"] and not gaps:
        ends = last_closing(place.hours, form.values["day"])
        if ends == at and agreed:
            return saved("staff_sessions", "closed_early")
        if ends is None or ends <= at:
            form = form.refuse("at", presenter.closes_anyway(ends))
    if "reason" not in sent or not form.ok:
        return _taken(request, who, Step("Close early or all day", shown=shown, form=form), now)
    reason, day, whole = form.values["reason"], form.values["day"], form.values["at"] is None
    because = presenter.prepared(form.values["cause"], place, day, None if whole else at)
    if whole:
        step = Step(
            title=f"Close all of {day_text(at, now)}", gaps=gaps,
            does=lambda moves, key, at_: actions.close_day(
                day=day, gaps=gaps, moves=moves, reason=reason, key=key, now=at_, because=forms.because(sent)),
            button="close that day", done=("staff_opening_times", "closed"), hidden=_again(form),
            shown=shown | {"lead": presenter.closed_day_words(place, at, owed, now)}, form=form, because=because,
        )  # fmt: skip
    else:
        step = Step(
            title=f"Close early {day_text(at, now)}", gaps=gaps,
            does=lambda moves, key, at_: actions.close_early(
                at=at, gaps=gaps, moves=moves, reason=reason, key=key, now=at_, because=forms.because(sent)),
            button="close early", done=("staff_sessions", "closed_early"), hidden=_again(form),
            shown=shown | {"lead": presenter.closing_words(place, at, owed, now)}, form=form, because=because,
        )  # fmt: skip
    return _taken(request, who, step, now)


@require_http_methods(["GET", "POST"])
@staff_required
def closed(request: HttpRequest, who: Actor) -> HttpResponse:
    """What is published on a `day` that is closed already is taken back, once everybody who is booked then has another time."""
    now, sent = timezone.now(), _sent(request)
    with acting(who):
        authorise(who, VERB)
        assert who.party is not None
        day = words.day_of_text(sent.get("day", ""))
        at = closed_days(practice_by_id(who.party).hours).get(day) if day else None
        gaps = _to_midnight(day, at, now) if day and at is not None else []
    if day is None or not gaps:
        return HttpResponseRedirect(url("staff_sessions"), status=303)
    step = Step(
        title=f"Published while you are closed: {weekday_text(day)}", gaps=gaps,
        does=lambda moves, key, at: actions.clear(gaps=gaps, moves=moves, key=key, now=at),
        button="take back what is published then", done=("staff_sessions", "taken_back"), hidden=(("day", day.isoformat()),),
        shown={"back": ("The week", f"{url('staff_sessions')}?week={day}"), "lead": presenter.STILL_BOOKED},
    )  # fmt: skip
    return _taken(request, who, step, now)


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def leaving(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Somebody gives care here no longer: one kind (`service`), or, without it, all their work here ends."""
    now, sent = timezone.now(), _sent(request)
    with acting(who):
        authorise(who, staff.VERB)
        carer = directory.carer(id)
        if carer is None:
            raise Http404
        service = sent.get("service", "") if sent.get("service", "") in carer.services else ""
        gaps = gaps_between(now, now + FAR, professional=carer.professional, service=service)
    care = service_name(service)
    step = Step(
        title=f"{carer.name}: end {care if service else 'their work here'}", gaps=gaps,
        does=lambda moves, key, at: actions.end_care(identity=id, service=service, gaps=gaps, moves=moves, key=key, now=at),
        button="end this care" if service else "end their work here", done=("staff_team", "care_ended" if service else "gone"),
        hidden=(("service", service),),
        shown={"back": ("Their roles", url("staff_member", id)), "lead": presenter.leaving_words(carer.name, care)},
    )  # fmt: skip
    return _taken(request, who, step, now)


def _to_midnight(day: date, at: time, now: datetime) -> list[Gap]:
    """What is published on a day from a time, or from now, on: what goes on past midnight is taken out to its end."""
    since, until = max(moment(day, at), now), moment(day + timedelta(days=1), time.min)
    return gaps_between(since, until, besides=AWAY, to_end=True) if since < until else []


def _taken(request: HttpRequest, who: Actor, step: Step, now: datetime | None = None) -> HttpResponse:
    """Do the step that was sent with its key, or show who would be moved by it. What is filled in first is sent by POST too:
    a note about somebody stays out of addresses."""
    now, refused, behalf = now or timezone.now(), "", None
    if step.does is None:
        return _page(request, who, step, [], [], {}, now, refused)
    behalf = on_behalf(who)
    if "key" in request.POST:
        try:
            with acting(behalf):
                moves = {
                    one.request: _chosen(request, one.request)
                    for one in filter(step.moves, queries.affected(step.gaps, now))
                }
                step.does(moves, clean_line(request.POST.get("key", "")[:64]), now)
            return saved(*step.done)
        except Forbidden:
            raise
        except Refused as refusal:
            refused = str(refusal)
    with acting(behalf):
        people = queries.affected(step.gaps, now)
        found = queries.proposals(list(filter(step.moves, people)), step.gaps, now)
    told = [one for one in people if step.tells and not step.moves(one)]
    with acting(who):
        names = queries.names([one.request for one in (*(one.person for one in found), *told)])
        record("practice.preview_cut", list(names))
    return _page(request, who, step, found, told, names, now, refused)


def _page(
    request: HttpRequest, who: Actor, step: Step, found: list[queries.Proposal], told: list[queries.Affected],
    names: Mapping[UUID, str], now: datetime, refused: str,
) -> HttpResponse:  # fmt: skip
    with acting(who):
        rows = [row for gap in step.gaps if (row := kept.session(gap.session))]
    typed = {name: str(value) for name, value in request.POST.items()} if request.method == "POST" else {}
    context = {
        "people": presenter.people(found, names, typed, now), "key": uuid4().hex, "hidden": step.hidden, "asks": "", "lead": "",
        "place_told": [presenter.label(one, names, now) for one in told],
        "nobody": "Nobody is booked in this time. Its free places are withdrawn.",
        "changes": presenter.changes(rows, step.gaps, now), "button": presenter.button(step.button, len(found)),
        "ready": step.does is not None, "told": presenter.told_words(found), "enough": presenter.enough(found),
        "clashes": step.clashes, "form": step.form,
        "texts": presenter.texts(step.because, found, typed) if step.because else (),
        **step.shown,
    }  # fmt: skip
    errors = step.form.errors if step.form else ()
    return page(request, who, "requests/staff/rota.jinja", step.title, context, errors, refused)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _again(form: Bound) -> tuple[tuple[str, str], ...]:
    """What was filled in, to be sent again with the chosen times."""
    boxes = []
    for name, typed in form.typed.items():
        if typed.parts:
            boxes += [
                (f"{name}-{part}", value)
                for part, value in zip(("day", "month", "year"), typed.parts, strict=True)
            ]
        else:
            boxes.append((name, typed.text))
    return tuple(boxes)


def _away(
    who: Actor, form: Bound, carer: tuple[UUID, str, str], since: datetime, until: datetime
) -> NewSession:
    assert who.party is not None
    practice = practice_by_id(who.party)
    id, name, service = carer
    return NewSession(
        organisation=practice.id, professional=id, professional_name=name, service=service, premises=None,
        place=practice.name, kind=form.values["kind"], mode="face_to_face", category=STAFF, setting="general_practice",
        starts_at=since, ends_at=until, slot_minutes=0, note=form.values["note"],
    )  # fmt: skip


def _of(professional: UUID, those: list[Busy]) -> list[Busy]:
    return [one for one in those if one.professional == professional]


def _chosen(request: HttpRequest, asked: UUID) -> UUID | None:
    sent = request.POST.get(f"slot-{asked}", "")
    if sent == presenter.BACK:
        return None
    slot = read_uuid(sent)
    if slot is None:
        raise Refused("Choose a new time for each person. Somebody may have booked since you looked.")
    return slot
