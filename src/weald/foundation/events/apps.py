"""The application `events`."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "weald.foundation.events"
    label = "events"
