"""What a phone would show: the messages that the demonstration's local supplier was handed."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from markupsafe import Markup, escape

from weald.engines.matching.waiting import told_at
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import time_text
from weald.services.library import policies
from weald.services.messages.supplier import LocalSupplier
from weald.site.wiring import LOCAL_MESSAGES

SHOWN = 20
_ADDRESS = re.compile(r"https?://[^\s]+[\w/-]")


@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """The newest messages; only in the demonstration, where all people are made up."""
    if not settings.DEMO:
        raise Http404
    shown = [
        {"by": message["by"], "to": message["to"], "body": _linked(message["body"])}
        for message in LocalSupplier(LOCAL_MESSAGES).latest(SHOWN)
    ]
    page = PatientPage(title="Messages of the demonstration", demonstration=True)
    now = timezone.now()
    morning = told_at(now, policies.waiting().quiet)
    context = {"page": page, "messages": shown, "waits": time_text(morning) if morning > now else ""}
    return render(request, "site/messages.jinja", context)


def _linked(body: str) -> Markup:
    """The text with its addresses as links, as a phone would make them."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(body):
        parts.append(escape(body[end : found.start()]))
        parts.append(Markup('<a href="{0}">{0}</a>').format(found.group()))
        end = found.end()
    return Markup().join([*parts, escape(body[end:])])
