"""Appointments of a person are found by an index that has none of those whom nobody has matched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0015_after_its_last_day")]
    operations = [
        migrations.RemoveIndex("appointment", "appointments_of_person"),
        migrations.AddIndex(
            "appointment",
            models.Index(
                "person", "starts_at", condition=models.Q(person__isnull=False), name="appointments_of_person"
            ),
        ),
    ]
