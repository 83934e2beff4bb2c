"""Lists that people stand on: the waiting list, invitations to book, and recalls.

Whether somebody missed an appointment before is on none of them, and nothing here predicts it: the rule is in decision 31.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weald.foundation.access.models import PersonalManager

WAITING_STATES = ("waiting", "paused", "ended")
"""Offers are made; staff ask first, because on several days one went unanswered; over."""
INVITATION_STATES = ("sent", "booked", "declined", "ended")
RECALLED_STATES = (
    "waiting", "told", "to_call", "called", "booked", "declined", "not_asked", "unknown",
)  # fmt: skip
"""Not told yet; told; to be phoned; phoned; booked; they do not want it; they asked not to be asked; nobody here has that number."""


class Waiting(models.Model):
    """Somebody waits for a time, or for an earlier one, with what suits them. Its need is that of the request."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    person = models.UUIDField(null=True)
    modes = ArrayField(models.TextField(), help_text="that suit; empty for any")
    weekdays = ArrayField(models.SmallIntegerField(), help_text="0 is Monday; empty for any")
    parts = ArrayField(models.TextField(), help_text="morning, afternoon, evening; empty for any")
    own_only = models.BooleanField(default=False, help_text="at the own practice only")
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    since = models.DateTimeField()
    state = models.TextField(default="waiting")
    lapsed = models.SmallIntegerField(
        default=0, help_text="days on which an offer went unanswered, and none was answered since"
    )
    lapsed_on = models.DateField(null=True, help_text="the last of these days")
    looked_at = models.DateTimeField(null=True, help_text="when free times were last compared with it")
    call_since = models.DateTimeField(
        null=True, help_text="since when staff are to phone; none: they need not"
    )
    call_next_at = models.DateTimeField(null=True, help_text="when to try next")
    calls = models.SmallIntegerField(
        default=0, db_default=0, help_text="about what they are phoned about now"
    )
    call_times = ArrayField(
        models.UUIDField(),
        default=list,
        db_default=[],
        help_text="slots that suited when they were last looked at, to tell them of",
    )
    added_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="", help_text="booked, left, closed, over")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("request_id", condition=~Q(state="ended"), name="requests_waits_once"),
            models.CheckConstraint(condition=Q(state__in=WAITING_STATES), name="requests_waiting_state"),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(latest=None) | Q(latest__gte=F("earliest")),
                name="requests_waiting_order",
            ),
            models.CheckConstraint(
                condition=Q(call_since=None, call_next_at=None)
                | Q(call_since__isnull=False, call_next_at__isnull=False),
                name="requests_waiting_call",
            ),
        ]
        indexes = [
            models.Index("organisation", condition=Q(state="waiting"), name="requests_who_wait"),
            models.Index("looked_at", condition=Q(state="waiting"), name="requests_waiting_next"),
            models.Index(
                "organisation", condition=Q(call_since__isnull=False), name="requests_waiting_to_call"
            ),
        ]


class Invitation(models.Model):
    """A link by which a person books for themself, and what it allows. Without a request it makes one, with its own id, when
    they use it."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField(null=True, help_text="none until the person uses it")
    person = models.UUIDField(null=True)
    recall = models.UUIDField(null=True)
    reason = models.TextField(help_text="one of REASONS, or empty")
    services = ArrayField(models.TextField())
    modes = ArrayField(models.TextField(), help_text="empty for any")
    clinic = models.TextField(default="", help_text="whose slots they are given, and no others")
    earliest = models.DateField()
    latest = models.DateField()
    message = models.TextField(default="", help_text="from the practice, on the page")
    token_hash = models.BinaryField(null=True, unique=True)
    tries = models.SmallIntegerField(default=0, help_text="wrong dates of birth; five end the link")
    expires_at = models.DateTimeField()
    state = models.TextField(default="sent")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    key = models.TextField(unique=True, help_text="the press of a button, or the recall, that made it")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=INVITATION_STATES), name="requests_invitation_state"
            ),
            models.CheckConstraint(condition=Q(latest__gte=F("earliest")), name="requests_invitation_order"),
            models.CheckConstraint(condition=~Q(services=[]), name="requests_invitation_services"),
        ]
        indexes = [
            models.Index("request_id", condition=Q(request_id__isnull=False), name="requests_invitation_of"),
            models.Index("person", "made_at", name="requests_invited"),
        ]


class Recall(models.Model):
    """People whom a practice asks in for one reason, all in the same way."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    reason = models.TextField()
    services = ArrayField(models.TextField())
    modes = ArrayField(models.TextField())
    clinic = models.TextField(default="")
    earliest = models.DateField()
    latest = models.DateField()
    message = models.TextField(default="")
    remind_weeks = ArrayField(models.SmallIntegerField(), help_text="weeks after the first message")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(latest__gte=F("earliest")), name="requests_recall_order"),
        ]
        indexes = [models.Index("organisation", "made_at", name="requests_recalls_of")]


class Recalled(models.Model):
    """One person of a recall, and how far it came with them."""

    id = models.UUIDField(primary_key=True)
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, db_index=False)
    organisation = models.UUIDField()
    nhs_number = models.TextField()
    person = models.UUIDField(null=True)
    invitation = models.UUIDField(null=True)
    state = models.TextField(default="waiting")
    reminders = models.SmallIntegerField(default=0, help_text="sent after the first message")
    next_at = models.DateTimeField(
        help_text="when it is looked at next; after a call that nobody answered, when to try next"
    )
    calls = models.SmallIntegerField(default=0, db_default=0, help_text="that nobody answered")
    changed_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("recall", "nhs_number", name="requests_recalled_once"),
            models.CheckConstraint(condition=Q(state__in=RECALLED_STATES), name="requests_recalled_state"),
        ]
        indexes = [
            models.Index(
                "next_at", condition=Q(state__in=["waiting", "told"]), name="requests_recalled_next"
            ),
            models.Index("invitation", condition=Q(invitation__isnull=False), name="requests_recalled_by"),
        ]


class NotAgain(models.Model):
    """Somebody said that they do not want to be asked about something: for a while, or not again."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    person = models.UUIDField()
    reason = models.TextField()
    until = models.DateField(null=True, help_text="none: not again")
    said_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [models.UniqueConstraint("person", "reason", name="requests_not_again_once")]


class Calling(models.Model):
    """A colleague is on the telephone with somebody. The row goes with the call."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="whose staff call")
    about = models.UUIDField(help_text="the person, or the request of somebody whom nobody has matched")
    identity = models.UUIDField(help_text="who calls them")
    name = models.TextField()
    since = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "about", name="requests_one_call_at_a_time")]
