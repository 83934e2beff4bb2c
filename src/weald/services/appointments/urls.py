"""Addresses of the room `appointments`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
