"""The application `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "weald.foundation.access"
    label = "access"
