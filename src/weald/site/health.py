"""Is it alive, and can it serve: for whatever watches over the program."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from weald.services.library import content


def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers and content is on duty; 503 with the reason otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (Error, PoolTimeout):
        return JsonResponse({"status": "waiting", "reason": "The database does not answer."}, status=503)
    return JsonResponse({"status": "ready", "content": content.current().release})
