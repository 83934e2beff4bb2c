"""Appointments that take two slots of a session that follow each other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_on_duty")]
    operations = [
        migrations.AddField(
            "appointment",
            "second_slot",
            models.ForeignKey(
                "appointments.slot",
                on_delete=django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                db_index=False,
                help_text="the slot after it, where the appointment takes both",
            ),
        ),
        migrations.AddConstraint(
            "appointment",
            models.UniqueConstraint(
                models.F("second_slot"),
                condition=models.Q(
                    ("second_slot__isnull", False),
                    ("sole", True),
                    models.Q(("state", "cancelled"), _negated=True),
                ),
                name="appointments_never_two_seconds",
            ),
        ),
    ]
