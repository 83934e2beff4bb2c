"""Who is on the telephone with whom: two people never dial one person."""

from django.db import migrations, models

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [("requests", "0026_most_ahead")]
    operations = [
        migrations.CreateModel(
            name="Calling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="whose staff call")),
                (
                    "about",
                    models.UUIDField(
                        help_text="the person, or the request of somebody whom nobody has matched"
                    ),
                ),
                ("identity", models.UUIDField(help_text="who calls them")),
                ("name", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint("organisation", "about", name="requests_one_call_at_a_time")
                ],
            },
        ),
        protect("requests_calling"),
    ]
