"""Somebody asks for help: the draft that they fill in, the request that they send, and all that is done with it.

A request keeps its present state; how it came there is in rows that are only added: answers, decisions, entries.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from weald.engines.triage import LEVELS
from weald.foundation.access.models import PersonalManager

STATES = ("waiting", "confirmed", "advised", "booked", "referred", "closed")
AGAIN = ("", "no", "worse", "not_better", "waiting", "unsure")
"""What somebody says who is asked whether it is about the same as before: no; or yes, and it is worse, it is not better,
they wait for an answer, or they are not sure how it is. Empty where nobody asked them."""
CHANNELS = ("online", "phone", "walk_in", "nhs_app", "partner", "invited")
ALARMS = ("due", "full", "held", "contacts", "reserve", "notices")
"""What staff are alarmed about: a request that is or will be late, more people than times, a held time that goes on although
nobody has asked its person, a session at its safe limit of contacts, the times kept for today used up, notices that do not go
out."""


class Draft(models.Model):
    """What somebody has filled in so far. Its id becomes the id of the request: sent twice, it is one request."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    device_hash = models.BinaryField(help_text="of the token in the cookie of the device that began it")
    for_whom = models.TextField(default="", help_text="me, child or other")
    birth_date = models.DateField(null=True)
    sex = models.TextField(default="")
    kind = models.TextField(default="", help_text="clinical or administrative")
    words = models.TextField(default="")
    problem = models.TextField(default="")
    answers = models.JSONField(
        default=dict, help_text="finding or group → yes, no, unsure, number or choice; in the order answered"
    )
    about = models.JSONField(default=dict, help_text="name, NHS number and contact, as typed")
    person = models.UUIDField(null=True, help_text="for whom, where whoever asks signed in")
    asker = models.UUIDField(null=True, help_text="the person or care home that signed in")
    channel = models.TextField(db_default="online")
    shared = models.BooleanField(db_default=False, help_text="on a device that other people use too")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [
            models.Index("expires_at", name="requests_draft_expiry"),
            models.Index(
                "organisation", "device_hash", condition=Q(sent_at=None), name="requests_draft_of_desk"
            ),
        ]


class Request(models.Model):
    """Somebody asked for help."""

    id = models.UUIDField(primary_key=True)
    reference = models.TextField(unique=True, help_text="eight Crockford characters, spoken")
    organisation = models.UUIDField(help_text="responsible: in whose queue it lies")
    registered = models.UUIDField(null=True, help_text="where the person is registered, once traced")
    serving = models.UUIDField(null=True, help_text="who gives the care, once booked or referred")
    holder = models.UUIDField(help_text="the organisation on whose worklist it lies: always exactly one")
    referral = models.UUIDField(null=True, help_text="the open referral, while another organisation holds it")
    returned = models.TextField(
        default="", db_default="", help_text="from whom it came back, and why, until it is referred again"
    )
    hidden = models.BooleanField(default=False, help_text="from everybody who acts for the person")
    follows = models.UUIDField(null=True, help_text="the earlier request that this one is about again")
    invitation = models.UUIDField(null=True, help_text="the newest one, which says what its person may book")
    again = models.TextField(default="", help_text="one of AGAIN, as said")
    contact = models.SmallIntegerField(
        default=1, help_text="the how manieth within seven days about this problem"
    )
    needs = ArrayField(
        models.TextField(), default=list, help_text="what must be met: interpreter, step_free …"
    )
    needs_on_record = ArrayField(
        models.TextField(),
        null=True,
        help_text="those of `needs` that the person's record added: not told to whoever merely holds the link",
    )
    language = models.TextField(default="", help_text="ISO 639 code of the language to interpret")
    person = models.UUIDField(null=True)
    identity_level = models.TextField(default="claimed")
    channel = models.TextField(default="online")
    device_hash = models.BinaryField(null=True)
    kind = models.TextField(help_text="clinical or administrative")
    self_service = models.BooleanField(default=False, help_text="how the practice worked when it was sent")
    sent_at = models.DateTimeField()
    # as claimed by whoever asked
    for_whom = models.TextField(default="me")
    given_name = models.TextField(default="")
    family_name = models.TextField(default="")
    asked_by = models.TextField(default="", help_text="who asked, when it was for somebody else")
    birth_date = models.DateField(null=True)
    sex = models.TextField(default="unknown")
    nhs_number = models.TextField(default="")
    phone = models.TextField(default="")
    email = models.TextField(default="")
    contact_by = models.TextField(default="")
    words = models.TextField(default="")
    problem = models.TextField(default="")
    problem_name = models.TextField(default="")
    # the present decision, repeated from its row so that the queue reads one table
    level = models.TextField()
    within = models.TextField(
        default="", db_default="", help_text="ISO 8601; may be less than the level's own time"
    )
    service = models.TextField()
    red_flag = models.BooleanField(default=False)
    findings = models.JSONField(default=list, help_text="labels of the deciding findings")
    due_at = models.DateTimeField()
    # whose it is
    state = models.TextField(default="waiting")
    owner = models.UUIDField(null=True)
    owner_name = models.TextField(default="")
    taken_at = models.DateTimeField(null=True)
    version = models.IntegerField(
        default=0, help_text="counts changes; a verb on an older version is refused"
    )
    confirmed_at = models.DateTimeField(null=True)
    calls_tried = models.SmallIntegerField(default=0)
    wants = models.TextField(
        default="",
        help_text="why somebody has to look at it again: message, another_time or pharmacy, for which the person asked; call,"
        " where a notice did not reach them; again, where they asked about it anew; reply, danger or worse, where they answered",
    )
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "id", name="requests_request_in_organisation"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="requests_level"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="requests_state"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="requests_channel"),
            models.CheckConstraint(condition=Q(again__in=AGAIN), name="requests_again"),
            # Referred, held by somebody else, and with an open referral: all three or none.
            models.CheckConstraint(
                condition=Q(state="referred", referral__isnull=False, serving=F("holder"))
                & ~Q(holder=F("organisation"))
                | ~Q(state="referred") & Q(referral=None, holder=F("organisation")),
                name="requests_on_one_worklist",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["clinical", "administrative"]), name="requests_kind"
            ),
            models.CheckConstraint(
                condition=Q(identity_level__in=["claimed", "traced", "verified"]),
                name="requests_identity_level",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="requests_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(owner=None, taken_at=None) | Q(owner__isnull=False, taken_at__isnull=False),
                name="requests_owner_has_time",
            ),
        ]
        indexes = [
            # No index knows `state`: it changes at nearly every step, and a row of which no index knows what changed is
            # written anew beside the old one, without a word to any index.
            models.Index("holder", "kind", "due_at", condition=Q(closed_at=None), name="requests_queue"),
            models.Index(
                "organisation", "due_at", condition=Q(referral__isnull=False), name="requests_referred"
            ),
            # Not of those whom nobody has matched: all of theirs would be read for one who asks by the telephone they left.
            models.Index("person", "sent_at", condition=Q(person__isnull=False), name="requests_of_person"),
            models.Index("follows", condition=Q(follows__isnull=False), name="requests_that_follow"),
            models.Index("organisation", "sent_at", name="requests_of_day"),
            models.Index("phone", "birth_date", condition=Q(person=None), name="requests_of_nobody_known"),
            models.Index(
                "holder",
                "birth_date",
                condition=Q(person=None, closed_at=None),
                name="requests_open_of_nobody",
            ),
        ]


class OfRequest(models.Model):
    """What all rows of a request share: they are only added, and point to it together with its organisation."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())
    by = models.TextField(help_text="name of who did it")
    identity = models.UUIDField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        abstract = True


class Answer(OfRequest):
    """One finding answered."""

    finding = models.TextField()
    value = models.JSONField()
    position = models.SmallIntegerField()
    channel = models.TextField()
    source = models.TextField(
        help_text="person, staff or words; nobody where a call ended before it was answered"
    )

    class Meta:
        indexes = [models.Index("request_id", "position", name="requests_answer_of")]


class Decision(OfRequest):
    """What was decided, by the rules or by staff, and why. The newest holds."""

    level = models.TextField()
    service = models.TextField()
    within = models.TextField(help_text="ISO 8601, from `at`")
    text = models.TextField()
    rule = models.TextField(help_text="the fired rule; empty where staff decided")
    because = models.JSONField()
    ruled_out = models.JSONField()
    safety_net = models.JSONField()
    advice = models.JSONField()
    release = models.TextField(help_text="digest of the content that was on duty")
    reason = models.TextField(default="", help_text="why staff changed it")
    stands_on = models.JSONField(
        null=True,
        help_text="of the rules' decision: the person as triage read them, contacts, what triage alone decided",
    )

    class Meta:
        indexes = [models.Index("request_id", "id", name="requests_decision_of")]
        constraints = [models.CheckConstraint(condition=Q(level__in=LEVELS), name="requests_decision_level")]


class Entry(OfRequest):
    """One line of a request's story. `told` is what the person sees; `note` only staff."""

    kind = models.TextField(
        help_text="sent, taken, put_back, confirmed, changed, booked, moved, cancelled, call, resolved …"
    )
    told = models.TextField(default="")
    note = models.TextField(default="")
    key = models.TextField(
        null=True, unique=True, help_text="the verb that made it: repeated, it adds nothing"
    )

    class Meta:
        indexes = [models.Index("request_id", "id", name="requests_entry_of")]


class Concealed(OfRequest):
    """One line, or one message, that nobody who acts for the person sees. Revealed, the row is taken away; the story says
    that it was there."""

    entry = models.BigIntegerField(null=True, help_text="a line of the story")
    message = models.UUIDField(null=True, help_text="a message of the conversation")

    class Meta:
        constraints = [
            models.UniqueConstraint(F("entry"), name="requests_concealed_once"),
            models.UniqueConstraint(F("message"), name="requests_concealed_message_once"),
            models.CheckConstraint(
                condition=Q(entry=None, message__isnull=False) | Q(entry__isnull=False, message=None),
                name="requests_concealed_one_thing",
            ),
        ]


class Link(models.Model):
    """The private link by which a person returns; of its token we keep a hash."""

    token_hash = models.BinaryField(primary_key=True)
    organisation = models.UUIDField()
    request_id = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0, help_text="wrong dates of birth so far; five end the link")
    objects: models.Manager[Any] = PersonalManager()


class Disagreement(OfRequest):
    """A clinician disagrees with the rule that decided; kept for its author."""

    rule = models.TextField()
    release = models.TextField()
    note = models.TextField()
    level = models.TextField(
        default="", db_default="", help_text="what they would have decided, if they said so"
    )


class DisagreementAnswer(OfRequest):
    """What came of a disagreement, in a sentence; it closes the note."""

    disagreement = models.BigIntegerField(unique=True)
    sentence = models.TextField()


# The tables of another file of this room: Django looks for them here.
from weald.services.requests import lists as lists  # noqa: E402
from weald.services.requests import promised as promised  # noqa: E402


class Alarm(models.Model):
    """Something that staff must act on while there is time: raised when it first holds, done when it does no more."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="whose manager is alarmed")
    kind = models.TextField(help_text="one of ALARMS")
    about = models.TextField(help_text="the request, session, service or channel that it is about")
    request_id = models.UUIDField(null=True)
    level = models.TextField(default="")
    due_at = models.DateTimeField(null=True, help_text="until when there is time")
    figures = models.JSONField(default=dict, help_text="counts that say how bad it is")
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "kind",
                "about",
                condition=Q(done_at=None),
                name="requests_one_alarm_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=ALARMS), name="requests_alarm_kind"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by="") | Q(seen_at__isnull=False) & ~Q(seen_by=""),
                name="requests_alarm_seen_by_somebody",
            ),
        ]
        indexes = [models.Index("organisation", "raised_at", name="requests_alarm_of")]
