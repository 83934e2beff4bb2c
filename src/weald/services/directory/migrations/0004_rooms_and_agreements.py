"""Rooms of a building, and agreements by which one organisation sees people of another."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, help_text="of these kinds; empty for all"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(help_text="the first day on which it holds no more", null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        help_text="whose people",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="directory.organisation",
                    ),
                ),
                (
                    "sees",
                    models.ForeignKey(
                        help_text="who sees them",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("sees"),
                        models.F("since"),
                        name="directory_one_agreement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("sees")), _negated=True),
                        name="directory_agreement_is_with_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="directory_agreement_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("in_use", models.BooleanField(db_default=True, default=True)),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="directory.premises",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("premises"), models.F("name"), name="directory_one_room")
                ],
            },
        ),
    ]
