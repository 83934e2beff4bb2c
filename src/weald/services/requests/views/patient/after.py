"""A request after it was sent: where it stands, book, move, cancel, close. By the device or by the private link."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from weald.foundation.refusal import Refused
from weald.foundation.ui import display
from weald.services.appointments import calendar
from weald.services.appointments import queries as appointments
from weald.services.messages import queries as messages
from weald.services.requests.actions import booking, conversation, own
from weald.services.requests.actions import pharmacy as asking_pharmacy
from weald.services.requests.forms import patient as forms
from weald.services.requests.presenters.patient import emergency as danger
from weald.services.requests.presenters.patient import standing as presenters
from weald.services.requests.presenters.patient import verbs
from weald.services.requests.presenters.patient.done import CANCELLED, MOVED, NO_TIME, PHARMACY, done
from weald.services.requests.presenters.patient.easy import easy
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.parts import spaced
from weald.services.requests.presenters.patient.times import whole_place
from weald.services.requests.queries import invited, requests
from weald.services.requests.queries import offers as offered
from weald.services.requests.queries.conversation import talk
from weald.services.requests.queries.measures.own import promised
from weald.services.requests.queries.pharmacies import could_help
from weald.services.requests.queries.waiting import own_place
from weald.services.requests.views.patient.holding import asked_day, held, render, see_other
from weald.services.requests.views.patient.pressed import books_at_once


def stands(request: HttpRequest, mine: Held, sentence: str = "") -> HttpResponse:
    """Where it stands, with the times to choose from where it may be booked."""
    row = mine.request
    if row.decision.level == "now" and row.state != "closed" and not sentence:
        return see_other(f"{mine.base}emergency")
    times, on = _times(request, mine)
    appointment = appointments.of_request(row.id)
    place = own_place(row.id) if row.state in {"waiting", "confirmed", "advised", "booked"} else None
    shown = presenters.standing(
        mine,
        requests.told(row.id),
        appointment,
        times,
        talk=talk(row.id),
        promised=promised(row.id, mine.now),
        sentence=sentence,
        on=on,
        instead=could_help(row.id, mine.now) if presenters.is_full(row, times, on) else (),
        place=place,
        invited=invited.limits(row.invitation) if row.invitation is not None else None,
        done="" if sentence else done(request.GET.get("done", ""), row, appointment, place),
    )
    if display.current().easy and "full" not in request.GET:
        return render(request, "easy", easy(row, shown), 409 if sentence else 200)
    return render(request, "standing", shown, 409 if sentence else 200)


def _times(request: HttpRequest, mine: Held) -> tuple[tuple[offered.Offer, ...], date | None]:
    if not presenters.may_book(mine.request):
        return (), None
    on = asked_day(request)
    return _offers(mine, offered.asked(mine.request.id), on=on), on


def _offers(mine: Held, wants: offered.Asked, *, on: date | None = None) -> tuple[offered.Offer, ...]:
    """The times to choose from, for what the request may have (`wants`): those of an invitation, where there is one, else those
    that fit the decision."""
    if mine.request.invitation is not None:
        invitation = invited.limits(mine.request.invitation)
        if invitation is not None:
            return invited.times(invitation, wants.needs, mine.now, urgent=wants.urgent, on=on)
    return offered.offered_to(wants, mine.now, on=on)


own_request = held(stands)
decision = own_request(stands)


@own_request
def emergency(request: HttpRequest, mine: Held) -> HttpResponse:
    """What to do this minute; a name and a number can be added."""
    if mine.request.decision.level != "now" or mine.request.state == "closed":
        return see_other(f"{mine.base}decision")
    form = forms.CONTACT_LATER.empty()
    if request.method == "POST":
        form = forms.CONTACT_LATER.bind(request.POST)
        if form.ok:
            values = form.values
            own.leave_contact(
                request=mine.request.id, name=values["name"], phone=values["phone"] or "", now=mine.now
            )
            return see_other(f"{mine.base}emergency")
    return render(request, "emergency", danger.emergency(mine, form), 200 if form.ok else 422)


@books_at_once
@own_request
def book(request: HttpRequest, mine: Held) -> HttpResponse:
    """Take one of the offered times. Taken by somebody else meanwhile, the page comes back with fresh ones."""
    form = forms.SLOT.bind(request.POST)
    if request.method == "POST" and not form.ok and request.POST.get("move"):
        return _moving(request, mine, form.errors[0].sentence)
    if request.method != "POST" or not form.ok:
        return stands(request, mine, form.errors[0].sentence if request.method == "POST" else "")
    slot, key = form.values["slot"], form.values["key"]
    ahead = appointments.of_request(mine.request.id) if request.POST.get("move") else None
    verb = booking.move if ahead is not None and ahead.state == "booked" else booking.book
    verb(request=mine.request.id, slot=slot, key=f"{mine.request.id}:{key}:{slot}", now=mine.now)
    return see_other(f"{mine.base}booked{f'?done={MOVED}' if verb is booking.move else ''}")


@own_request
def booked(request: HttpRequest, mine: Held) -> HttpResponse:
    """The confirmation."""
    ahead = appointments.of_request(mine.request.id)
    if ahead is None or ahead.state not in {"booked", "arrived"}:
        return see_other(f"{mine.base}decision")
    notice = messages.notice((f"booked:{ahead.appointment}", f"moved:{ahead.appointment}"))
    return render(
        request, "booked", verbs.booked(mine, ahead, notice, moved=request.GET.get("done") == MOVED)
    )


@own_request
def ics(request: HttpRequest, mine: Held) -> HttpResponse:
    """The appointment for a phone's calendar."""
    ahead = appointments.of_request(mine.request.id)
    if ahead is None:
        raise Refused("There is no appointment to add to a calendar.")
    body = calendar.ics(
        ahead, place=whole_place(ahead), reference=spaced(mine.request.reference), now=mine.now
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response["Cache-Control"] = "no-store"
    return response


@own_request
def move(request: HttpRequest, mine: Held) -> HttpResponse:
    """Other times for an appointment that is booked."""
    return _moving(request, mine)


def _moving(request: HttpRequest, mine: Held, sentence: str = "") -> HttpResponse:
    ahead = appointments.of_request(mine.request.id)
    if ahead is None or ahead.state != "booked":
        raise Refused("There is no appointment to move.")
    if ahead.begun(mine.now):
        raise Refused(booking.BEGUN)
    wants = offered.asked(mine.request.id)
    # Whoever has a time soon enough does not lose it to one that is not.
    stays = not wants.is_too_late(ahead.starts_at)
    times = tuple(
        one
        for one in _offers(mine, wants)
        if one.slot != ahead.slot and not (stays and wants.is_too_late(one.starts_at))
    )
    return render(request, "move", verbs.moving(mine, ahead, times, sentence), 409 if sentence else 200)


@own_request
def cancel(request: HttpRequest, mine: Held) -> HttpResponse:
    """Give the time back, once that is meant."""
    ahead = appointments.of_request(mine.request.id)
    if ahead is None or ahead.state != "booked":
        raise Refused("There is no appointment to cancel.")
    if ahead.begun(mine.now):
        raise Refused(booking.BEGUN)
    if request.method == "POST":
        booking.cancel(request=mine.request.id, now=mine.now)
        return see_other(f"{mine.base}decision?done={CANCELLED}")
    return render(request, "confirm", verbs.cancelling(mine, ahead))


@own_request
def close(request: HttpRequest, mine: Held) -> HttpResponse:
    """I no longer need this."""
    if request.method == "POST" and (form := forms.NOTE.bind(request.POST)).ok:
        own.no_longer_needed(request=mine.request.id, note=form.values["note"], now=mine.now)
        return see_other(f"{mine.base}decision")
    if mine.request.state == "closed":
        return see_other(f"{mine.base}decision")
    return render(request, "confirm", verbs.closing(mine))


@own_request
def no_time(request: HttpRequest, mine: Held) -> HttpResponse:
    """No time suits: staff look for another."""
    form = forms.NOTE.bind(request.POST) if request.method == "POST" else forms.NOTE.empty()
    if request.method == "POST" and form.ok:
        booking.no_time_suits(request=mine.request.id, note=form.values["note"], now=mine.now)
        return see_other(f"{mine.base}decision?done={NO_TIME}")
    return render(request, "confirm", verbs.no_time(mine).with_form(form), 200 if form.ok else 422)


@own_request
def message(request: HttpRequest, mine: Held) -> HttpResponse:
    """Please message me instead. It leads to the messages, with what was written here as the first one."""
    form = forms.NOTE.bind(request.POST) if request.method == "POST" else forms.NOTE.empty()
    if request.method != "POST" or not form.ok:
        return render(request, "confirm", verbs.wants_message(mine).with_form(form), 200 if form.ok else 422)
    booking.wants_message(request=mine.request.id, note="", now=mine.now)
    if form.values["note"]:
        key = f"instead:{mine.request.version}"
        conversation.send(request=mine.request.id, body=form.values["note"], key=key, now=mine.now)
    return see_other(f"{mine.base}messages?sent=1")


@own_request
def pharmacy(request: HttpRequest, mine: Held) -> HttpResponse:
    """Ask for a pharmacy where no time is free soon enough; staff check it and refer them."""
    form = forms.PHARMACY.bind(request.POST)
    if request.method != "POST" or not form.ok:
        return stands(request, mine, form.errors[0].sentence if request.method == "POST" else "")
    to, key = form.values["to"], form.values["key"]
    asking_pharmacy.ask_for(request=mine.request.id, to=to, key=key, now=mine.now)
    return see_other(f"{mine.base}decision?done={PHARMACY}")
