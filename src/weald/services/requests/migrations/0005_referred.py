"""Requests that another organisation holds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests", "0004_everybody")]
    operations = []
