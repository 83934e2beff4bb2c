"""Somebody asks about the same again: what was asked before is found, and its owner is told, by two reviewed functions,
because whoever asks may see none of it."""

import django.contrib.postgres.fields
from django.db import migrations, models

# What one person sent in the seven days before. `thread` is what this one is about again: the requests about the same
# problem, or, where they say that it is about the same, those that the latest one belongs to. `direct` is a request that
# staff link to by hand; `said` whether they say that it is about the same.
EARLIER = """
create function requests_earlier(who uuid, about text, said boolean, direct uuid, this uuid, at timestamptz)
    returns table (contacts bigint, follows uuid, thread bigint, level text, due_at timestamptz, state text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    return query
    with recursive lately as (
        select r.* from requests_request r
        where (r.person = who or r.id = direct) and r.id <> this and r.sent_at <= at
          and r.sent_at > at - interval '7 days'
    ), latest as (
        select l.* from lately l
        where case when direct is not null then l.id = direct
            else l.kind = 'clinical' and about <> '' and l.problem = about or said end
        order by (l.problem = about) desc, l.sent_at desc, l.id desc limit 1
    ), threaded as (
        select l.id, l.follows from latest l
        union
        select l.id, l.follows from lately l join threaded t
            on l.id = t.follows or l.follows = t.id
    ), counted as (
        select id from threaded
        union
        select l.id from lately l, latest f where about <> '' and l.problem = about and f.problem = about
    )
    select (select count(*) from lately l where l.person = who), f.id, (select count(*) from counted), f.level,
        f.due_at, f.state
    from (select 1) as one left join latest f on true;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_earlier(uuid, text, boolean, uuid, uuid, timestamptz) from public;
grant execute on function requests_earlier(uuid, text, boolean, uuid, uuid, timestamptz) to weald_app;
"""

# The first request learns from the one that follows it: a line in its story, and, while it is open and wants nothing else,
# a mark for whoever has it. Neither its level, nor its due time, nor its state changes.
TELL = """
create function requests_tell_first(first uuid, this uuid, mark text, line text, by_name text, moment timestamptz)
    returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    with added as (
        insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
        select r.organisation, r.id, moment, by_name, 'asked_again', '', line, 'again:' || this
        from requests_request r join requests_request that on that.id = this and that.follows = r.id
        where r.id = first
        on conflict (key) do nothing returning request_id
    )
    update requests_request r set wants = mark, version = r.version + 1
    from added where r.id = added.request_id and r.state <> 'closed' and r.wants = '' and mark <> '';
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_tell_first(uuid, uuid, text, text, text, timestamptz) from public;
grant execute on function requests_tell_first(uuid, uuid, text, text, text, timestamptz) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0005_referred"), ("people", "0005_needs")]
    operations = [
        migrations.RemoveConstraint("request", "requests_again"),
        migrations.AddConstraint(
            "request",
            models.CheckConstraint(
                condition=models.Q(("again__in", ("", "no", "worse", "not_better", "waiting", "unsure"))),
                name="requests_again",
            ),
        ),
        migrations.AddField(
            "request",
            "needs_on_record",
            django.contrib.postgres.fields.ArrayField(
                models.TextField(),
                null=True,
                help_text="those of `needs` that the person's record added: not told to whoever merely holds the link",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                models.F("follows"),
                condition=models.Q(("follows__isnull", False)),
                name="requests_that_follow",
            ),
        ),
        migrations.RunSQL(EARLIER),
        migrations.RunSQL(TELL),
    ]
