"""A request knows the newest invitation of its person: booking asks for what it allows only where there is one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0014_promises")]
    operations = [
        migrations.AddField(
            "request",
            "invitation",
            models.UUIDField(null=True, help_text="the newest one, which says what its person may book"),
        ),
    ]
