"""Since when a session has its safe number of contacts: others are offered before it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0008_hold"),
    ]

    operations = [
        migrations.AddField(
            "session",
            "crowded_at",
            models.DateTimeField(null=True, help_text="since when it has its safe number of contacts"),
        ),
        migrations.AddIndex(
            "session",
            models.Index(
                "organisation", condition=Q(crowded_at__isnull=False), name="appointments_session_crowded"
            ),
        ),
    ]
