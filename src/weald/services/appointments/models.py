"""Sessions, the slots that they publish, and appointments. The database lets no slot be given twice."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager

MODES = ("face_to_face", "phone", "video")
KINDS = ("slot", "duty_list", "call_back", "home_visit")
STATES = ("booked", "cancelled", "arrived", "attended", "did_not_attend")


class Session(models.Model):
    """A published stretch of a professional's time."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="who serves")
    professional = models.UUIDField()
    professional_name = models.TextField()
    service = models.TextField()
    premises = models.UUIDField(null=True)
    place = models.TextField(help_text="where, as people read it")
    kind = models.TextField(default="slot")
    mode = models.TextField()
    category = models.TextField(help_text="NHS national slot category")
    setting = models.TextField(default="general_practice", help_text="general_practice, hub, home")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot_minutes = models.SmallIntegerField()
    capacity = models.SmallIntegerField(default=1, help_text="persons for each slot")
    cancelled_at = models.DateTimeField(null=True, help_text="its time is the professional's own again")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointments_session_order"
            ),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="appointments_session_mode"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="appointments_session_kind"),
            ExclusionConstraint(
                name="appointments_one_place_at_a_time",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_at",
                            "ends_at",
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]
        indexes = [models.Index("organisation", "ends_at", name="appointments_on_duty")]


class WeeklySession(models.Model):
    """A session that is published again every week: one line of a professional's template, London wall time."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    professional = models.UUIDField()
    professional_name = models.TextField()
    service = models.TextField()
    premises = models.UUIDField(null=True)
    place = models.TextField()
    kind = models.TextField()
    mode = models.TextField()
    category = models.TextField()
    setting = models.TextField()
    weekday = models.SmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    ends = models.TimeField()
    slot_minutes = models.SmallIntegerField()
    capacity = models.SmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", "professional", "weekday", "starts", name="appointments_one_weekly_session"
            ),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="appointments_weekly_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="appointments_weekly_order"),
        ]


class Slot(models.Model):
    """A time with somebody. `taken` never passes `capacity`; one of capacity 0 was cut, and is never given again."""

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="slots")
    organisation = models.UUIDField()
    professional = models.UUIDField()
    professional_name = models.TextField()
    service = models.TextField()
    place = models.TextField()
    kind = models.TextField()
    mode = models.TextField()
    category = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("session", "starts_at", name="appointments_slot_published_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")), name="appointments_slot_not_overfull"
            ),
        ]
        indexes = [
            models.Index(
                "organisation",
                "service",
                "starts_at",
                condition=Q(taken__lt=F("capacity")),
                name="appointments_slot_free",
            ),
            models.Index("organisation", "starts_at", name="appointments_slot_day"),
        ]


class Appointment(models.Model):
    """A slot, or two that follow each other, given to a request. Only one that is not cancelled may hold a slot of
    capacity one."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="who serves")
    responsible = models.UUIDField(help_text="whose request it answers")
    request_id = models.UUIDField()
    person = models.UUIDField(null=True)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT)
    second_slot = models.ForeignKey(
        Slot,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the slot after it, where the appointment takes both",
    )
    key = models.TextField(
        unique=True, help_text="the verb that made it: repeated, it gives the same appointment"
    )
    sole = models.BooleanField(help_text="the slot has room for one")
    state = models.TextField(default="booked")
    service = models.TextField()
    professional = models.UUIDField()
    professional_name = models.TextField()
    place = models.TextField()
    kind = models.TextField()
    mode = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.TextField()
    booked_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "slot", condition=Q(sole=True) & ~Q(state="cancelled"), name="appointments_never_two"
            ),
            models.UniqueConstraint(
                "second_slot",
                condition=Q(second_slot__isnull=False) & Q(sole=True) & ~Q(state="cancelled"),
                name="appointments_never_two_seconds",
            ),
            models.UniqueConstraint(
                "request_id",
                condition=Q(state__in=["booked", "arrived"]),
                name="appointments_one_ahead_for_a_request",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="appointments_state"),
        ]
        indexes = [
            models.Index("organisation", "starts_at", name="appointments_day"),
            models.Index("person", "starts_at", name="appointments_of_person"),
        ]
