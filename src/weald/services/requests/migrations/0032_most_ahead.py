"""How many appointments somebody booked ahead is counted only where they asked often enough to have that many.

Nearly nobody whom no practice has matched did. Where the tables were small when a connection first looked, it found the requests of
one of them by an index that knew only that nobody is matched to any: it read all of these, 20 ms for each booking where they were
70,000. That index has none of them now.
"""

from importlib import import_module

from django.db import migrations, models

BEFORE = (
    import_module("weald.services.requests.migrations.0026_most_ahead")
    .MOST.replace("create function", "create or replace function")
    .partition("comment on function")[0]
)

# A request has one appointment ahead at most, so ten others are needed to have ten. Both ways of booking set the order of plans.
MOST = """
create or replace function requests_most_ahead() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    who uuid;
    its_phone text;
    its_email text;
    born date;
    ahead integer := 0;
    said text;
begin
    said := set_config('weald.basis', 'system', true);
    select r.person, r.phone, r.email, r.birth_date into who, its_phone, its_email, born
    from requests_request r where r.id = new.request_id;
    if who is not null then
        perform pg_advisory_xact_lock(hashtextextended('appointments ahead of ' || who, 0));
        select count(*) into ahead from appointments_appointment a
        where a.person = who and a.starts_at > new.booked_at and a.state = 'booked' and a.booked_by = new.booked_by;
    elsif its_phone <> '' or its_email <> '' then
        perform pg_advisory_xact_lock(hashtextextended(
            'appointments ahead of ' || concat_ws('|', case when its_phone = '' then its_email else its_phone end, born), 0));
        if born is null or (
            select count(*) from (
                select from requests_request r
                where r.person is null and r.phone = its_phone and r.birth_date = born
                    and (its_phone <> '' or r.email = its_email)
                limit 11
            ) theirs
        ) = 11 then
            select count(*) into ahead from (
                select r.id from requests_request r
                where r.person is null and r.phone = its_phone and r.birth_date is not distinct from born
                    and (its_phone <> '' or r.email = its_email)
                offset 0
            ) theirs cross join lateral (
                select from appointments_appointment a
                where a.request_id = theirs.id and a.starts_at > new.booked_at and a.state = 'booked'
                    and a.booked_by = new.booked_by
                offset 0
            ) booked;
        end if;
    end if;
    said := set_config('weald.basis', before, true);
    if ahead >= 10 then
        raise exception 'This person has booked 10 appointments ahead.'
            using errcode = 'check_violation', constraint = 'requests_most_ahead';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0031_reached_at")]
    operations = [
        migrations.RemoveIndex("request", "requests_of_person"),
        migrations.AddIndex(
            "request",
            models.Index(
                "person", "sent_at", condition=models.Q(person__isnull=False), name="requests_of_person"
            ),
        ),
        migrations.RunSQL(MOST, BEFORE),
    ]
