"""`GET /api/openapi.json`: what other programs can ask of this one."""

from functools import cache
from pathlib import Path

import orjson
import yaml
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@cache
def _json() -> bytes:
    return orjson.dumps(yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8")))


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The description, in the form of OpenAPI 3.1."""
    return HttpResponse(_json(), content_type="application/json")
