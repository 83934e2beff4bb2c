"""Addresses of the room `directory`."""

from django.urls import path

from weald.services.directory.views import front

urlpatterns = [path("", front.front, name="front")]
