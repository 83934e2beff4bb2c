"""Somebody whom no message tells of their time is phoned: the call list says of which one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0006_in_order")]
    operations = [
        migrations.AddField(
            "callback",
            "appointment",
            models.UUIDField(help_text="the time that they are to be told of; none: how they are", null=True),
        ),
    ]
