"""The application `safety`."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "weald.services.safety"
    label = "safety"
