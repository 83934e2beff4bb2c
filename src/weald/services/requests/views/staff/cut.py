"""Cut a session: first who would be moved and whereto, then all of it in one step."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.wording import wall
from weald.services.appointments import kept, presenters
from weald.services.appointments.actions import sessions
from weald.services.directory.views.settings import page, saved
from weald.services.requests.actions import rota as actions
from weald.services.requests.presenters.staff import rota as presenter
from weald.services.requests.queries import rota as queries


@require_http_methods(["GET", "POST"])
@staff_required
def cut(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """`at` says when the session ends instead, as a time of its day: its start cancels all of it."""
    now, refused = timezone.now(), ""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        with acting(who):
            authorise(who, sessions.VERB)
            session = kept.session(id)
            if session is None:
                raise Http404
            at = presenters.at(session, sent.get("at", "")) or session.starts_at
            if request.method == "POST":
                moves = {one.request: _chosen(request, one.request) for one in queries.moved(id, at)}
                actions.cut(session=id, at=at, moves=moves, key=clean_line(sent.get("key", "")[:64]), now=now)
                return saved("staff_sessions", "cut")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    return _preview(request, who, id, at, refused, now)


def _preview(
    request: HttpRequest, who: Actor, id: UUID, at: datetime, refused: str, now: datetime
) -> HttpResponse:
    with acting(who):
        session = kept.session(id)
        if session is None:
            raise Http404
        people = queries.moved(id, at)
        times = queries.other_times(session, at, now, presenter.OFFERED + len(people))
        record("practice.preview_cut", [one.request for one in people])
    context = {
        "rows": presenters.session_rows(session), "people": presenter.people(people, times, now), "key": uuid4().hex,
        "at": f"{wall(at):%H:%M}", "whole": at <= session.starts_at, "enough": len(times) >= len(people), "session": id,
    }  # fmt: skip
    return page(
        request, who, "requests/staff/cut.jinja", presenter.title(session, at), context, refused=refused
    )


def _chosen(request: HttpRequest, asked: UUID) -> UUID:
    slot = read_uuid(request.POST.get(f"slot-{asked}", ""))
    if slot is None:
        raise Refused("Choose a new time for each person. Somebody may have booked since you looked.")
    return slot
