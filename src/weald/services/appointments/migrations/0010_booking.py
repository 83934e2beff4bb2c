"""Booking as a function of the database: a place and its appointment in one statement, with the plan kept.

The conditions stand once, for one slot and for two that follow each other. Whoever calls it acts already, or says so
first (`requests_book`); row security holds inside, as everywhere.
"""

from django.db import migrations

# Where the caller names what may be had, no other slot can be had, whatever identifier was sent.
MAY_BE_HAD = """s.taken < s.capacity and s.ends_at > at
      and (s.kept_until is null or s.kept_until <= at or urgent)
      and (services is null or s.service = any(services))
      and (organisations is null or s.organisation = any(organisations))
      and (modes is null or s.mode = any(modes))
      and (since is null or s.starts_at >= since)
      and (until is null or s.starts_at < until)
      and (clinic is null or s.clinic = clinic)
      and not exists (select 1 from appointments_appointment a where a.key = key)"""

# Of two places both are locked first, the earlier before the later, as everybody does who wants two: so nobody waits in a
# circle. A lock is had on the newest row, so that what is counted is what is free. Open lists (duty list, call-back, home
# visit) have room of their own: one place on them is enough.
BOOK = f"""
create function appointments_book(appointment uuid, slot uuid, request uuid, responsible uuid, person uuid, key text,
    at timestamptz, urgent boolean, slots_needed integer, services text[], organisations uuid[], modes text[],
    since timestamptz, until timestamptz, clinic text)
    returns setof appointments_appointment language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_variable
begin
    if slots_needed = 1 then
        return query with place as (
            update appointments_slot s set taken = s.taken + 1 where s.id = slot and {MAY_BE_HAD}
            returning s.*
        ), trace as (
            insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
            select current_setting('weald.actor'), access_basis(), access_identity(), access_party(), 'appointments.book',
                jsonb_build_array(request, appointment), '' from place
        )
        insert into appointments_appointment as a (id, organisation, responsible, request_id, person, slot_id, key, sole, state,
            service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by)
        select appointment, p.organisation, responsible, request, person, p.id, key, p.capacity = 1, 'booked', p.service,
            p.professional, p.professional_name, p.place, p.kind, p.mode, p.starts_at, p.ends_at,
            current_setting('weald.actor')
        from place p
        returning a.*;
        return;
    end if;
    return query with first as (
        select f.session_id, f.starts_at, f.ends_at, case f.kind when 'slot' then 2 else 1 end as wanted
        from appointments_slot f where f.id = slot
    ), locked as (
        select s.id from first f
        join appointments_slot s on s.session_id = f.session_id
            and (s.starts_at = f.starts_at or f.wanted = 2 and s.starts_at = f.ends_at)
        where {MAY_BE_HAD}
        order by s.starts_at
        for update of s
    ), place as (
        update appointments_slot s set taken = s.taken + 1
        from locked l where s.id = l.id and (select count(*) from locked) = (select f.wanted from first f)
        returning s.*
    ), trace as (
        insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
        select current_setting('weald.actor'), access_basis(), access_identity(), access_party(), 'appointments.book',
            jsonb_build_array(request, appointment), 'double time' from place p where p.id = slot
    )
    insert into appointments_appointment as a (id, organisation, responsible, request_id, person, slot_id, second_slot_id,
        key, sole, state, service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by)
    select appointment, p.organisation, responsible, request, person, p.id, b.id, key, p.capacity = 1, 'booked', p.service,
        p.professional, p.professional_name, p.place, p.kind, p.mode, p.starts_at, coalesce(b.ends_at, p.ends_at),
        current_setting('weald.actor')
    from place p left join place b on b.id <> p.id where p.id = slot
    returning a.*;
end $$;
comment on function appointments_book is 'Takes a place on a slot, or on two, and writes the appointment; nothing where it cannot be had.';
revoke execute on function appointments_book from public;
grant execute on function appointments_book to weald_app;
"""

# No text is looked for by its beginning here: these indexes were written with every row and never read.
UNREAD = "drop index if exists appointments_appointment_key_1a5f72f2_like;"


class Migration(migrations.Migration):
    dependencies = [("appointments", "0009_crowded"), ("access", "0009_seldom_asked")]
    operations = [
        migrations.RunSQL(BOOK, "drop function appointments_book"),
        migrations.RunSQL(UNREAD, migrations.RunSQL.noop),
    ]
