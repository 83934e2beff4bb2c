"""Calls that nobody answered are counted for whoever is phoned for a recall."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0029_within")]
    operations = [
        migrations.AddField(
            "recalled",
            "calls",
            models.SmallIntegerField(default=0, db_default=0, help_text="that nobody answered"),
        ),
        migrations.AlterField(
            "recalled",
            "next_at",
            models.DateTimeField(
                help_text="when it is looked at next; after a call that nobody answered, when to try next"
            ),
        ),
    ]
