"""Addresses of the room `appointments`."""

from django.urls import path

from weald.services.appointments import api

urlpatterns = [path("api/slots", api.slots, name="slots")]
