"""Row security of notifications."""

from django.db import migrations

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_initial"), ("access", "0002_row_security")]
    operations = [protect("messages_notification", subject="request_id")]
