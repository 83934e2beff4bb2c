"""Addresses of the room `referrals`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
