"""Until when a message is worth sending, and a way to find what else waits to be said about a request."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0005_no_patterns")]
    operations = [
        migrations.AddField(
            "notification",
            "until",
            models.DateTimeField(
                help_text="when its matter is over: not sent any more; none where it stays true", null=True
            ),
        ),
        migrations.AddIndex(
            "notification",
            models.Index(
                "request_id",
                condition=Q(sent_at=None, failed_at=None, withdrawn_at=None),
                name="messages_waiting_of",
            ),
        ),
    ]
