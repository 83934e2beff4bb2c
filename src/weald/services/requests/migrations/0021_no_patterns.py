"""No index for patterns, into which nobody looks."""

from django.db import migrations

from weald.foundation.database.indexes import without_patterns


class Migration(migrations.Migration):
    dependencies = [("requests", "0020_no_index_knows_state")]
    operations = [without_patterns("requests_request", "requests_entry")]
