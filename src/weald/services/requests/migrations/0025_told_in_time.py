"""What a booking tells is worth sending until the time that it tells of. As in 0017 and 0024 but for that."""

from django.db import migrations

BOOK = """
create or replace function requests_book(basis text, name text, party uuid, subject uuid, identity uuid,
    request uuid, version integer, responsible uuid, person uuid,
    appointment uuid, slot uuid, key text, at timestamptz, urgent boolean, slots_needed integer, services text[],
    organisations uuid[], modes text[], since timestamptz, until timestamptz, clinic text,
    happened text, told text, starts_at timestamptz, professional_name text, place text, mode text,
    notice uuid, by text, "to" text, body text)
    returns setof appointments_appointment language plpgsql set plan_cache_mode = force_generic_plan
    set enable_seqscan = off as $$
#variable_conflict use_variable
declare
    made appointments_appointment;
    written boolean;
begin
    perform access_act(basis, name, party, subject, identity);
    select b.* into made from appointments_book(appointment, slot, request, responsible, person, key, at, urgent,
        slots_needed, services, organisations, modes, since, until, clinic) b;
    if made.id is null then
        return;
    end if;
    with changed as (
        update requests_request r set state = 'booked', serving = made.organisation, version = r.version + 1,
            wants = case when r.wants in ('reply', 'danger', 'worse') then r.wants else '' end
        where r.id = request and r.version = version
        returning r.id, r.organisation
    ), story as (
        insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
        select c.organisation, c.id, at, name, identity, happened, told, '', happened || ':' || appointment from changed c
    ), outbox as (
        insert into messages_notification (id, organisation, request_id, key, by, "to", routes, template, body, urgent,
            made_at, not_before, until, supplier_id, tries, delivered_by, withdrawn_why)
        select notice, c.organisation, c.id, happened || ':' || appointment, by, "to",
            jsonb_build_array(jsonb_build_array(by, "to")), happened, body, false, at, at, made.starts_at, '', 0, '', ''
        from changed c where by <> ''
    )
    select count(*) = 1 into written from changed;
    if not written or (made.starts_at, made.professional_name, made.place, made.mode)
            is distinct from (starts_at, professional_name, place, mode) then
        raise exception 'The request or the slot changed since it was read.' using errcode = 'serialization_failure';
    end if;
    return next made;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0024_by_key"), ("messages", "0006_in_order")]
    operations = [migrations.RunSQL(BOOK, migrations.RunSQL.noop)]
