"""The application `appointments`."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "weald.services.appointments"
    label = "appointments"
