"""What must be met for somebody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_proxies")]
    operations = []
