"""Places that are held for somebody for a stated time."""

import django.db.models.deletion
from django.db import migrations, models

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0007_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="who serves")),
                ("responsible", models.UUIDField(help_text="whose request it is")),
                ("request_id", models.UUIDField()),
                ("person", models.UUIDField(null=True)),
                ("state", models.TextField(default="held")),
                ("told_by", models.TextField(help_text="sms, email …; phone where staff call them")),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "second_slot",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.slot",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appointments.slot"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("until"),
                        condition=models.Q(("state", "held")),
                        name="appointments_hold_lapses",
                    ),
                    models.Index(
                        models.F("organisation"),
                        condition=models.Q(("state", "held")),
                        name="appointments_held_at",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("request_id"),
                        condition=models.Q(("state", "held")),
                        name="appointments_one_hold_for_a_request",
                    ),
                    models.UniqueConstraint(
                        models.F("slot"), models.F("request_id"), name="appointments_offered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("held", "accepted", "declined", "lapsed", "withdrawn"))
                        ),
                        name="appointments_hold_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointments_hold_ends",
                    ),
                ],
            },
        ),
        protect(
            "appointments_hold",
            responsible="responsible",
            serving="organisation",
            person="person",
            subject="request_id",
        ),
    ]
