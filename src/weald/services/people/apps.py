"""The application `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "weald.services.people"
    label = "people"
