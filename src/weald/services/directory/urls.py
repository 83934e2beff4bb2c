"""Addresses of the room `directory`."""

from django.urls import path

from weald.services.directory.views import front, rooms, settings, staff

urlpatterns = [
    path("", front.front, name="front"),
    path("staff/settings", settings.overview, name="staff_settings"),
    path("staff/settings/opening-times", settings.opening_times, name="staff_opening_times"),
    path("staff/settings/services", settings.services, name="staff_services"),
    path("staff/settings/services/<slug:kind>", settings.service, name="staff_service"),
    path("staff/settings/rooms", rooms.rooms, name="staff_rooms"),
    path("staff/settings/team", staff.team, name="staff_team"),
    path("staff/settings/team/<uuid:id>", staff.member, name="staff_member"),
]
