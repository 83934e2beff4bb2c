"""Who works in a practice: the list, and one person's roles."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.refusal import Refused
from weald.services.directory import forms, kept
from weald.services.directory.actions import staff as actions
from weald.services.directory.presenters import staff as presenter
from weald.services.directory.views.settings import page, saved


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def team(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everybody with a role here; below it somebody is added."""
    form, refused = forms.PERSON.bind(request.POST) if request.method == "POST" else None, ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if form is not None and form.ok:
                values = {**form.values, "service": form.values["service"] or ""}
                actions.add_person(**values, now=timezone.now())
                return saved("staff_team", "added")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        everybody = presenter.members(kept.team(), who)
    form = form or forms.PERSON.empty()
    context = {
        "members": everybody, "form": form, "roles": presenter.ROLE_CHOICES, "services": presenter.SERVICE_CHOICES,
    }  # fmt: skip
    return page(
        request, who, "directory/settings/team.jinja", "Staff and roles", context, form.errors, refused
    )


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def member(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One person: their roles, each with why it exists; give one, end one, or end their work here."""
    refused = ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if presenter.find(kept.team(), id) is None:
                raise Http404
            if request.method == "POST":
                done = _change(id, request.POST)
                return saved("staff_team", done) if done == "gone" else saved("staff_member", done, id)
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        row = presenter.find(kept.team(), id)
    if row is None:
        raise Http404
    context = {
        "one": presenter.member(row, who), "roles": presenter.roles(row), "id": id, "care": presenter.care(row),
        "others": presenter.other_care(row),
    }  # fmt: skip
    return page(request, who, "directory/settings/member.jinja", row.name, context, refused=refused)


def _change(identity: UUID, sent: QueryDict) -> str:
    """Do what was pressed, and name what was done."""
    does, role = sent.get("does", ""), sent.get("role", "")
    if does == "give":
        actions.give_role(identity=identity, role=role)
        return "given"
    if does == "end":
        actions.end_role(identity=identity, role=role)
        return "ended"
    if does == "care":
        actions.give_position(identity=identity, service=sent.get("service", ""), now=timezone.now())
        return "saved"
    if does in {"skill", "no_skill"}:
        actions.set_skill(identity=identity, service=sent.get("service", ""), held=does == "skill")
        return "saved"
    if does == "gone":
        actions.end_work(identity=identity, now=timezone.now())
        return "gone"
    raise Refused("Choose what to change.")
