"""The front page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weald.services.directory import queries
from weald.services.directory.presenters import front as presenters


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Find your practice; what Weald is; where staff sign in."""
    text = presenters.asked(request.GET.get("q"))
    page = presenters.front(
        text,
        # One more than is listed, to know whether there are more.
        found=queries.find_practices(text, limit=presenters.LISTED + 1) if text else (),
        practices=queries.counts().get("practice", 0),
        practice=queries.practice,
        demonstration=settings.DEMO,
    )
    return render(request, "directory/front.jinja", {"front": page, "page": page.page})
