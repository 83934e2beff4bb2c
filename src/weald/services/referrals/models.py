"""What a practice asks of another service for one person, and what came of it.

A referral carries what it was verified with: whoever receives it reads the evidence as the practice read it.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager

LIVE = ("open", "accepted")
"""While a referral is in one of these states, its request lies on the worklist of the service that received it."""

ENDED = ("treated", "returned", "recalled", "closed")
"""How it can end: they were helped there; it was sent back; the practice took it back; the request was closed."""

OUTCOMES = {
    "treated": "Treated",
    "advice": "Advice given",
    "did_not_attend": "Did not come",
    "urgent": "Needs urgent help",
    "returned": "Sent back",
}
"""What comes of a referral there. The first two answer the request; with the others it returns to the practice."""

ANSWERS = ("treated", "advice")

REASONS = {
    "not_suitable": "Pharmacy First does not cover this",
    "needs_practice": "Somebody at the practice must see them",
    "cannot_reach": "They cannot be reached",
    "cannot_help": "We cannot help in time",
    "other": "Another reason",
}
"""Why a referral is sent back."""


class Referral(models.Model):
    """One request, given to another service."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="the practice that refers, and stays responsible")
    request_id = models.UUIDField()
    person = models.UUIDField(null=True)
    to_organisation = models.UUIDField(help_text="who was asked to help")
    service = models.TextField()
    key = models.TextField(unique=True, help_text="the verb that made it: repeated, it makes no second one")
    referred_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="by when the practice owes the person an answer")
    verified_by = models.UUIDField()
    verified_name = models.TextField()
    reason = models.TextField(default="", help_text="why staff refer what no rule sent there")
    note = models.TextField(default="", help_text="for whoever receives it")
    # what it carries
    reference = models.TextField()
    level = models.TextField()
    given_name = models.TextField(default="")
    family_name = models.TextField(default="")
    birth_date = models.DateField(null=True)
    sex = models.TextField(default="unknown")
    nhs_number = models.TextField(default="")
    phone = models.TextField(default="")
    problem_name = models.TextField(default="")
    needs = ArrayField(models.TextField(), default=list)
    language = models.TextField(default="")
    letter = models.JSONField(
        default=dict, help_text="the evidence in words, as it was when staff verified it"
    )
    # where it stands
    state = models.TextField(default="open")
    taken_by = models.UUIDField(null=True)
    taken_name = models.TextField(default="")
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "id", name="referrals_referral_in_organisation"),
            models.UniqueConstraint("request_id", condition=Q(state__in=LIVE), name="referrals_one_live"),
            models.CheckConstraint(condition=Q(state__in=LIVE + ENDED), name="referrals_state"),
            models.CheckConstraint(
                condition=Q(state="accepted", taken_by__isnull=False, taken_at__isnull=False)
                | Q(state="open", taken_by=None, taken_at=None)
                | Q(state__in=ENDED),
                name="referrals_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at=None) | Q(state__in=ENDED, ended_at__isnull=False),
                name="referrals_ended_has_time",
            ),
        ]
        indexes = [
            models.Index("to_organisation", "due_at", condition=Q(state__in=LIVE), name="referrals_worklist"),
            models.Index("request_id", "referred_at", name="referrals_of_request"),
        ]


class Report(models.Model):
    """What somebody there reports: a consultation and its outcome, or why they send it back. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="the practice that referred")
    to_organisation = models.UUIDField(help_text="who reports")
    referral_id = models.UUIDField()
    request_id = models.UUIDField()
    person = models.UUIDField(null=True)
    key = models.TextField(unique=True, help_text="repeated, it makes no second one")
    at = models.DateTimeField(db_default=Now())
    by = models.TextField(help_text="name of who reports")
    identity = models.UUIDField()
    outcome = models.TextField(help_text="one of OUTCOMES")
    level = models.TextField(default="", help_text="how urgent it has become, where it is urgent")
    why = models.TextField(default="", help_text="one of REASONS, where it is sent back")
    gateway = models.TextField(
        default="", help_text="yes, no or none: whether the pathway's point to treat was met"
    )
    found = models.TextField(help_text="what was found, or what the practice should know")
    medicine = models.TextField(default="", help_text="what was supplied")
    pgd = models.BooleanField(default=False, help_text="supplied under a patient group direction")
    told = models.TextField(default="", help_text="what the person reads")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="referrals_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="urgent", level__in=["now", "today"])
                | ~Q(outcome="urgent") & Q(level=""),
                name="referrals_urgent_has_level",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") & Q(why="") | Q(outcome="returned", why__in=REASONS),
                name="referrals_returned_has_reason",
            ),
        ]
        indexes = [models.Index("referral_id", "id", name="referrals_report_of")]
