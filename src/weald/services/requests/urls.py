"""Addresses of the room `requests`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
