"""Addresses of the room `safety`."""

from django.urls import path

from weald.services.safety import views

urlpatterns = [
    path("report", views.report, name="report_safety_event"),
    path("report/sent", views.sent, name="safety_event_sent"),
    path("staff/safety", views.listed, name="staff_safety"),
    path("staff/safety/<uuid:id>", views.event, name="staff_safety_event"),
    path("staff/safety/<uuid:id>.json", views.export, name="staff_safety_export"),
]
