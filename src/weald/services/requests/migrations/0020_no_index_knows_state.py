"""No index knows the state of a request, which changes at nearly every step; room for the next version of a row is left beside
it. So a step writes one row, and no index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("requests", "0019_planners_measures")]
    operations = [
        migrations.RemoveIndex("request", "requests_queue"),
        migrations.RemoveIndex("request", "requests_referred"),
        migrations.AddIndex(
            "request",
            models.Index("holder", "kind", "due_at", condition=Q(closed_at=None), name="requests_queue"),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                "organisation", "due_at", condition=Q(referral__isnull=False), name="requests_referred"
            ),
        ),
        migrations.RunSQL(
            "alter table requests_request set (fillfactor = 80)",
            "alter table requests_request reset (fillfactor)",
        ),
    ]
