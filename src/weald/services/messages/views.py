"""The texts that staff begin a message from: those of the practice, and those that come with the program."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.forms import Form, TextField
from weald.services.directory.actions.settings import VERB
from weald.services.directory.views.settings import page, saved
from weald.services.messages import queries
from weald.services.messages.actions.templates import (
    LONGEST_BODY,
    LONGEST_NAME,
    remove_template,
    save_template,
)

TEMPLATE = Form(
    TextField(name="name", what="The name", most=LONGEST_NAME, missing="Give the template a name"),
    TextField(name="body", what="The text", most=LONGEST_BODY, lines=True, missing="Write the text"),
)


@require_http_methods(["GET", "POST"])
@staff_required
def templates(request: HttpRequest, who: Actor) -> HttpResponse:
    """The list; `name` opens one in the form, and saving under a name that is there replaces its text."""
    form, refused = None, ""
    try:
        with acting(who):
            authorise(who, VERB)
            if request.method == "POST" and request.POST.get("does") == "remove":
                remove_template(name=request.POST.get("name", "")[:LONGEST_NAME])
                return saved("staff_templates")
            if request.method == "POST":
                form = TEMPLATE.bind(request.POST)
                if form.ok:
                    save_template(**form.values)
                    return saved("staff_templates")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    assert who.party is not None
    with acting(who):
        texts = queries.templates(who.party)
    asked = request.GET.get("name", "")
    opened = next((one for one in texts if one.name == asked), None)
    form = form or TEMPLATE.empty({"name": opened.name, "body": opened.body} if opened else None)
    context = {"texts": texts, "form": form}
    return page(request, who, "messages/texts.jinja", "Message templates", context, form.errors, refused)
