"""Offers that nobody answered are counted by day: somebody at work leaves several of one day unanswered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0032_most_ahead")]
    operations = [
        migrations.AddField(
            "waiting", "lapsed_on", models.DateField(null=True, help_text="the last of these days")
        ),
        migrations.AlterField(
            "waiting",
            "lapsed",
            models.SmallIntegerField(
                default=0, help_text="days on which an offer went unanswered, and none was answered since"
            ),
        ),
    ]
