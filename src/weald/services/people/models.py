"""Persons known to an organisation."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager
from weald.services.people.acting_for import CAPACITIES, KINDS, SCOPES
from weald.services.people.details import CHECKS, NAMES, WAYS
from weald.services.people.needs import NEEDS

REGISTRATIONS = ("registered", "temporary", "immediately_necessary", "visitor")
"""Registered for good; a temporary resident; in need of treatment now; a visitor."""


class Person(models.Model):
    """Somebody registered with, or known to, an organisation."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="where they are registered")
    nhs_number = models.TextField(null=True, unique=True)
    given_name = models.TextField()
    family_name = models.TextField()
    birth_date = models.DateField()
    sex = models.TextField(help_text="female, male or unknown")
    phone = models.TextField(default="")
    email = models.TextField(default="")
    contact_by = models.TextField(default="sms", help_text="sms, email, phone or letter")
    postcode = models.TextField(default="")
    registration = models.TextField(default="registered", help_text="one of REGISTRATIONS")
    registered_until = models.DateField(
        null=True, help_text="the last day; empty for who is registered for good"
    )
    merged_into = models.UUIDField(null=True)
    died_on = models.DateField(null=True)
    death_noted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    from_list = models.BooleanField(
        default=False, db_default=False, help_text="read from a practice's list, not entered by somebody"
    )
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "id", name="people_person_in_organisation"),
            models.CheckConstraint(
                condition=Q(sex__in=["female", "male", "unknown"]), name="people_person_sex"
            ),
            models.CheckConstraint(condition=Q(contact_by__in=list(WAYS)), name="people_person_contact"),
            models.CheckConstraint(
                condition=Q(registration="registered", registered_until=None)
                | Q(
                    registration__in=["temporary", "immediately_necessary", "visitor"],
                    registered_until__isnull=False,
                ),
                name="people_person_registration",
            ),
        ]
        indexes = [models.Index("organisation", "family_name", name="people_person_of")]


class Need(models.Model):
    """Something that a person needs so that care reaches them; it is ended, never overwritten."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="where the person is registered")
    person = models.UUIDField()
    need = models.TextField(help_text="interpreter, hearing, step_free …")
    language = models.TextField(default="", help_text="ISO 639 code of the language to interpret")
    note = models.TextField(default="")
    since = models.DateTimeField(db_default=Now())
    by = models.TextField(help_text="name of who wrote it down")
    until = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(need__in=list(NEEDS)), name="people_need_kind"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="people_need_order"
            ),
            models.UniqueConstraint("person", "need", condition=Q(until=None), name="people_need_once"),
        ]


class Proxy(models.Model):
    """Somebody, or a care home, may act for a person. The database mirrors it into the relationships that row security
    asks, for as long as it is live and whoever acts may see."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="where the person is registered, which grants it")
    person = models.UUIDField()
    proxy = models.UUIDField(help_text="the person who acts; of kind care_home the organisation")
    proxy_registered = models.UUIDField(
        null=True, help_text="where the person who acts is registered; none for a care home"
    )
    proxy_name = models.TextField(help_text="as it was when granted, for those who may not see their record")
    kind = models.TextField(help_text="one of KINDS")
    scope = ArrayField(models.TextField(), help_text="some of SCOPES")
    capacity = models.TextField(help_text="one of CAPACITIES: why they may act")
    note = models.TextField(default="", help_text="the best-interests decision, for staff")
    document_seen_by = models.TextField(default="", help_text="who saw the registered power of attorney")
    granted_by = models.TextField()
    since = models.DateTimeField()
    until = models.DateField(null=True, help_text="the last day")
    reviewed_on = models.DateField(null=True, help_text="staff looked at it with the young person")
    live_until = models.DateTimeField(null=True, help_text="by age and last day; then it ends by itself")
    noticed_for = models.DateField(null=True, help_text="the change of which everybody was told")
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.TextField(default="", help_text="review or staff")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="", help_text="person, staff, age, over, died or discharged")
    changed_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("person"), F("proxy"), condition=Q(ended_at=None), name="people_proxy_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="people_proxy_kind"),
            models.CheckConstraint(
                condition=Q(scope__contained_by=list(SCOPES)) & ~Q(scope=[]), name="people_proxy_scope"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=CAPACITIES)
                & (~Q(capacity="lacks") | ~Q(note="") | Q(kind="attorney"))
                & (~Q(kind="attorney") | ~Q(document_seen_by="")),
                name="people_proxy_reason",
            ),
            # What rests on childhood always has its end.
            models.CheckConstraint(
                condition=~Q(capacity="child") | Q(live_until__isnull=False),
                name="people_proxy_of_child_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="parent", capacity="child") | ~Q(kind="parent"), name="people_proxy_parent"
            ),
            models.CheckConstraint(condition=~Q(person=F("proxy")), name="people_proxy_is_another"),
        ]
        indexes = [
            models.Index("proxy", condition=Q(ended_at=None), name="people_proxy_of"),
            models.Index("live_until", condition=Q(ended_at=None), name="people_proxy_ending"),
        ]


class Contact(models.Model):
    """An address at which a person was reached for certain: they entered a code that was sent there, or staff checked it
    with them."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="where the person is registered")
    person = models.UUIDField()
    by = models.TextField(help_text="sms or email")
    to = models.TextField()
    verified_at = models.DateTimeField()
    verified_by = models.TextField(help_text="how, or the name of who checked it")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("person"), F("to"), name="people_contact_once"),
            models.CheckConstraint(condition=Q(by__in=["sms", "email"]), name="people_contact_by"),
        ]
        indexes = [models.Index("to", name="people_contact_to")]


class DetailChange(models.Model):
    """One detail that staff put right when they were told so: what stood there before, and since. Only added. A practice's list
    leaves such a detail as it is."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="where the person is registered")
    person = models.UUIDField()
    detail = models.TextField(help_text="given_name, family_name, phone …")
    before = models.TextField()
    after = models.TextField()
    at = models.DateTimeField()
    by = models.TextField(help_text="name of who wrote it down")
    identity = models.UUIDField(null=True)
    checked = models.TextField(help_text="how whoever told it was known: one of CHECKS")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(detail__in=list(NAMES)), name="people_change_detail"),
            models.CheckConstraint(condition=Q(checked__in=list(CHECKS)), name="people_change_checked"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="people_change_changes"),
        ]
        indexes = [models.Index("person", "id", name="people_change_of")]


class ListDiffers(models.Model):
    """One detail that the last list which named the person tells otherwise than it is kept here, where the list changes nothing."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.UUIDField(help_text="where the person is registered")
    person = models.UUIDField()
    detail = models.TextField(help_text="given_name, family_name, phone …")
    listed = models.TextField(help_text="what the list says")
    at = models.DateTimeField(help_text="when the list was read")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("person"), F("detail"), name="people_list_differs_once"),
            models.CheckConstraint(condition=Q(detail__in=list(NAMES)), name="people_list_differs_detail"),
        ]
        indexes = [models.Index("organisation", name="people_list_differs_of")]
