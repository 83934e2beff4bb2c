"""Addresses of the room `messages`."""

from django.urls import path

from weald.services.messages import views

urlpatterns = [path("staff/settings/templates", views.templates, name="staff_templates")]
