"""The seals of the audit."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0004_legitimate")]
    operations = []
