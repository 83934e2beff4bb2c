"""No index for patterns, into which nobody looks."""

from django.db import migrations

from weald.foundation.database.indexes import without_patterns


class Migration(migrations.Migration):
    dependencies = [("messages", "0004_to_a_person")]
    operations = [without_patterns("messages_notification", "messages_message")]
