"""Who acts for whom."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search")]
    operations = []
