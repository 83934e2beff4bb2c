"""Tables of what was promised: the times that were told, and what was counted from them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weald.foundation.access.models import PersonalManager

RESULTS = ("met", "missed", "left_out")


class Promise(models.Model):
    """By when an answer was owed, from one line of a request's story on. The database adds it, whoever changes the request,
    and it is never changed: what was promised can be reckoned again for any day."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    line = models.BigIntegerField(help_text="the entry with which it was made; 0 where there was none yet")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    level = models.TextField()
    cause = models.TextField(help_text="kind of that entry")
    at_once = models.BooleanField(help_text="urgent at that second: no time to keep")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [
            models.Index("request_id", "id", name="requests_promise_of"),
            models.Index("organisation", "due_at", name="requests_promise_due"),
        ]


class Outcome(models.Model):
    """What one request or appointment was for one measure on one day: so that whoever sees a figure can look behind it.
    Reckoned from the story, and reckoned again whenever somebody asks for it."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField()
    day = models.DateField(help_text="in London: when the promise fell due, or the appointment was")
    measure = models.TextField(help_text="promise, at_once, seen, or a measure of content/measures")
    request_id = models.UUIDField()
    result = models.TextField(help_text="one of RESULTS")
    why = models.TextField(default="", help_text="why it is left out")
    level = models.TextField()
    channel = models.TextField()
    hour = models.TextField()
    age = models.TextField()
    sex = models.TextField()
    language = models.TextField()
    band = models.TextField(default="")
    due_at = models.DateTimeField(null=True, help_text="what was promised")
    done_at = models.DateTimeField(null=True, help_text="when it was answered")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("organisation", "measure", "result", "day", name="requests_outcome_behind")]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="requests_outcome_result"),
        ]


class Tally(models.Model):
    """How many outcomes of a day, of all and by each dimension: the sum of days is the figure of a month."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField()
    day = models.DateField()
    measure = models.TextField()
    dimension = models.TextField(
        help_text="empty for all, else level, channel, hour, age, sex, language, band"
    )
    value = models.TextField()
    met = models.IntegerField()
    missed = models.IntegerField()
    left_out = models.IntegerField()
    waits = ArrayField(models.IntegerField(), help_text="minutes, sorted; only by level")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", "day", "measure", "dimension", "value", name="requests_tally_once"
            ),
        ]
        indexes = [
            # What planners are told of all practices together.
            models.Index(
                "day", condition=Q(dimension__in=["", "channel", "level"]), name="requests_tally_of_day"
            )
        ]


class Settled(models.Model):
    """A day of an organisation was reckoned."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("organisation"), F("day"), name="requests_settled_once"),
        ]
