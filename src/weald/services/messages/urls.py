"""Addresses of the room `messages`."""

from django.urls import path

from weald.services.messages import views
from weald.services.messages.nhs_notify.views import told

urlpatterns = [
    path("staff/settings/templates", views.templates, name="staff_templates"),
    path("callbacks/nhs-notify", told, name="nhs_notify_told"),
]
