"""Content that was on duty: each release is kept for ever, because decisions name it."""

from django.db import models
from django.db.models.functions import Now


class Release(models.Model):
    """One compiled body of content, by its digest."""

    digest = models.TextField(primary_key=True)
    engine = models.TextField()
    body = models.JSONField()
    loaded_at = models.DateTimeField(db_default=Now())
