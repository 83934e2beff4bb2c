"""Sessions, the slots that they publish, and appointments. The database lets no slot be given twice."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager

MODES = ("face_to_face", "phone", "video")
OPEN_LISTS = ("duty_list", "call_back", "home_visit")
"""Kinds of session that have room until they end, and no times of their own."""
AWAY = ("protected", "leave")
"""Kinds of session in which nobody is seen: time for meetings and training, and leave. They have no slots."""
KINDS = ("slot", *OPEN_LISTS, *AWAY)
STATES = ("booked", "cancelled", "arrived", "attended", "did_not_attend")
_TIME = Func("starts_at", "ends_at", Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class Session(models.Model):
    """A published stretch of a professional's time."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="who serves")
    professional = models.UUIDField()
    professional_name = models.TextField()
    service = models.TextField()
    premises = models.UUIDField(null=True)
    room = models.UUIDField(null=True)
    place = models.TextField(help_text="where, as people read it")
    kind = models.TextField(default="slot")
    mode = models.TextField()
    category = models.TextField(help_text="NHS national slot category")
    setting = models.TextField(default="general_practice", help_text="general_practice, hub, home")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot_minutes = models.SmallIntegerField()
    capacity = models.SmallIntegerField(default=1, help_text="persons for each slot")
    travel_minutes = models.SmallIntegerField(
        default=0, db_default=0, help_text="between two slots, on home visits"
    )
    contact_limit = models.SmallIntegerField(
        null=True, help_text="safe number of contacts; beyond it the manager is alarmed"
    )
    clinic = models.TextField(
        default="", db_default="", help_text="name of the clinic that only people invited to it are given"
    )
    note = models.TextField(default="", db_default="", help_text="what protected time or leave is for")
    cancelled_at = models.DateTimeField(null=True, help_text="its time is the professional's own again")
    crowded_at = models.DateTimeField(null=True, help_text="since when it has its safe number of contacts")

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
                    (_TIME, RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
            ),
            ExclusionConstraint(
                name="appointments_one_session_in_a_room",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (_TIME, RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None, room__isnull=False),
            ),
        ]
        indexes = [
            models.Index("organisation", "ends_at", name="appointments_on_duty"),
            models.Index(
                "organisation", condition=Q(crowded_at__isnull=False), name="appointments_session_crowded"
            ),
        ]


class WeeklySession(models.Model):
    """A session that is published again every week: one line of a professional's template, London wall time."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    professional = models.UUIDField()
    professional_name = models.TextField()
    service = models.TextField()
    premises = models.UUIDField(null=True)
    room = models.UUIDField(null=True)
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
    travel_minutes = models.SmallIntegerField(default=0, db_default=0)
    contact_limit = models.SmallIntegerField(null=True)
    clinic = models.TextField(default="", db_default="")
    note = models.TextField(default="", db_default="")
    every_weeks = models.SmallIntegerField(
        default=1, db_default=1, help_text="1 is every week, 2 every other week …"
    )
    first_week = models.DateField(
        null=True, help_text="the Monday from which the weeks are counted, and before which there is none"
    )
    last_day = models.DateField(null=True, help_text="after which it is not published any more")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "professional",
                "weekday",
                "starts",
                "first_week",
                "last_day",
                nulls_distinct=False,
                name="appointments_one_weekly_session",
            ),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="appointments_weekly_weekday"),
            models.CheckConstraint(condition=~Q(ends=F("starts")), name="appointments_weekly_order"),
            models.CheckConstraint(condition=Q(every_weeks__range=(1, 8)), name="appointments_weekly_every"),
            models.CheckConstraint(
                condition=Q(every_weeks=1) | Q(first_week__isnull=False), name="appointments_weekly_recurs"
            ),
        ]


class Slot(models.Model):
    """A time with somebody. It is free while `taken` is below `capacity`; one of capacity 0 was cut, and is never given again.

    `extra` counts the places that staff gave beyond its capacity, each with a reason; when one of those is cancelled it goes
    down with `taken`.
    """

    id = models.UUIDField(primary_key=True)
    # `appointments_slot_published_once` begins with it.
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="slots", db_index=False)
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
    taken = models.SmallIntegerField(default=0, db_default=0)
    extra = models.SmallIntegerField(default=0, db_default=0)
    kept_until = models.DateTimeField(
        null=True, help_text="until then only requests decided `today` are given it"
    )
    clinic = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("session", "starts_at", name="appointments_slot_published_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, extra__gte=0, taken__lte=F("capacity") + F("extra")),
                name="appointments_slot_not_overfull",
            ),
        ]
        indexes = [
            models.Index(
                "organisation",
                "service",
                "mode",
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
    overbooked_why = models.TextField(
        default="", db_default="", help_text="why staff gave a place beyond the slot's capacity"
    )
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
            models.Index(
                "person", "starts_at", condition=Q(person__isnull=False), name="appointments_of_person"
            ),
            models.Index("request_id", name="appointments_of_request"),
        ]


HOLD_STATES = ("held", "accepted", "declined", "lapsed", "withdrawn")


class Hold(models.Model):
    """A place that is kept for one request for a stated time, while its person makes up their mind. It counts as taken."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="who serves")
    responsible = models.UUIDField(help_text="whose request it is")
    request_id = models.UUIDField()
    person = models.UUIDField(null=True)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    second_slot = models.ForeignKey(
        Slot, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.TextField(default="held")
    told_by = models.TextField(help_text="sms, email …; phone where staff call them")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "request_id", condition=Q(state="held"), name="appointments_one_hold_for_a_request"
            ),
            models.UniqueConstraint("slot", "request_id", name="appointments_offered_once"),
            models.CheckConstraint(condition=Q(state__in=HOLD_STATES), name="appointments_hold_state"),
            models.CheckConstraint(
                condition=Q(state="held", ended_at=None) | ~Q(state="held") & Q(ended_at__isnull=False),
                name="appointments_hold_ends",
            ),
        ]
        indexes = [
            models.Index("until", condition=Q(state="held"), name="appointments_hold_lapses"),
            models.Index("organisation", condition=Q(state="held"), name="appointments_held_at"),
        ]


class Reserve(models.Model):
    """What share of each day an organisation keeps for requests that are decided `today`, and when what was not needed is
    given to everybody."""

    organisation = models.UUIDField(primary_key=True)
    share = models.SmallIntegerField(help_text="per cent of the places of a day")
    released_minutes = models.SmallIntegerField(help_text="before a kept slot begins, when it is released")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(0, 100)), name="appointments_reserve_share"),
            models.CheckConstraint(
                condition=Q(released_minutes__range=(0, 1440)), name="appointments_reserve_released"
            ),
        ]


class ContactLimit(models.Model):
    """How many contacts a day are safe for one profession in one organisation, and whose guidance says so."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    service = models.TextField()
    a_day = models.SmallIntegerField()
    guidance = models.TextField(help_text="whose, in words")

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "service", name="appointments_one_contact_limit"),
            models.CheckConstraint(condition=Q(a_day__gt=0), name="appointments_contact_limit_is_some"),
        ]
