"""The application `messages`."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "weald.services.messages"
    label = "messages"
