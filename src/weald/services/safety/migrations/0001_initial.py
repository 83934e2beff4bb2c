"""Reports of what was unsafe, nearly so, or went well."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SafetyEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="made with the form: sent twice, it is one report",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reference", models.TextField(unique=True)),
                (
                    "organisation",
                    models.UUIDField(help_text="whose care it is about, which reads the report"),
                ),
                ("reported_at", models.DateTimeField()),
                ("reporter", models.TextField(help_text="staff or public")),
                ("by", models.TextField(help_text="name of the member of staff; empty for others")),
                (
                    "contact",
                    models.TextField(default="", help_text="how to reach who reported, where they left it"),
                ),
                (
                    "page",
                    models.TextField(
                        default="",
                        help_text="the pattern of the page that it was reported from, without what names anybody",
                    ),
                ),
                ("kind", models.TextField(help_text="EventType: one of TYPES")),
                ("what", models.TextField(help_text="description")),
                ("day", models.DateField(help_text="date", null=True)),
                (
                    "about_when",
                    models.TextField(default="", help_text="ApproximateDate, where the day is not known"),
                ),
                ("at", models.TimeField(help_text="PreciseTime", null=True)),
                ("place", models.TextField(default="", help_text="location")),
                ("physical_harm", models.TextField(default="", help_text="PhysicalHarm; empty: not known")),
                (
                    "psychological_harm",
                    models.TextField(default="", help_text="PsychologicalHarm; empty: not known"),
                ),
                (
                    "agents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, help_text="InvolvedAgents"
                    ),
                ),
                ("immediate_actions", models.TextField(default="", help_text="ImmediateActions")),
                (
                    "learn",
                    models.TextField(
                        default="", help_text="HowFutureOccurrence, or how it could be prevented"
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.TextField(default="")),
                ("finding", models.TextField(default="", help_text="what was done and learned")),
                (
                    "lfpse",
                    models.TextField(
                        default="", help_text="the reference in the national service, once recorded there"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.F("organisation"), models.F("reported_at"), name="safety_event_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("incident", "risk", "outcome", "good_care"))),
                        name="safety_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reporter__in", ("staff", "public"))), name="safety_reporter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("physical_harm__in", ("", "none", "low", "moderate", "severe", "fatal"))
                        ),
                        name="safety_physical_harm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("psychological_harm__in", ("", "none", "low", "moderate", "severe"))
                        ),
                        name="safety_psychological_harm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", "")),
                            models.Q(
                                ("reviewed_at__isnull", False), models.Q(("finding", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="safety_review_has_finding",
                    ),
                ],
            },
        ),
    ]
