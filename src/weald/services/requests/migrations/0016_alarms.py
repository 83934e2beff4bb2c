"""What staff must act on while there is time, and since when somebody knew."""

from django.db import migrations, models
from django.db.models import Q

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0015_invited"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="whose manager is alarmed")),
                ("kind", models.TextField(help_text="one of ALARMS")),
                (
                    "about",
                    models.TextField(help_text="the request, session, service or channel that it is about"),
                ),
                ("request_id", models.UUIDField(null=True)),
                ("level", models.TextField(default="")),
                ("due_at", models.DateTimeField(help_text="until when there is time", null=True)),
                ("figures", models.JSONField(default=dict, help_text="counts that say how bad it is")),
                ("raised_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.TextField(default="")),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index("organisation", "raised_at", name="requests_alarm_of")],
                "constraints": [
                    models.UniqueConstraint(
                        "organisation",
                        "kind",
                        "about",
                        condition=Q(done_at=None),
                        name="requests_one_alarm_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind__in=("due", "full", "contacts", "reserve", "notices")),
                        name="requests_alarm_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(seen_at=None, seen_by="") | Q(seen_at__isnull=False) & ~Q(seen_by=""),
                        name="requests_alarm_seen_by_somebody",
                    ),
                ],
            },
        ),
        protect("requests_alarm"),
    ]
