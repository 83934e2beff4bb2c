"""`POST /api/triage/assess`: triage for other systems; it keeps nothing and knows nobody."""

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from weald.engines import triage
from weald.foundation.access.limits import ASSESSMENTS, limited
from weald.services.library import content


def _error(status: int, message: str, field: str | None = None) -> HttpResponse:
    return _json({"error": {"field": field, "message": message}}, status)


def _json(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


@csrf_exempt  # it reads no cookie and changes nothing
@limited(ASSESSMENTS)
def assess(request: HttpRequest) -> HttpResponse:
    """The next question, the decision with its reasons, or that a person must read; 400 with a sentence for bad input."""
    if request.method != "POST":
        response = _error(405, "Send the request with POST.")
        response["Allow"] = "POST"
        return response
    if len(request.body) > triage.LARGEST_REQUEST:
        return _error(413, "The request is larger than 64 KB. Send less text.")
    try:
        return _json(triage.assess_json(content.current(), request.body))
    except triage.InputError as fault:
        return _error(400, fault.message, fault.field)
