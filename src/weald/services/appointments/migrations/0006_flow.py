"""Rooms, protected time and leave as sessions, weeks that recur, overbooking, what is kept for today, and safe numbers of contacts."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0005_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactLimit",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("service", models.TextField()),
                ("a_day", models.SmallIntegerField()),
                ("guidance", models.TextField(help_text="whose, in words")),
            ],
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                ("organisation", models.UUIDField(primary_key=True, serialize=False)),
                ("share", models.SmallIntegerField(help_text="per cent of the places of a day")),
                (
                    "released_minutes",
                    models.SmallIntegerField(help_text="before a kept slot begins, when it is released"),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="appointments_session_kind",
        ),
        migrations.RemoveConstraint(
            model_name="slot",
            name="appointments_slot_not_overfull",
        ),
        migrations.RemoveConstraint(
            model_name="weeklysession",
            name="appointments_one_weekly_session",
        ),
        migrations.RemoveConstraint(
            model_name="weeklysession",
            name="appointments_weekly_order",
        ),
        migrations.AddField(
            model_name="appointment",
            name="overbooked_why",
            field=models.TextField(
                db_default="", default="", help_text="why staff gave a place beyond the slot's capacity"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="clinic",
            field=models.TextField(
                db_default="",
                default="",
                help_text="name of the clinic that only people invited to it are given",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="contact_limit",
            field=models.SmallIntegerField(
                help_text="safe number of contacts; beyond it the manager is alarmed", null=True
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="note",
            field=models.TextField(
                db_default="", default="", help_text="what protected time or leave is for"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="room",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="travel_minutes",
            field=models.SmallIntegerField(
                db_default=0, default=0, help_text="between two slots, on home visits"
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="clinic",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="slot",
            name="extra",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="kept_until",
            field=models.DateTimeField(
                help_text="until then only requests decided `today` are given it", null=True
            ),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="clinic",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="contact_limit",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="every_weeks",
            field=models.SmallIntegerField(
                db_default=1, default=1, help_text="1 is every week, 2 every other week …"
            ),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="first_week",
            field=models.DateField(
                help_text="the Monday from which the weeks are counted, and before which there is none",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="last_day",
            field=models.DateField(help_text="after which it is not published any more", null=True),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="note",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="room",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="weeklysession",
            name="travel_minutes",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="slot",
            name="taken",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("slot", "duty_list", "call_back", "home_visit", "protected", "leave"))
                ),
                name="appointments_session_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("cancelled_at", None), ("room__isnull", False)),
                expressions=[
                    ("room", "="),
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
                name="appointments_one_session_in_a_room",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra__gte", 0),
                    ("taken__gte", 0),
                    (
                        "taken__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("capacity"), "+", models.F("extra")
                        ),
                    ),
                ),
                name="appointments_slot_not_overfull",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("professional"),
                models.F("weekday"),
                models.F("starts"),
                models.F("first_week"),
                name="appointments_one_weekly_session",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends", models.F("starts")), _negated=True),
                name="appointments_weekly_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_weeks__range", (1, 8))),
                name="appointments_weekly_every",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklysession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every_weeks", 1),
                    ("first_week__isnull", False),
                    _connector="OR",
                ),
                name="appointments_weekly_recurs",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlimit",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("service"), name="appointments_one_contact_limit"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("a_day__gt", 0)), name="appointments_contact_limit_is_some"
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__range", (0, 100))), name="appointments_reserve_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_minutes__range", (0, 1440))),
                name="appointments_reserve_released",
            ),
        ),
    ]
