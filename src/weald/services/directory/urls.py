"""Addresses of the room `directory`."""

from django.urls import path

from weald.services.directory import views

urlpatterns = [path("", views.front, name="front")]
