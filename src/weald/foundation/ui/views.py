"""The pages about the service itself: help, privacy, accessibility. They need no database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.foundation.ui.presenters import PatientPage


def about(request: HttpRequest, topic: str) -> HttpResponse:
    """One of the pages that every footer links to; `topic` is the name of its template."""
    page = PatientPage(title=topic.capitalize(), demonstration=settings.DEMO)
    return render(request, f"pages/{topic}.jinja", {"page": page})
