"""Sessions that a practice keeps: weekly templates, and sessions that were cancelled."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0004_longer"),
    ]

    operations = [
        migrations.CreateModel(
            name="WeeklySession",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("professional", models.UUIDField()),
                ("professional_name", models.TextField()),
                ("service", models.TextField()),
                ("premises", models.UUIDField(null=True)),
                ("place", models.TextField()),
                ("kind", models.TextField()),
                ("mode", models.TextField()),
                ("category", models.TextField()),
                ("setting", models.TextField()),
                ("weekday", models.SmallIntegerField(help_text="0 is Monday")),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("slot_minutes", models.SmallIntegerField()),
                ("capacity", models.SmallIntegerField(default=1)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="appointments_one_place_at_a_time",
        ),
        migrations.AddField(
            model_name="session",
            name="cancelled_at",
            field=models.DateTimeField(help_text="its time is the professional's own again", null=True),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("cancelled_at", None)),
                expressions=[
                    ("professional", "="),
                    (
                        models.Func(
                            "starts_at",
                            "ends_at",
                            models.Value("[)"),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="appointments_one_place_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("professional"),
                models.F("weekday"),
                models.F("starts"),
                name="appointments_one_weekly_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))), name="appointments_weekly_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="appointments_weekly_order"
            ),
        ),
    ]
