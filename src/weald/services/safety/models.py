"""One table: a report, and what the practice made of it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weald.foundation.access.models import PersonalManager
from weald.services.safety.taxonomy import PHYSICAL_HARM, PSYCHOLOGICAL_HARM, TYPES


class SafetyEvent(models.Model):
    """Something unsafe, nearly so, or especially safe. Whoever reports may stay unnamed; what they wrote is never changed."""

    id = models.UUIDField(primary_key=True, help_text="made with the form: sent twice, it is one report")
    reference = models.TextField(unique=True)
    organisation = models.UUIDField(help_text="whose care it is about, which reads the report")
    reported_at = models.DateTimeField()
    reporter = models.TextField(help_text="staff or public")
    by = models.TextField(help_text="name of the member of staff; empty for others")
    contact = models.TextField(default="", help_text="how to reach who reported, where they left it")
    page = models.TextField(
        default="", help_text="the pattern of the page that it was reported from, without what names anybody"
    )
    kind = models.TextField(help_text="EventType: one of TYPES")
    what = models.TextField(help_text="description")
    day = models.DateField(null=True, help_text="date")
    about_when = models.TextField(default="", help_text="ApproximateDate, where the day is not known")
    at = models.TimeField(null=True, help_text="PreciseTime")
    place = models.TextField(default="", help_text="location")
    physical_harm = models.TextField(default="", help_text="PhysicalHarm; empty: not known")
    psychological_harm = models.TextField(default="", help_text="PsychologicalHarm; empty: not known")
    agents = ArrayField(models.TextField(), default=list, help_text="InvolvedAgents")
    immediate_actions = models.TextField(default="", help_text="ImmediateActions")
    learn = models.TextField(default="", help_text="HowFutureOccurrence, or how it could be prevented")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.TextField(default="")
    finding = models.TextField(default="", help_text="what was done and learned")
    lfpse = models.TextField(
        default="", help_text="the reference in the national service, once recorded there"
    )
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("organisation", "reported_at", name="safety_event_of")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=tuple(TYPES)), name="safety_kind"),
            models.CheckConstraint(condition=Q(reporter__in=("staff", "public")), name="safety_reporter"),
            models.CheckConstraint(
                condition=Q(physical_harm__in=("", *PHYSICAL_HARM)), name="safety_physical_harm"
            ),
            models.CheckConstraint(
                condition=Q(psychological_harm__in=("", *PSYCHOLOGICAL_HARM)),
                name="safety_psychological_harm",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by="") | Q(reviewed_at__isnull=False) & ~Q(finding=""),
                name="safety_review_has_finding",
            ),
        ]
