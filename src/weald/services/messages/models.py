"""What is said between people and staff, and what we tell people: an outbox that a job empties."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager
from weald.services.messages.ports import CHANNELS

SENDERS = ("person", "staff")
CALL_BACK_STATES = ("waiting", "asked", "to_call", "done", "ended")
HOW = ("better", "same", "worse")


class Notification(models.Model):
    """One text, e-mail or letter to one person. It names no health problem."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField(null=True, help_text="the request that it is about")
    person = models.UUIDField(null=True, help_text="whom it is about, where it is about no request")
    key = models.TextField(unique=True, help_text="the happening that it tells of: told once")
    by = models.TextField(help_text="app, sms, email or letter: the way that is tried first")
    to = models.TextField()
    routes = models.JSONField(default=list, help_text="[way, address] in the order in which they are tried")
    template = models.TextField()
    body = models.TextField()
    urgent = models.BooleanField(
        default=False, help_text="staff hear within two hours that it did not arrive"
    )
    made_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now(), help_text="when it is sent, or looked after, next")
    until = models.DateTimeField(
        null=True, help_text="when its matter is over: not sent any more; none where it stays true"
    )
    sent_at = models.DateTimeField(null=True, help_text="when the supplier had taken it")
    supplier_id = models.TextField(default="", help_text="the supplier's own name for it")
    tries = models.SmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.TextField(default="", help_text="the way by which it arrived")
    raised_at = models.DateTimeField(null=True, help_text="when staff were asked to phone instead")
    failed_at = models.DateTimeField(null=True, help_text="when we gave it up")
    withdrawn_at = models.DateTimeField(null=True, help_text="kept back or taken back: never sent")
    withdrawn_why = models.TextField(default="", help_text="died, hidden …")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by__in=CHANNELS), name="messages_by"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at=None), name="messages_withdrawn_is_not_sent"
            ),
        ]
        indexes = [
            models.Index("not_before", condition=Q(sent_at=None, failed_at=None), name="messages_waiting"),
            models.Index(
                "not_before",
                condition=Q(sent_at__isnull=False, delivered_at=None, failed_at=None),
                name="messages_on_their_way",
            ),
            models.Index(
                "request_id",
                condition=Q(sent_at=None, failed_at=None, withdrawn_at=None),
                name="messages_waiting_of",
            ),
            models.Index("organisation", "made_at", name="messages_of"),
        ]


class Message(models.Model):
    """One message of the conversation on a request. Only added; `read_at` alone is filled in later."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    sender = models.TextField(help_text="person or staff")
    by = models.TextField(help_text="name of who wrote it")
    identity = models.UUIDField(null=True)
    body = models.TextField(help_text="as written")
    at = models.DateTimeField()
    key = models.TextField(unique=True, help_text="the press of a button that sent it: sent once")
    asks_photo = models.BooleanField(default=False, help_text="a clinician asks for a photo")
    heard = models.JSONField(default=list, help_text="signs of danger that its words speak of")
    read_at = models.DateTimeField(null=True, help_text="when the other side first opened it")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sender__in=SENDERS), name="messages_sender")]
        indexes = [models.Index("request_id", "id", name="messages_message_of")]


class Attachment(models.Model):
    """A photo or a PDF of a message: made anew by us, without what its device wrote into it, and looked at for viruses."""

    id = models.UUIDField(primary_key=True)
    message_id = models.UUIDField()
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    kind = models.TextField(help_text="image or pdf")
    media_type = models.TextField()
    body = models.BinaryField()
    size = models.IntegerField(help_text="bytes")
    sha256 = models.BinaryField()
    width = models.IntegerField(null=True, help_text="pixels")
    height = models.IntegerField(null=True, help_text="pixels")
    pages = models.IntegerField(null=True)
    scanned_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=["image", "pdf"]), name="messages_kind")]
        indexes = [models.Index("request_id", "message_id", name="messages_attachment_of")]


class Conversation(models.Model):
    """What holds for all messages of a request: until when its person may answer after it was closed."""

    request_id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    replies_until = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()


class Template(models.Model):
    """A text that a practice writes often, by the name under which staff choose it."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    name = models.TextField()
    body = models.TextField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "name", name="messages_template_name")]


class CallBack(models.Model):
    """A promise to ask somebody again: better, the same, or worse? It is `done` with an answer, and `ended` only by a death. Or a
    call to tell somebody of their time (`appointment`, booked or moved: the `note`) whom no message tells: on the call list until
    it is `ended`."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    appointment = models.UUIDField(
        null=True, help_text="the time that they are to be told of; none: how they are"
    )
    due_at = models.DateTimeField()
    note = models.TextField(default="", help_text="what to listen for; only staff read it")
    set_by = models.TextField()
    set_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    next_at = models.DateTimeField(
        help_text="when the job looks at it next, or, on the call list, when to phone next"
    )
    asked_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0, help_text="calls that nobody answered")
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="", help_text="name of who answered, or wrote the answer down")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("request_id", "due_at", name="messages_callback_once"),
            models.CheckConstraint(condition=Q(state__in=CALL_BACK_STATES), name="messages_callback_state"),
            models.CheckConstraint(
                condition=Q(state="done", answer__in=HOW, answered_at__isnull=False)
                | ~Q(state="done") & Q(answer="", answered_at=None),
                name="messages_callback_done_has_answer",
            ),
        ]
        indexes = [
            models.Index(
                "next_at", condition=Q(state__in=["waiting", "asked"]), name="messages_callback_due"
            ),
            models.Index(
                "organisation", "next_at", condition=Q(state="to_call"), name="messages_callback_list"
            ),
        ]
