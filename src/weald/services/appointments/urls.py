"""Addresses of the room `appointments`."""

from django.urls import path

from weald.services.appointments import api
from weald.services.appointments.views import limits, publishing, reserve, sessions

urlpatterns = [
    path("api/slots", api.slots, name="slots"),
    path("staff/settings/sessions", sessions.week, name="staff_sessions"),
    path("staff/settings/sessions/publish", publishing.publish, name="staff_publish"),
    path("staff/settings/sessions/<uuid:id>", sessions.session, name="staff_session"),
    path("staff/settings/contact-limits", limits.limits, name="staff_contact_limits"),
    path("staff/settings/reserve", reserve.reserve, name="staff_reserve"),
]
