"""Addresses of the room `library`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
