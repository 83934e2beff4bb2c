"""Restricted records, emergency access, and more reasons to see a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("organisation", models.UUIDField(help_text="for whom they worked")),
                (
                    "registered",
                    models.UUIDField(
                        help_text="where the person is registered, which sees the case too", null=True
                    ),
                ),
                ("identity", models.UUIDField()),
                ("name", models.TextField()),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(default="")),
                ("finding", models.TextField(default="", help_text="justified or not, and what was done")),
            ],
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("person", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.UUIDField(help_text="where they are registered, which restricts and clears"),
                ),
                ("reason", models.TextField()),
                ("since", models.DateTimeField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="relationship",
            name="access_relationship_basis",
        ),
        migrations.AlterField(
            model_name="relationship",
            name="basis",
            field=models.TextField(help_text="one of BASES"),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "basis__in",
                        (
                            "registration",
                            "referral",
                            "appointment",
                            "team",
                            "care_home",
                            "proxy",
                            "emergency",
                            "cleared",
                        ),
                    )
                ),
                name="access_relationship_basis",
            ),
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(models.F("organisation"), models.F("opened_at"), name="access_emergency_of"),
        ),
    ]
