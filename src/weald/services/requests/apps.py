"""The application `requests`."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "weald.services.requests"
    label = "requests"
