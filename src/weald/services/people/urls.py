"""Addresses of the room `people`."""

from django.urls import URLPattern, path

from weald.services.people import views

urlpatterns: list[URLPattern] = [
    path("staff/register", views.register, name="staff_register"),
    path("staff/list-differs", views.list_differs, name="staff_list_differs"),
]
