"""Who is on duty is read on every page of a request: without an index, through all sessions that ever were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_row_security")]
    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index("organisation", "ends_at", name="appointments_on_duty"),
        )
    ]
