"""Whoever waits for a time and whom no message reaches stands on the call list."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("requests", "0021_no_patterns")]
    operations = [
        migrations.AddField(
            "waiting",
            "call_since",
            models.DateTimeField(null=True, help_text="since when staff are to phone; none: they need not"),
        ),
        migrations.AddField(
            "waiting", "call_next_at", models.DateTimeField(null=True, help_text="when to try next")
        ),
        migrations.AddField(
            "waiting",
            "calls",
            models.SmallIntegerField(
                default=0, db_default=0, help_text="about what they are phoned about now"
            ),
        ),
        migrations.AddField(
            "waiting",
            "call_times",
            django.contrib.postgres.fields.ArrayField(
                models.UUIDField(),
                default=list,
                db_default=[],
                help_text="slots that suited when they were last looked at, to tell them of",
            ),
        ),
        migrations.AddConstraint(
            "waiting",
            models.CheckConstraint(
                condition=Q(call_since=None, call_next_at=None)
                | Q(call_since__isnull=False, call_next_at__isnull=False),
                name="requests_waiting_call",
            ),
        ),
        migrations.AddIndex(
            "waiting",
            models.Index(
                "organisation", condition=Q(call_since__isnull=False), name="requests_waiting_to_call"
            ),
        ),
    ]
