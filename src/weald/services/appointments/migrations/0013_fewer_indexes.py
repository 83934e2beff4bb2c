"""No index for patterns, into which nobody looks, and none for a key that another index begins with."""

from django.db import migrations, models

from weald.foundation.database.indexes import without_patterns


class Migration(migrations.Migration):
    dependencies = [("appointments", "0012_by_service")]
    operations = [
        without_patterns("appointments_appointment"),
        migrations.AlterField(
            "slot",
            "session",
            models.ForeignKey(
                "appointments.session", on_delete=models.PROTECT, related_name="slots", db_index=False
            ),
        ),
    ]
