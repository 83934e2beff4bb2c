"""Lines of a story that whoever acts for the person does not see."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests", "0006_second_contact")]
    operations = []
