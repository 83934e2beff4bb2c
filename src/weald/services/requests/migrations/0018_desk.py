"""What a desk began and did not send is found without reading everybody's drafts."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("requests", "0017_booking")]
    operations = [
        migrations.AddIndex(
            "draft",
            models.Index(
                "organisation", "device_hash", condition=Q(sent_at=None), name="requests_draft_of_desk"
            ),
        ),
    ]
