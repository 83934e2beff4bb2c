"""Booking in one statement: the place, the appointment, the request, its story, the notice and the trace.

The function is told who acts and says so to row security before it touches a row: so it needs no transaction around it
and no second journey to the server. It runs with the rights of whoever calls it, and every policy holds inside.
Policies now ask first whether a person holds this very request, which is what nearly all patients' pages ask.
"""

from django.db import migrations

HELD = """
create function requests_held(basis text, name text, party uuid, subject uuid, identity uuid, request uuid)
    returns setof requests_request language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
    perform access_act(basis, name, party, subject, identity);
    return query select r.* from requests_request r where r.id = request;
end $$;
comment on function requests_held is 'The request as this actor sees it: their transaction, in one statement.';
revoke execute on function requests_held from public;
grant execute on function requests_held to weald_app;
"""

# What was read of the request (its version) and of the slot (what its person is told) must still hold: else the whole
# statement is undone, with the state that says "try again".
BOOK = """
create function requests_book(basis text, name text, party uuid, subject uuid, identity uuid,
    request uuid, version integer, responsible uuid, person uuid,
    appointment uuid, slot uuid, key text, at timestamptz, urgent boolean, slots_needed integer, services text[],
    organisations uuid[], modes text[], since timestamptz, until timestamptz, clinic text,
    happened text, told text, starts_at timestamptz, professional_name text, place text, mode text,
    notice uuid, by text, "to" text, body text)
    returns setof appointments_appointment language plpgsql set plan_cache_mode = force_generic_plan as $$
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
            made_at, not_before, supplier_id, tries, delivered_by, withdrawn_why)
        select notice, c.organisation, c.id, happened || ':' || appointment, by, "to",
            jsonb_build_array(jsonb_build_array(by, "to")), happened, body, false, at, at, '', 0, '', ''
        from changed c where by <> ''
    )
    select count(*) = 1 into written from changed;
    if not written or (made.starts_at, made.professional_name, made.place, made.mode)
            is distinct from (starts_at, professional_name, place, mode) then
        raise exception 'The request or the slot changed since it was read.' using errcode = 'serialization_failure';
    end if;
    return next made;
end $$;
comment on function requests_book is 'Gives a slot to a request: all of it or nothing, in one statement.';
revoke execute on function requests_book from public;
grant execute on function requests_book to weald_app;
"""

HOLDS = "(access_basis() = 'person' and {subject} = access_subject())"


def seen(table: str, responsible: str, serving: str, subject: str) -> str:
    """The rule of 0011, and first of all whether the actor holds this request."""
    mine = f"({responsible} = access_party() or {serving} = access_party())"
    barred = f"exists (select 1 from access_restriction x where x.person = {table}.person)"
    rule = (
        f"access_basis() = 'system' or {HOLDS.format(subject=subject)}"
        f" or (access_basis() = 'staff' and {mine} and not {barred})"
        f" or access_reaches_otherwise({responsible}, {serving}, person, {subject})"
    )
    return f"alter policy {table}_seen on {table} using ({rule}) with check ({rule});"


OF_REQUEST = ("answer", "decision", "entry", "disagreement", "link")
# What access_sees says of a row that names no person, written out so that no function is called for it.
WRITTEN = (
    f"access_basis() = 'system' or {HOLDS.format(subject='request_id')}"
    " or (access_basis() = 'staff' and organisation = access_party()) or requests_seen(request_id)"
)
NOTICE = f"{WRITTEN} or (request_id is null and access_basis() = 'person' and person = access_party())"

POLICIES = (
    seen("requests_request", "organisation", "serving", "id")
    + seen("appointments_appointment", "responsible", "organisation", "request_id")
    + "".join(
        f"alter policy requests_{one}_seen on requests_{one} with check ({WRITTEN});" for one in OF_REQUEST
    )
    + f"alter policy messages_notification_seen on messages_notification using ({NOTICE}) with check ({NOTICE});"
    + """
alter policy messages_notification_of_request on messages_notification
    using (access_basis() = 'staff' and requests_seen(request_id));
alter policy appointments_appointment_hidden on appointments_appointment
    using (access_basis() = 'system'
        or (access_basis() = 'person' and request_id = access_subject())
        or (access_basis() = 'staff' and (responsible = access_party() or organisation = access_party()))
        or access_sees_hidden_otherwise(responsible, organisation, person, request_id) or requests_seen(request_id));
"""
)

# As before; a notice about nobody whom we know is not looked into any further.
KEEP_BACK = """
create or replace function messages_keep_back() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    who uuid := new.person;
    concealed boolean := false;
begin
    perform set_config('weald.basis', 'system', true);
    if new.request_id is not null then
        select r.person, r.hidden into who, concealed from requests_request r where r.id = new.request_id;
    end if;
    if who is not null then
        if exists (select 1 from people_person p where p.id = who and p.died_on is not null) then
            new.withdrawn_at := now();
            new.withdrawn_why := 'died';
        elsif concealed then
            if people_reaches_proxy(who, new."to") or exists (
                    select 1 from jsonb_array_elements(new.routes) way where people_reaches_proxy(who, way ->> 1)) then
                new.withdrawn_at := now();
                new.withdrawn_why := 'hidden';
            end if;
        end if;
    end if;
    perform set_config('weald.basis', before, true);
    return new;
end $$;
"""

# No text is looked for by its beginning here: these indexes were written with every row and never read.
UNREAD = """
drop index if exists requests_entry_key_0768598f_like;
drop index if exists messages_notification_key_1acbc996_like;
drop index if exists requests_request_reference_f2b74063_like;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0016_alarms"),
        ("appointments", "0010_booking"),
        ("messages", "0004_to_a_person"),
        ("access", "0010_act"),
    ]
    operations = [
        migrations.RunSQL(HELD, "drop function requests_held"),
        migrations.RunSQL(BOOK, "drop function requests_book"),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_BACK, migrations.RunSQL.noop),
        migrations.RunSQL(UNREAD, migrations.RunSQL.noop),
    ]
