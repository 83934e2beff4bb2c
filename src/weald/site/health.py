"""Is it alive, and can it serve: for whatever watches over the program."""

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from weald.foundation.jobs import set_aside
from weald.services.library import content


def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers and content is on duty; 503 with the reason otherwise. `set_aside` counts the jobs that somebody
    must look at; they keep nobody from being served."""
    try:
        aside = set_aside.count()
    except Error:
        return JsonResponse({"status": "waiting", "reason": "The database does not answer."}, status=503)
    return JsonResponse({"status": "ready", "content": content.current().release, "set_aside": aside})
