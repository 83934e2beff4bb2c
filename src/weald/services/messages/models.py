"""What we tell people: an outbox that a job empties."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager


class Notification(models.Model):
    """One text, e-mail or letter to one person. It names no health problem."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField(null=True, help_text="the request that it is about")
    person = models.UUIDField(null=True, help_text="whom it is about, where it is about no request")
    key = models.TextField(unique=True, help_text="the happening that it tells of: told once")
    by = models.TextField(help_text="sms, email or letter")
    to = models.TextField()
    template = models.TextField()
    body = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="kept back or taken back: never sent")
    withdrawn_why = models.TextField(default="", help_text="died, hidden …")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by__in=["sms", "email", "letter"]), name="messages_by"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at=None), name="messages_withdrawn_is_not_sent"
            ),
        ]
        indexes = [
            models.Index("not_before", condition=Q(sent_at=None, failed_at=None), name="messages_waiting"),
            models.Index("organisation", "made_at", name="messages_of"),
        ]
