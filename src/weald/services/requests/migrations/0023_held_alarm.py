"""An alarm before a held time goes on although nobody has asked its person."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("requests", "0022_waiting_calls")]
    operations = [
        migrations.RemoveConstraint("alarm", "requests_alarm_kind"),
        migrations.AddConstraint(
            "alarm",
            models.CheckConstraint(
                condition=Q(kind__in=("due", "full", "held", "contacts", "reserve", "notices")),
                name="requests_alarm_kind",
            ),
        ),
    ]
