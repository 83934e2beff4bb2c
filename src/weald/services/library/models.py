"""Content that was on duty, kept for ever because decisions name it; and who read which text of it, and found what."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager

VERDICTS = ("agree", "change")


class Release(models.Model):
    """One compiled body of content, by its digest."""

    digest = models.TextField(primary_key=True)
    engine = models.TextField()
    body = models.JSONField()
    loaded_at = models.DateTimeField(db_default=Now())


class Policy(models.Model):
    """The text of a policy that was on duty and has a say in decisions, by its digest."""

    digest = models.TextField(primary_key=True)
    name = models.TextField()
    body = models.TextField()
    loaded_at = models.DateTimeField(db_default=Now())


class Review(models.Model):
    """A clinician read one text as it stood, and agrees with it or wants a change. Rows are only added.

    It holds for exactly the text with this digest, and counts in the practice in whose name it was given."""

    id = models.UUIDField(primary_key=True, help_text="made with the form: sent twice, it is one review")
    organisation = models.UUIDField()
    text = models.TextField(help_text="the problem of the pathway, or `common` for what all pathways share")
    digest = models.TextField(help_text="of the text that was read (engines.triage.digests)")
    release = models.TextField(help_text="the content that was on duty")
    verdict = models.TextField()
    note = models.TextField(default="")
    by = models.TextField(help_text="name of the clinician")
    role = models.TextField(help_text="as they describe themselves: GP, nurse, clinical safety officer …")
    identity = models.UUIDField()
    at = models.DateTimeField()
    demonstration = models.BooleanField(help_text="given in a demonstration: it never counts for care")
    draft = models.UUIDField(
        null=True, help_text="the draft that was read, where it was not the text on duty"
    )
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("organisation", "digest", name="library_review_of")]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="library_verdict"),
            models.CheckConstraint(
                condition=~Q(verdict="change") | ~Q(note=""), name="library_change_has_note"
            ),
        ]


class Draft(models.Model):
    """A text of a pathway that a clinician brought to be read, walked and tried. Nothing is ever decided by it."""

    id = models.UUIDField(primary_key=True, help_text="made with the form: sent twice, it is one draft")
    organisation = models.UUIDField()
    problem = models.TextField()
    file = models.TextField(help_text="the name of its file, as it was sent")
    body = models.TextField(help_text="the YAML as it was sent")
    by = models.TextField(help_text="name of the clinician")
    identity = models.UUIDField()
    at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("organisation", "at", name="library_draft_of")]
