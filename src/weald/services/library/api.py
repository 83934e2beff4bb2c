"""`POST /api/triage/assess`: triage for other systems; it keeps nothing and knows nobody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from weald.engines import triage
from weald.foundation.access.limits import ASSESSMENTS, limited
from weald.foundation.answers import answer, fault
from weald.services.library import content


@csrf_exempt  # it reads no cookie and changes nothing
@limited(ASSESSMENTS)
def assess(request: HttpRequest) -> HttpResponse:
    """The next question, the decision with its reasons, or that a person must read; 400 with a sentence for bad input."""
    if request.method != "POST":
        response = fault(405, "Send the request with POST.")
        response["Allow"] = "POST"
        return response
    if len(request.body) > triage.LARGEST_REQUEST:
        return fault(413, "The request is larger than 64 KB. Send less text.")
    try:
        return answer(triage.assess_json(content.current(), request.body))
    except triage.InputError as wrong:
        return fault(400, wrong.message, wrong.field)
