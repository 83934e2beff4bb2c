"""Persons known to an organisation."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from weald.foundation.access.models import PersonalManager


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
