"""The application `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "weald.foundation.jobs"
    label = "jobs"
