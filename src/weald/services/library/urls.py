"""Addresses of the room `library`."""

from django.urls import path

from weald.services.library import api, views

urlpatterns = [
    path("api/triage/assess", api.assess, name="triage_assess"),
    path("staff/settings/modes", views.modes, name="staff_modes"),
]
