"""The second factor of staff, and what limits wrong tries."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0005_sealing")]
    operations = []
