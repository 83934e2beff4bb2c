"""Addresses of the room `messages`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
