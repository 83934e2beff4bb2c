"""The rooms of a practice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.services.directory import forms, kept
from weald.services.directory.actions import rooms as actions
from weald.services.directory.presenters import rooms as presenter
from weald.services.directory.views.settings import page, saved


@require_http_methods(["GET", "POST"])
@staff_required
def rooms(request: HttpRequest, who: Actor) -> HttpResponse:
    """Every room by building; one is added, taken out of use, or into use again."""
    sent, form, refused = request.POST, None, ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if sent.get("does") == "add":
                form = forms.room([str(id) for id, _ in kept.buildings()]).bind(sent)
                if form.ok:
                    actions.add_room(
                        premises=UUID(form.values["premises"]), name=form.values["name"], now=timezone.now()
                    )
                    return saved("staff_rooms")
            elif sent.get("does") in {"use", "rest"} and (room := read_uuid(sent.get("room", ""))):
                actions.use_room(room=room, in_use=sent["does"] == "use", now=timezone.now())
                return saved("staff_rooms")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        buildings, those = kept.buildings(), kept.rooms()
    context = {
        "buildings": presenter.buildings(buildings, those), "choices": presenter.choices(buildings),
        "form": form or forms.room([]).empty({"premises": buildings[0][0] if len(buildings) == 1 else ""}),
    }  # fmt: skip
    return page(
        request, who, "directory/settings/rooms.jinja", "Rooms", context, form.errors if form else (), refused
    )
