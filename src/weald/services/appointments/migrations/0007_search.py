"""The index of free slots knows how people are seen: the earliest of each mode is found without reading the others."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0006_flow"),
    ]

    operations = [
        migrations.RemoveIndex("slot", "appointments_slot_free"),
        migrations.AddIndex(
            "slot",
            models.Index(
                "organisation",
                "service",
                "mode",
                "starts_at",
                condition=Q(taken__lt=F("capacity")),
                name="appointments_slot_free",
            ),
        ),
    ]
