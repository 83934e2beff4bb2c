"""Sessions that a practice keeps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appointments", "0004_longer")]
    operations = []
