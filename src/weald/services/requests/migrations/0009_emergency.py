"""Two questions that only a function may answer, as whoever asks must not see the rows: what was read of a record that was
opened in an emergency, and how many restricted records are still owed an answer. And drafts on shared devices."""

from django.db import migrations, models

# For the privacy officer of whoever opened the record, or of where the person is registered. It gives times and verbs of
# this one reader on this one person, and no identifier.
READ = """
create function requests_read_in_emergency(of_case uuid) returns table (at timestamptz, verb text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    if before <> 'staff' then
        return;
    end if;
    perform set_config('weald.basis', 'system', true);
    return query select a.at, a.verb from access_emergency e join access_auditrow a
        on a.party = e.organisation and a.at between e.opened_at - interval '1 minute' and e.until
        where e.id = of_case and (e.organisation = access_party() or e.registered = access_party())
        and a.identity = e.identity and a.subjects ?| array(
            select e.person::text union all select r.id::text from requests_request r where r.person = e.person)
        order by a.at, a.id limit 500;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_read_in_emergency(uuid) from public;
grant execute on function requests_read_in_emergency(uuid) to weald_app;
"""

# For everybody who sees the practice's queue and is not cleared: a number, so that nobody is forgotten, and whom to ask.
OWED = """
create function requests_restricted_owed(until timestamptz, at timestamptz) returns table (owed bigint, cleared text[])
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    if before <> 'staff' then
        return;
    end if;
    perform set_config('weald.basis', 'system', true);
    return query select count(distinct r.id), coalesce(array_agg(distinct i.name) filter (where i.name is not null), '{}')
        from access_restriction x join requests_request r on r.person = x.person and r.holder = access_party()
        left join access_relationship c on c.person = x.person and c.basis = 'cleared' and c.until is null
        left join access_identity i on i.id = c.party and i.active
        where r.state <> 'closed' and r.due_at <= requests_restricted_owed.until and access_barred(x.person)
        and not (r.state = 'booked' and exists (select 1 from appointments_appointment a
            where a.request_id = r.id and a.state in ('booked', 'arrived') and a.ends_at > requests_restricted_owed.at));
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_restricted_owed(timestamptz, timestamptz) from public;
grant execute on function requests_restricted_owed(timestamptz, timestamptz) to weald_app;
"""

# Whether a request is kept from somebody by a restriction alone: they are told whom to ask instead of that it is not there.
BARRED = """
create function requests_restricted_person(asked uuid) returns uuid
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    found uuid;
begin
    if before <> 'staff' then
        return null;
    end if;
    perform set_config('weald.basis', 'system', true);
    select r.person into found from requests_request r where r.id = asked and access_barred(r.person)
        and (r.organisation = access_party() or r.serving = access_party() or r.holder = access_party());
    perform set_config('weald.basis', before, true);
    return found;
end $$;
revoke execute on function requests_restricted_person(uuid) from public;
grant execute on function requests_restricted_person(uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0008_figures"),
        ("people", "0004_proxies"),
        ("access", "0006_second_factor"),
    ]
    operations = [
        migrations.AddField(
            "draft",
            "shared",
            models.BooleanField(db_default=False, help_text="on a device that other people use too"),
        ),
        migrations.RunSQL(READ, "drop function requests_read_in_emergency(uuid)"),
        migrations.RunSQL(OWED, "drop function requests_restricted_owed(timestamptz, timestamptz)"),
        migrations.RunSQL(
            "revoke execute on function messages_keep_back(), people_end_with_death(), people_mirror_proxy() from public",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(BARRED, "drop function requests_restricted_person(uuid)"),
    ]
