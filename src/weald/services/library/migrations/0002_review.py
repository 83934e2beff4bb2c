"""Who read which text of the content, and found what."""

import django.db.models.functions.datetime
from django.db import migrations, models

from weald.foundation.access.security import only_added, protect

# Self-service asks whether a text is signed while a patient acts, who sees no review. The function tells digests and nothing
# else: those with which somebody of the practice agrees, and nobody there wants a change. Of each clinician the last word
# about a text counts; what was signed in a demonstration does not.
SIGNED = """
create function library_signed(party uuid) returns setof text
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    return query
    with latest as (
        select distinct on (r.digest, r.identity) r.digest, r.verdict from library_review r
        where r.organisation = party and not r.demonstration
        order by r.digest, r.identity, r.at desc, r.id desc
    )
    select l.digest from latest l group by l.digest having bool_and(l.verdict = 'agree');
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function library_signed(uuid) from public;
grant execute on function library_signed(uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial"), ("access", "0004_legitimate")]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("body", models.TextField()),
                ("loaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="made with the form: sent twice, it is one review",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation", models.UUIDField()),
                (
                    "text",
                    models.TextField(
                        help_text="the problem of the pathway, or `common` for what all pathways share"
                    ),
                ),
                (
                    "digest",
                    models.TextField(help_text="of the text that was read (engines.triage.digests)"),
                ),
                ("release", models.TextField(help_text="the content that was on duty")),
                ("verdict", models.TextField()),
                ("note", models.TextField(default="")),
                ("by", models.TextField(help_text="name of the clinician")),
                (
                    "role",
                    models.TextField(
                        help_text="as they describe themselves: GP, nurse, clinical safety officer …"
                    ),
                ),
                ("identity", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "demonstration",
                    models.BooleanField(help_text="given in a demonstration: it never counts for care"),
                ),
            ],
            options={
                "indexes": [models.Index("organisation", "digest", name="library_review_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ("agree", "change"))), name="library_verdict"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "change"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="library_change_has_note",
                    ),
                ],
            },
        ),
        protect("library_review"),
        only_added("library_review"),
        only_added("library_release"),
        only_added("library_policy"),
        migrations.RunSQL(SIGNED, "drop function library_signed(uuid);"),
    ]
