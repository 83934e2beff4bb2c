"""Dentists and opticians stand in the directory too, and it is known where opening times come from."""

from django.db import migrations, models
from django.db.models import Q

KINDS = ["practice", "hub", "pharmacy", "dentist", "optician", "care_home", "icb", "other"]


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_no_facts_of_areas")]

    operations = [
        migrations.RemoveConstraint(model_name="organisation", name="directory_organisation_kind"),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="directory_organisation_kind"
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="hours_from",
            field=models.TextField(
                db_default="",
                default="",
                help_text="the file that gave its opening times; empty where somebody entered them",
            ),
        ),
    ]
