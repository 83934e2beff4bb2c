"""The appointments of a request are found by an index: the one that is unique knows only what is ahead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0010_booking")]
    operations = [
        migrations.AddIndex("appointment", models.Index("request_id", name="appointments_of_request")),
    ]
