"""Addresses of the room `library`."""

from django.urls import path

from weald.services.library import api
from weald.services.library.views import book, modes, workbench

urlpatterns = [
    path("api/triage/assess", api.assess, name="triage_assess"),
    path("staff/settings/modes", modes.modes, name="staff_modes"),
    path("staff/book", book.index, name="staff_book"),
    path("staff/book/common", book.common, name="staff_common_rules"),
    path("staff/book/<slug:problem>", book.pathway, name="staff_pathway"),
    path("staff/workbench/<slug:problem>", workbench.workbench, name="staff_workbench"),
    path("staff/workbench/<slug:problem>/sign", workbench.sign, name="staff_sign_pathway"),
]
