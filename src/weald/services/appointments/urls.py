"""Addresses of the room `appointments`."""

from django.urls import path

from weald.services.appointments import api, views

urlpatterns = [
    path("api/slots", api.slots, name="slots"),
    path("staff/settings/sessions", views.week, name="staff_sessions"),
    path("staff/settings/sessions/<uuid:id>", views.session, name="staff_session"),
]
