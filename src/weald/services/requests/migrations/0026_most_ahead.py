"""Nobody books time after time: how many appointments ahead one person may have made by themself.

It stands behind every way of booking by whoever holds a request, as a trigger: the person as far as they are matched, else
their contact and their date of birth. Those of one person are counted one after the other, so that presses at the same
moment count as well. What staff book is neither counted nor kept back.
"""

from django.db import migrations, models

MOST = """
create function requests_most_ahead() returns trigger
    language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    one requests_request;
    ahead integer := 0;
begin
    perform set_config('weald.basis', 'system', true);
    select r.* into one from requests_request r where r.id = new.request_id;
    if one.person is not null then
        perform pg_advisory_xact_lock(hashtextextended('appointments ahead of ' || one.person, 0));
        select count(*) into ahead from appointments_appointment a
        where a.person = one.person and a.starts_at > new.booked_at and a.state = 'booked' and a.booked_by = new.booked_by;
    elsif one.phone <> '' or one.email <> '' then
        perform pg_advisory_xact_lock(
            hashtextextended('appointments ahead of ' || concat_ws('|', one.phone, one.email, one.birth_date), 0));
        select count(*) into ahead from requests_request r
        join appointments_appointment a on a.request_id = r.id and a.starts_at > new.booked_at and a.state = 'booked'
            and a.booked_by = new.booked_by
        where r.person is null and r.phone = one.phone and r.birth_date is not distinct from one.birth_date
            and (one.phone <> '' or r.email = one.email);
    end if;
    perform set_config('weald.basis', before, true);
    if ahead >= 10 then
        raise exception 'This person has booked 10 appointments ahead.'
            using errcode = 'check_violation', constraint = 'requests_most_ahead';
    end if;
    return new;
end $$;
comment on function requests_most_ahead is 'Refuses a further appointment to whoever booked ten by themself that are ahead.';
revoke execute on function requests_most_ahead from public;
create trigger requests_most_ahead before insert on appointments_appointment
    for each row when (access_basis() = 'person') execute function requests_most_ahead();
"""
BEFORE = "drop trigger requests_most_ahead on appointments_appointment; drop function requests_most_ahead();"


class Migration(migrations.Migration):
    dependencies = [("requests", "0025_told_in_time"), ("appointments", "0014_by_key")]
    operations = [
        migrations.AddIndex(
            "request",
            models.Index(
                "phone", "birth_date", condition=models.Q(person=None), name="requests_of_nobody_known"
            ),
        ),
        migrations.RunSQL(MOST, BEFORE),
    ]
