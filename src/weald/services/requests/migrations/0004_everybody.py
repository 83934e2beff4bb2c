"""What everybody at the table needs of a request: whose worklist it lies on, who may not see it, what must be met."""

import django.contrib.postgres.fields
from django.db import migrations, models

# Row security holds for whoever migrates too: without saying who acts, nothing would be found to change.
HOLDER = """
select set_config('weald.basis', 'system', true);
update requests_request set holder = organisation;
alter table requests_request alter column holder set not null;
select set_config('weald.basis', '', true);
"""

# Whoever sees the request sees its rows: the pharmacy that it was referred to, the person who signed in. A new request
# and its rows come in one statement, in which it cannot be seen yet: then the row's own columns speak for it.
OF_REQUEST = "".join(
    f"drop policy requests_{table}_seen on requests_{table};"
    f"create policy requests_{table}_seen on requests_{table}"
    " using (exists (select 1 from requests_request r where r.id = request_id))"
    " with check (access_sees(organisation, null, null, request_id)"
    " or exists (select 1 from requests_request r where r.id = request_id));"
    for table in ("answer", "decision", "entry", "disagreement", "link")
)

HIDDEN = """
create policy requests_request_hidden on requests_request as restrictive
    using (not hidden or access_sees_hidden(organisation, serving, person, id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0003_recent_contacts"),
        ("access", "0004_legitimate"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="request",
            name="requests_state",
        ),
        migrations.RemoveIndex(
            model_name="request",
            name="requests_queue",
        ),
        migrations.AddField(
            model_name="request",
            name="again",
            field=models.TextField(default="", help_text="one of AGAIN, as said"),
        ),
        migrations.AddField(
            model_name="request",
            name="contact",
            field=models.SmallIntegerField(
                default=1, help_text="the how manieth within seven days about this problem"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="follows",
            field=models.UUIDField(help_text="the earlier request that this one is about again", null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="hidden",
            field=models.BooleanField(default=False, help_text="from everybody who acts for the person"),
        ),
        migrations.AddField(
            model_name="request",
            name="holder",
            field=models.UUIDField(
                help_text="the organisation on whose worklist it lies: always exactly one", null=True
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="language",
            field=models.TextField(default="", help_text="ISO 639 code of the language to interpret"),
        ),
        migrations.AddField(
            model_name="request",
            name="needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="what must be met: interpreter, step_free …",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="referral",
            field=models.UUIDField(
                help_text="the open referral, while another organisation holds it", null=True
            ),
        ),
        migrations.RunSQL(
            HOLDER,
            state_operations=[
                migrations.AlterField(
                    "request",
                    "holder",
                    models.UUIDField(
                        help_text="the organisation on whose worklist it lies: always exactly one"
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                models.F("holder"),
                models.F("kind"),
                models.F("due_at"),
                condition=models.Q(("state", "closed"), _negated=True),
                name="requests_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("waiting", "confirmed", "advised", "booked", "referred", "closed"))
                ),
                name="requests_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("again__in", ("", "worse", "not_better", "waiting"))),
                name="requests_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("referral__isnull", False),
                        ("serving", models.F("holder")),
                        ("state", "referred"),
                        models.Q(("holder", models.F("organisation")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "referred"), _negated=True),
                        ("holder", models.F("organisation")),
                        ("referral", None),
                    ),
                    _connector="OR",
                ),
                name="requests_on_one_worklist",
            ),
        ),
        migrations.RunSQL(OF_REQUEST),
        migrations.RunSQL(HIDDEN),
    ]
