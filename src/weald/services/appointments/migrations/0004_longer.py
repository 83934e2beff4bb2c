"""Appointments that take more than one slot."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_on_duty")]
    operations = []
