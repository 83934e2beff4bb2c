"""Somebody asks about the same again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests", "0005_referred")]
    operations = []
