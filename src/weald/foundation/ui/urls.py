"""Where the pages about the service itself live; the footer of every patient page links to them."""

from django.urls import path

from weald.foundation.ui.views import about, display, leave, leaving

urlpatterns = [
    path("display", display, name="display"),
    path("leave", leave, name="leave"),
    path("leaving", leaving, name="leaving"),
    *(path(topic, about, {"topic": topic}, name=topic) for topic in ("help", "privacy", "accessibility")),
]
