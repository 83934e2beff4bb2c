"""Drafts of pathways that a practice reads and tries, and reviews of them."""

from django.db import migrations, models

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [("library", "0002_review"), ("access", "0004_legitimate")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="made with the form: sent twice, it is one draft",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation", models.UUIDField()),
                ("problem", models.TextField()),
                ("file", models.TextField(help_text="the name of its file, as it was sent")),
                ("body", models.TextField(help_text="the YAML as it was sent")),
                ("by", models.TextField(help_text="name of the clinician")),
                ("identity", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index("organisation", "at", name="library_draft_of")]},
        ),
        protect("library_draft"),
        migrations.AddField(
            model_name="review",
            name="draft",
            field=models.UUIDField(
                help_text="the draft that was read, where it was not the text on duty", null=True
            ),
        ),
    ]
