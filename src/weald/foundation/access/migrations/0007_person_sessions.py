"""Sessions of people who sign in themselves."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0006_second_factor")]
    operations = []
