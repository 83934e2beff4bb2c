"""What was promised, as rows that are only added, and what is counted from them.

A trigger writes a promise whenever a request comes in, comes back, or its time to answer changes: no verb can forget it.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from weald.foundation.access.security import only_added

# After the statement, so that the line of the story that it adds is there: its number, its moment and its kind say when and
# why the promise was made. The request's own writer may not add rows here, so that nobody else can.
PROMISED = """
create function requests_promised() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    line bigint;
    line_at timestamptz;
    line_kind text;
begin
    perform set_config('weald.basis', 'system', true);
    select e.id, e.at, e.kind into line, line_at, line_kind
        from requests_entry e where e.request_id = new.id order by e.id desc limit 1;
    insert into requests_promise (organisation, request_id, line, made_at, due_at, level, cause, at_once)
    values (new.organisation, new.id, coalesce(line, 0),
        case tg_op when 'INSERT' then new.sent_at else coalesce(line_at, now()) end,
        new.due_at, new.level, case tg_op when 'INSERT' then 'sent' else coalesce(line_kind, 'sent') end,
        new.level = 'now' or new.wants in ('danger', 'worse'));
    perform set_config('weald.basis', before, true);
    return null;
end $$;
create trigger requests_promised_first after insert on requests_request
    for each row execute function requests_promised();
create trigger requests_promised_again after update on requests_request for each row
    when (old.due_at <> new.due_at or (old.level = 'now') <> (new.level = 'now')
        or (old.wants in ('danger', 'worse')) <> (new.wants in ('danger', 'worse'))
        or (old.state in ('closed', 'booked', 'referred') and new.state in ('waiting', 'confirmed', 'advised')))
    execute function requests_promised();
revoke execute on function requests_promised() from public;
revoke insert on requests_promise from weald_app;
"""
PROMISED_BEFORE = """
drop trigger requests_promised_first on requests_request;
drop trigger requests_promised_again on requests_request;
drop function requests_promised();
grant insert on requests_promise to weald_app;
"""

# Requests from before: what holds now, from when they came in or came back last.
BEFORE = """
select set_config('weald.basis', 'system', true);
insert into requests_promise (organisation, request_id, line, made_at, due_at, level, cause, at_once)
select r.organisation, r.id, coalesce(e.id, 0), coalesce(e.at, r.sent_at), r.due_at, r.level, coalesce(e.kind, 'sent'),
    r.level = 'now' or r.wants in ('danger', 'worse')
from requests_request r left join lateral (
    select e.id, e.at, e.kind from requests_entry e
    where e.request_id = r.id and e.kind in ('sent', 'reopened') order by e.id desc limit 1
) e on true;
select set_config('weald.basis', '', true);
"""

KEYS = "".join(
    f"alter table requests_{table} add constraint requests_{table}_of_request"
    " foreign key (organisation, request_id) references requests_request (organisation, id)"
    " on update cascade deferrable initially immediate;"
    for table in ("promise",)
)

# Whoever sees the request sees what it was promised, as with every row of a story.
SEEN = """
alter table requests_promise enable row level security; alter table requests_promise force row level security;
create policy requests_promise_seen on requests_promise
    using (exists (select 1 from requests_request r where r.id = request_id)) with check (access_basis() = 'system');
"""
SEEN_BEFORE = """
drop policy requests_promise_seen on requests_promise; alter table requests_promise disable row level security;
"""

COUNTED = "".join(
    f"alter table requests_{table} enable row level security; alter table requests_{table} force row level security;"
    f"create policy requests_{table}_seen on requests_{table}"
    " using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()))"
    " with check (access_basis() = 'system');"
    for table in ("outcome", "tally", "settled")
)
COUNTED_BEFORE = "".join(
    f"drop policy requests_{table}_seen on requests_{table}; alter table requests_{table} disable row level security;"
    for table in ("outcome", "tally", "settled")
)


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0013_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                (
                    "day",
                    models.DateField(
                        help_text="in London: when the promise fell due, or the appointment was"
                    ),
                ),
                (
                    "measure",
                    models.TextField(help_text="promise, at_once, seen, or a measure of content/measures"),
                ),
                ("request_id", models.UUIDField()),
                ("result", models.TextField(help_text="one of RESULTS")),
                ("why", models.TextField(default="", help_text="why it is left out")),
                ("level", models.TextField()),
                ("channel", models.TextField()),
                ("hour", models.TextField()),
                ("age", models.TextField()),
                ("sex", models.TextField()),
                ("language", models.TextField()),
                ("band", models.TextField(default="")),
                ("due_at", models.DateTimeField(help_text="what was promised", null=True)),
                ("done_at", models.DateTimeField(help_text="when it was answered", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organisation"),
                        models.F("measure"),
                        models.F("result"),
                        models.F("day"),
                        name="requests_outcome_behind",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ("met", "missed", "left_out"))),
                        name="requests_outcome_result",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                (
                    "line",
                    models.BigIntegerField(
                        help_text="the entry with which it was made; 0 where there was none yet"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("level", models.TextField()),
                ("cause", models.TextField(help_text="kind of that entry")),
                ("at_once", models.BooleanField(help_text="urgent at that second: no time to keep")),
            ],
            options={
                "indexes": [
                    models.Index(models.F("request_id"), models.F("id"), name="requests_promise_of"),
                    models.Index(models.F("organisation"), models.F("due_at"), name="requests_promise_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settled",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"), models.F("day"), name="requests_settled_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("day", models.DateField()),
                ("measure", models.TextField()),
                (
                    "dimension",
                    models.TextField(
                        help_text="empty for all, else level, channel, hour, age, sex, language, band"
                    ),
                ),
                ("value", models.TextField()),
                ("met", models.IntegerField()),
                ("missed", models.IntegerField()),
                ("left_out", models.IntegerField()),
                (
                    "waits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="minutes, sorted; only by level",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("day"),
                        condition=models.Q(("dimension", "")),
                        name="requests_tally_of_all",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("day"),
                        models.F("measure"),
                        models.F("dimension"),
                        models.F("value"),
                        name="requests_tally_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.RunSQL(SEEN, SEEN_BEFORE),
        migrations.RunSQL(COUNTED, COUNTED_BEFORE),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(PROMISED, PROMISED_BEFORE),
        only_added("requests_promise"),
    ]
