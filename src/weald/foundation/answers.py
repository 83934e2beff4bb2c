"""What other systems are answered: JSON, and in one form whatever could not be done."""

import orjson
from django.http import HttpResponse


def answer(body: object, status: int = 200) -> HttpResponse:
    """A body as JSON."""
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


def fault(status: int, message: str, field: str | None = None) -> HttpResponse:
    """Why it could not be done, in a sentence, and which field of the request it is about."""
    return answer({"error": {"field": field, "message": message}}, status)
