"""What happened, stored for ever beside what it changed."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One typed event; `key` makes a second delivery of the same happening impossible."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    key = models.TextField(unique=True)
    body = models.JSONField(help_text="identifiers only, nothing personal")
