"""The application `directory`."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "weald.services.directory"
    label = "directory"
