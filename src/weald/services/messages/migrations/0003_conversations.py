"""Conversations, attachments and safety-net calls."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_row_security")]
    operations = []
