"""Figures for those who may see no request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0007_concealed")]
    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index("organisation", "sent_at", name="requests_of_day"),
        ),
    ]
