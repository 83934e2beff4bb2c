"""The application `library`."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "weald.services.library"
    label = "library"
