"""Addresses of the room `library`."""

from django.urls import path

from weald.services.library import api

urlpatterns = [path("api/triage/assess", api.assess, name="triage_assess")]
