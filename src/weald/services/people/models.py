"""Persons known to an organisation."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager
from weald.services.people.needs import NEEDS


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
    merged_into = models.UUIDField(null=True)
    died_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "id", name="people_person_in_organisation"),
            models.CheckConstraint(
                condition=Q(sex__in=["female", "male", "unknown"]), name="people_person_sex"
            ),
            models.CheckConstraint(
                condition=Q(contact_by__in=["sms", "email", "phone", "letter"]), name="people_person_contact"
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
