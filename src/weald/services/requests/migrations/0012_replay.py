"""What a decision stands on besides its answers, so that it can be worked out again; what a clinician would have decided
instead; and the answer to their note."""

import django.db.models.functions.datetime
from django.db import migrations, models

from weald.foundation.access.security import only_added, protect

KEY = (
    "alter table requests_disagreementanswer add constraint requests_disagreementanswer_of_request"
    " foreign key (organisation, request_id) references requests_request (organisation, id)"
    " on update cascade deferrable initially immediate;"
)


class Migration(migrations.Migration):
    dependencies = [("requests", "0011_seldom_asked")]
    operations = [
        migrations.AddField(
            "decision",
            "stands_on",
            models.JSONField(
                null=True,
                help_text="of the rules' decision: the person as triage read them, contacts, what triage alone decided",
            ),
        ),
        migrations.AddField(
            "disagreement",
            "level",
            models.TextField(
                default="", db_default="", help_text="what they would have decided, if they said so"
            ),
        ),
        migrations.CreateModel(
            name="DisagreementAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.TextField(help_text="name of who did it")),
                ("identity", models.UUIDField(null=True)),
                ("disagreement", models.BigIntegerField(unique=True)),
                ("sentence", models.TextField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(KEY, migrations.RunSQL.noop),
        protect("requests_disagreementanswer", subject="request_id"),
        only_added("requests_disagreementanswer"),
    ]
