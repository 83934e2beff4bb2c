"""Conversations with their files and templates, asking people again, and what becomes of a notice that was handed over.

The tables of a request are seen by whoever sees it. Their policies and keys look at the request by SQL text, so this
migration comes after the one that made requests visible to everybody at the table.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

from weald.foundation.access.security import protect

OF_REQUEST = "".join(
    f"alter table messages_{table} enable row level security;"
    f"alter table messages_{table} force row level security;"
    f"create policy messages_{table}_seen on messages_{table}"
    " using (exists (select 1 from requests_request r where r.id = request_id))"
    " with check (exists (select 1 from requests_request r where r.id = request_id));"
    f"alter table messages_{table} add constraint messages_{table}_of_request"
    " foreign key (organisation, request_id) references requests_request (organisation, id) on update cascade;"
    for table in ("message", "attachment", "conversation", "callback")
)

# What was said stays as it was said; only when it was read is filled in.
ONLY_ADDED = """
revoke update, delete, truncate on messages_message, messages_attachment from weald_app;
grant update (read_at) on messages_message to weald_app;
revoke delete, truncate on messages_callback, messages_conversation from weald_app;
alter table messages_message add constraint messages_message_in_request unique (request_id, id);
alter table messages_attachment add constraint messages_attachment_of_message
    foreign key (request_id, message_id) references messages_message (request_id, id);
"""

# What was handed over before anybody asked what became of it counts as delivered. Row security holds for whoever
# migrates too: without saying who acts, nothing would be found to change.
DELIVERED = """
select set_config('weald.basis', 'system', true);
update messages_notification set routes = jsonb_build_array(jsonb_build_array(by, "to"));
update messages_notification set delivered_at = sent_at, delivered_by = by where sent_at is not null;
select set_config('weald.basis', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_row_security"), ("requests", "0004_everybody")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("message_id", models.UUIDField()),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("kind", models.TextField(help_text="image or pdf")),
                ("media_type", models.TextField()),
                ("body", models.BinaryField()),
                ("size", models.IntegerField(help_text="bytes")),
                ("sha256", models.BinaryField()),
                ("width", models.IntegerField(help_text="pixels", null=True)),
                ("height", models.IntegerField(help_text="pixels", null=True)),
                ("pages", models.IntegerField(null=True)),
                ("scanned_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("due_at", models.DateTimeField()),
                ("note", models.TextField(default="", help_text="what to listen for; only staff read it")),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("state", models.TextField(default="waiting")),
                (
                    "next_at",
                    models.DateTimeField(
                        help_text="when the job looks at it next, or, on the call list, when to phone next"
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0, help_text="calls that nobody answered")),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.TextField(default="", help_text="name of who answered, or wrote the answer down"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("request_id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("replies_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("sender", models.TextField(help_text="person or staff")),
                ("by", models.TextField(help_text="name of who wrote it")),
                ("identity", models.UUIDField(null=True)),
                ("body", models.TextField(help_text="as written")),
                ("at", models.DateTimeField()),
                (
                    "key",
                    models.TextField(help_text="the press of a button that sent it: sent once", unique=True),
                ),
                ("asks_photo", models.BooleanField(default=False, help_text="a clinician asks for a photo")),
                (
                    "heard",
                    models.JSONField(default=list, help_text="signs of danger that its words speak of"),
                ),
                ("read_at", models.DateTimeField(help_text="when the other side first opened it", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("name", models.TextField()),
                ("body", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notification",
            name="messages_by",
        ),
        migrations.AddField(
            model_name="notification",
            name="delivered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="delivered_by",
            field=models.TextField(default="", help_text="the way by which it arrived"),
        ),
        migrations.AddField(
            model_name="notification",
            name="raised_at",
            field=models.DateTimeField(help_text="when staff were asked to phone instead", null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="routes",
            field=models.JSONField(
                default=list, help_text="[way, address] in the order in which they are tried"
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="supplier_id",
            field=models.TextField(default="", help_text="the supplier's own name for it"),
        ),
        migrations.AddField(
            model_name="notification",
            name="urgent",
            field=models.BooleanField(
                default=False, help_text="staff hear within two hours that it did not arrive"
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="by",
            field=models.TextField(help_text="app, sms, email or letter: the way that is tried first"),
        ),
        migrations.AlterField(
            model_name="notification",
            name="failed_at",
            field=models.DateTimeField(help_text="when we gave it up", null=True),
        ),
        migrations.AlterField(
            model_name="notification",
            name="not_before",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                help_text="when it is sent, or looked after, next",
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="sent_at",
            field=models.DateTimeField(help_text="when the supplier had taken it", null=True),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                models.F("not_before"),
                condition=models.Q(("delivered_at", None), ("failed_at", None), ("sent_at__isnull", False)),
                name="messages_on_their_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ("app", "sms", "email", "letter"))), name="messages_by"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(models.F("request_id"), models.F("message_id"), name="messages_attachment_of"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["image", "pdf"])), name="messages_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                models.F("next_at"),
                condition=models.Q(("state__in", ["waiting", "asked"])),
                name="messages_callback_due",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                models.F("organisation"),
                models.F("next_at"),
                condition=models.Q(("state", "to_call")),
                name="messages_callback_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(
                models.F("request_id"), models.F("due_at"), name="messages_callback_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "asked", "to_call", "done", "ended"))),
                name="messages_callback_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer__in", ("better", "same", "worse")),
                        ("answered_at__isnull", False),
                        ("state", "done"),
                    ),
                    models.Q(
                        models.Q(("state", "done"), _negated=True), ("answer", ""), ("answered_at", None)
                    ),
                    _connector="OR",
                ),
                name="messages_callback_done_has_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(models.F("request_id"), models.F("id"), name="messages_message_of"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("sender__in", ("person", "staff"))), name="messages_sender"
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("name"), name="messages_template_name"
            ),
        ),
        migrations.RunSQL(DELIVERED),
        migrations.RunSQL(OF_REQUEST),
        migrations.RunSQL(ONLY_ADDED),
        protect("messages_template"),
    ]
