"""Open requests that belong to no record are found at Reception without reading those of every year and every practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0027_calling")]
    operations = [
        migrations.AddIndex(
            "request",
            models.Index(
                "holder",
                "birth_date",
                condition=models.Q(person=None, closed_at=None),
                name="requests_open_of_nobody",
            ),
        )
    ]
