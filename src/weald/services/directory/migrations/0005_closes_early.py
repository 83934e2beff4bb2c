"""A day on which an organisation closes early, and not for all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_rooms_and_agreements")]

    operations = [
        migrations.AddField(
            model_name="closure",
            name="closes_at",
            field=models.TimeField(
                help_text="London wall time from which on; empty for the whole day", null=True
            ),
        ),
    ]
