"""Figures for those who may see no request."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests", "0007_concealed")]
    operations = []
