"""Messages about a person instead of a request, and messages that are taken back before they are sent."""

from django.db import migrations, models
from django.db.models import Q

# What is told about a person is seen like the person; what is about a request, like the request.
SEEN = """
drop policy messages_notification_seen on messages_notification;
create policy messages_notification_seen on messages_notification
    using (access_sees(organisation, null, person, request_id))
    with check (access_sees(organisation, null, person, request_id));
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0003_conversations")]
    operations = [
        migrations.AlterField(
            "notification",
            "request_id",
            models.UUIDField(help_text="the request that it is about", null=True),
        ),
        migrations.AddField(
            "notification",
            "person",
            models.UUIDField(help_text="whom it is about, where it is about no request", null=True),
        ),
        migrations.AddField(
            "notification",
            "withdrawn_at",
            models.DateTimeField(help_text="kept back or taken back: never sent", null=True),
        ),
        migrations.AddField(
            "notification",
            "withdrawn_why",
            models.TextField(default="", help_text="died, hidden …"),
        ),
        migrations.AddConstraint(
            "notification",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at=None), name="messages_withdrawn_is_not_sent"
            ),
        ),
        migrations.RunSQL(SEEN),
    ]
