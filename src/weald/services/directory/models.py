"""Organisations, neighbourhoods, areas, services with opening times, premises, professionals. Nothing personal to a patient."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DecimalRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

_SECONDS = "extract(epoch from %(expressions)s)"
_OPEN = Func(
    Func("opens", template=_SECONDS),
    Func("closes", template=_SECONDS),
    Value("[)"),
    function="numrange",
    output_field=DecimalRangeField(),
)


class Area(models.Model):
    """A district, by its ONS code."""

    code = models.TextField(primary_key=True, help_text="ONS code, e.g. E07000113")
    name = models.TextField(unique=True)


class Neighbourhood(models.Model):
    """The practices that share a team and a hub (a primary care network)."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True)


class Organisation(models.Model):
    """A practice, hub, pharmacy or other body, by its ODS code."""

    id = models.UUIDField(primary_key=True)
    ods_code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(help_text="practice, hub, pharmacy, …")
    active = models.BooleanField(default=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    address = ArrayField(models.TextField(), default=list, help_text="lines without the postcode")
    postcode = models.TextField(default="")
    phone = models.TextField(default="")
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, null=True, related_name="organisations"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True)
    self_service = models.BooleanField(
        default=False, help_text="the person books at once; otherwise staff confirm every decision first"
    )
    door_opened_at = models.DateTimeField(
        null=True,
        help_text="since when people ask it for help by themselves; none: nobody reads what they would send",
    )
    hours_from = models.TextField(
        default="",
        db_default="",
        help_text="the file that gave its opening times; empty where somebody entered them",
    )
    synthetic = models.BooleanField(default=False)
    proxy_review_age = models.SmallIntegerField(
        default=12, db_default=12, help_text="years at which a parent's access is looked at with the child"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "practice",
                        "hub",
                        "pharmacy",
                        "dentist",
                        "optician",
                        "care_home",
                        "icb",
                        "other",
                    ]
                ),
                name="directory_organisation_kind",
            ),
            models.CheckConstraint(
                condition=Q(proxy_review_age__range=(11, 13)), name="directory_proxy_review_age"
            ),
        ]


class PathwayMode(models.Model):
    """How an organisation works for one problem, where that differs from how it usually works."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="modes")
    problem = models.TextField()
    self_service = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "problem", name="directory_one_mode")]


class Closure(models.Model):
    """A day on which an organisation is closed besides bank holidays, or closes early: from then on nobody reads, and no time
    to answer runs."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    reason = models.TextField()
    closes_at = models.TimeField(
        null=True, help_text="London wall time from which on; empty for the whole day"
    )

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "day", name="directory_one_closure")]


class Service(models.Model):
    """What an organisation offers: one of the house's services, for whom, and how to reach it."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    kind = models.TextField(help_text="gp, community_pharmacy, physiotherapist …")
    name = models.TextField()
    commissioned = models.BooleanField(default=True)
    from_age_days = models.IntegerField(default=0)
    to_age_days = models.IntegerField(
        null=True, help_text="first age that is no longer served; empty means no limit"
    )
    phone = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "kind", name="directory_one_service_of_a_kind")
        ]


class OpeningTime(models.Model):
    """A weekly stretch in which an organisation reads and answers; London wall time; closed on bank holidays."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="opening_times")
    weekday = models.SmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="directory_opening_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="directory_opening_order"),
            ExclusionConstraint(
                name="directory_one_opening",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (_OPEN, RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Premises(models.Model):
    """A building in which an organisation works."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="premises")
    name = models.TextField()
    address = ArrayField(models.TextField(), default=list)
    postcode = models.TextField(default="")
    step_free = models.BooleanField(default=False)


class Room(models.Model):
    """A room of a building, in which one session at a time is held."""

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="rooms")
    name = models.TextField()
    in_use = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint("premises", "name", name="directory_one_room")]


class Agreement(models.Model):
    """One organisation sees people of another when that one is full."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="agreements", help_text="whose people"
    )
    sees = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", help_text="who sees them"
    )
    services = ArrayField(models.TextField(), default=list, help_text="of these kinds; empty for all")
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day on which it holds no more")

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "sees", "since", name="directory_one_agreement"),
            models.CheckConstraint(
                condition=~Q(organisation=F("sees")), name="directory_agreement_is_with_another"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="directory_agreement_order"
            ),
        ]


class Professional(models.Model):
    """Somebody who gives care."""

    id = models.UUIDField(primary_key=True)
    identity = models.UUIDField(null=True, unique=True, help_text="the identity with which they sign in")
    name = models.TextField(help_text="as patients know them, e.g. Dr Amara Reed")


class Position(models.Model):
    """A professional works in an organisation in a role, with skills."""

    id = models.UUIDField(primary_key=True)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="positions")
    service = models.TextField(help_text="gp, nurse, clinical_pharmacist, physiotherapist …")
    skills = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("professional", "organisation", "service", name="directory_one_position")
        ]
