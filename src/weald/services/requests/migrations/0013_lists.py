"""The waiting list, invitations to book, recalls, and who does not want to be asked.

Whoever acts for a person sees nothing that comes of a request which is hidden from them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from weald.foundation.access.security import protect

KEYS = (
    "".join(
        f"alter table requests_{table} add constraint requests_{table}_of_request"
        " foreign key (organisation, request_id) references requests_request (organisation, id)"
        " on update cascade deferrable initially immediate;"
        for table in ("waiting", "invitation")
    )
    + "alter table appointments_hold add constraint appointments_hold_of_request"
    " foreign key (responsible, request_id) references requests_request (organisation, id)"
    " on update cascade deferrable initially immediate;"
    "create policy appointments_hold_hidden on appointments_hold as restrictive for select"
    " using (access_basis() <> 'person' or requests_seen(request_id));"
    "create policy requests_waiting_hidden on requests_waiting as restrictive for select"
    " using (access_basis() <> 'person' or requests_seen(request_id));"
    "create policy requests_invitation_hidden on requests_invitation as restrictive for select"
    " using (access_basis() <> 'person' or request_id is null or requests_seen(request_id));"
)


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0012_replay"),
        ("appointments", "0008_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField(help_text="none until the person uses it", null=True)),
                ("person", models.UUIDField(null=True)),
                ("recall", models.UUIDField(null=True)),
                ("reason", models.TextField(help_text="one of REASONS, or empty")),
                ("services", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="empty for any"
                    ),
                ),
                (
                    "clinic",
                    models.TextField(default="", help_text="whose slots they are given, and no others"),
                ),
                ("earliest", models.DateField()),
                ("latest", models.DateField()),
                ("message", models.TextField(default="", help_text="from the practice, on the page")),
                ("token_hash", models.BinaryField(null=True, unique=True)),
                (
                    "tries",
                    models.SmallIntegerField(default=0, help_text="wrong dates of birth; five end the link"),
                ),
                ("expires_at", models.DateTimeField()),
                ("state", models.TextField(default="sent")),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "key",
                    models.TextField(
                        help_text="the press of a button, or the recall, that made it", unique=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NotAgain",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("person", models.UUIDField()),
                ("reason", models.TextField()),
                ("until", models.DateField(help_text="none: not again", null=True)),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Recall",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("reason", models.TextField()),
                ("services", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("modes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("clinic", models.TextField(default="")),
                ("earliest", models.DateField()),
                ("latest", models.DateField()),
                ("message", models.TextField(default="")),
                (
                    "remind_weeks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), help_text="weeks after the first message"
                    ),
                ),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Recalled",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("nhs_number", models.TextField()),
                ("person", models.UUIDField(null=True)),
                ("invitation", models.UUIDField(null=True)),
                ("state", models.TextField(default="waiting")),
                ("reminders", models.SmallIntegerField(default=0, help_text="sent after the first message")),
                ("next_at", models.DateTimeField(help_text="when it is looked at next")),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("person", models.UUIDField(null=True)),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="that suit; empty for any"
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), help_text="0 is Monday; empty for any"
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="morning, afternoon, evening; empty for any"
                    ),
                ),
                ("own_only", models.BooleanField(default=False, help_text="at the own practice only")),
                ("earliest", models.DateField(null=True)),
                ("latest", models.DateField(null=True)),
                ("since", models.DateTimeField()),
                ("state", models.TextField(default="waiting")),
                (
                    "lapsed",
                    models.SmallIntegerField(default=0, help_text="offers in a row that nobody answered"),
                ),
                (
                    "looked_at",
                    models.DateTimeField(help_text="when free times were last compared with it", null=True),
                ),
                ("added_by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(default="", help_text="booked, left, closed, over")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="requests_channel",
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ("online", "phone", "walk_in", "nhs_app", "partner", "invited"))
                ),
                name="requests_channel",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                models.F("request_id"),
                condition=models.Q(("request_id__isnull", False)),
                name="requests_invitation_of",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(models.F("person"), models.F("made_at"), name="requests_invited"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("sent", "booked", "declined", "ended"))),
                name="requests_invitation_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("latest__gte", models.F("earliest"))), name="requests_invitation_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("services", []), _negated=True), name="requests_invitation_services"
            ),
        ),
        migrations.AddConstraint(
            model_name="notagain",
            constraint=models.UniqueConstraint(
                models.F("person"), models.F("reason"), name="requests_not_again_once"
            ),
        ),
        migrations.AddIndex(
            model_name="recall",
            index=models.Index(models.F("organisation"), models.F("made_at"), name="requests_recalls_of"),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.CheckConstraint(
                condition=models.Q(("latest__gte", models.F("earliest"))), name="requests_recall_order"
            ),
        ),
        migrations.AddField(
            model_name="recalled",
            name="recall",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="requests.recall"
            ),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                models.F("organisation"), condition=models.Q(("state", "waiting")), name="requests_who_wait"
            ),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                models.F("looked_at"), condition=models.Q(("state", "waiting")), name="requests_waiting_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                models.F("request_id"),
                condition=models.Q(("state", "ended"), _negated=True),
                name="requests_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "paused", "ended"))),
                name="requests_waiting_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("earliest", None),
                    ("latest", None),
                    ("latest__gte", models.F("earliest")),
                    _connector="OR",
                ),
                name="requests_waiting_order",
            ),
        ),
        migrations.AddIndex(
            model_name="recalled",
            index=models.Index(
                models.F("next_at"),
                condition=models.Q(("state__in", ["waiting", "told"])),
                name="requests_recalled_next",
            ),
        ),
        migrations.AddIndex(
            model_name="recalled",
            index=models.Index(
                models.F("invitation"),
                condition=models.Q(("invitation__isnull", False)),
                name="requests_recalled_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="recalled",
            constraint=models.UniqueConstraint(
                models.F("recall"), models.F("nhs_number"), name="requests_recalled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recalled",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "waiting",
                            "told",
                            "to_call",
                            "called",
                            "booked",
                            "declined",
                            "not_asked",
                            "unknown",
                        ),
                    )
                ),
                name="requests_recalled_state",
            ),
        ),
        protect("requests_waiting", person="person", subject="request_id"),
        protect("requests_invitation", person="person", subject="coalesce(request_id, id)"),
        protect("requests_recall"),
        protect("requests_recalled", person="person"),
        protect("requests_notagain", person="person"),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
    ]
