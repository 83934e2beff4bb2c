"""Lines of a story that whoever acts for the person does not see; drafts of people who signed in; what is never told to
the wrong telephone; and who looked at a record."""

import django.db.models.functions.datetime
from django.db import migrations, models

CONCEALED = """
alter table requests_concealed add constraint requests_concealed_of_request
    foreign key (organisation, request_id) references requests_request (organisation, id)
    on update cascade deferrable initially immediate;
alter table requests_concealed add constraint requests_concealed_line foreign key (entry) references requests_entry (id);
alter table requests_concealed enable row level security;
alter table requests_concealed force row level security;
create policy requests_concealed_seen on requests_concealed for select
    using (exists (select 1 from requests_request r where r.id = request_id));
create policy requests_concealed_written on requests_concealed
    using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()))
    with check (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
create policy requests_entry_concealed on requests_entry as restrictive for select
    using (not exists (select 1 from requests_concealed c where c.entry = requests_entry.id)
        or exists (select 1 from requests_request r where r.id = request_id
            and access_sees_hidden(r.organisation, r.serving, r.person, r.id)));
create policy messages_message_concealed on messages_message as restrictive for select
    using (not exists (select 1 from requests_concealed c where c.message = messages_message.id)
        or exists (select 1 from requests_request r where r.id = request_id
            and access_sees_hidden(r.organisation, r.serving, r.person, r.id)));
"""

# An appointment tells as much as its request.
APPOINTMENTS = """
create policy appointments_appointment_hidden on appointments_appointment as restrictive for select
    using (access_sees_hidden(responsible, organisation, person, request_id)
        or exists (select 1 from requests_request r where r.id = request_id));
"""

# A notice is seen like its request; what is about a person and no request, only by them and their practice.
NOTICES = """
drop policy messages_notification_seen on messages_notification;
create policy messages_notification_seen on messages_notification
    using (access_sees(organisation, null, null, request_id)
        or exists (select 1 from requests_request r where r.id = request_id)
        or (request_id is null and access_basis() = 'person' and person = access_party()))
    with check (access_sees(organisation, null, null, request_id)
        or exists (select 1 from requests_request r where r.id = request_id)
        or (request_id is null and access_basis() = 'person' and person = access_party()));
create function messages_keep_back() returns trigger
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
    if exists (select 1 from people_person p where p.id = who and p.died_on is not null) then
        new.withdrawn_at := now();
        new.withdrawn_why := 'died';
    elsif concealed and (people_reaches_proxy(who, new."to") or exists (
            select 1 from jsonb_array_elements(new.routes) way where people_reaches_proxy(who, way ->> 1))) then
        new.withdrawn_at := now();
        new.withdrawn_why := 'hidden';
    end if;
    perform set_config('weald.basis', before, true);
    return new;
end $$;
create trigger messages_kept_back before insert on messages_notification
    for each row execute function messages_keep_back();
"""

# Who read or changed a person's own record: shown to that person alone. It reads the audit of those who had a reason to
# see them, by organisation and time, which is how the audit is indexed.
WHO_LOOKED = """
create function people_who_looked(who uuid, after timestamptz)
    returns table (at timestamptz, basis text, verb text, party uuid, roles text[], why text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    about text[];
    parties uuid[];
begin
    if not (before = 'system' or (before = 'person' and access_party() = who)) then
        return;
    end if;
    perform set_config('weald.basis', 'system', true);
    select array_agg(one) into about from (
        select who::text one union select r.id::text from requests_request r where r.person = who) ours;
    select array_agg(distinct one) into parties from (
        select r.party one from access_relationship r where r.person = who and r.basis not in ('emergency', 'cleared')
        union select e.organisation from access_emergency e where e.person = who
        union select unnest(array[r.organisation, r.serving, r.holder]) from requests_request r where r.person = who
        union select p.organisation from people_person p where p.id = who) places;
    return query select a.at, a.basis, a.verb, a.party,
            (select array_agg(b.role order by b.role) from access_rolebinding b
                where b.identity_id = a.identity and b.party = a.party),
            case when a.verb like 'access.%' then a.why else '' end
        from access_auditrow a
        where a.party = any(parties) and a.at > after and a.subjects ?| about and a.party <> who
        order by a.at desc limit 200;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function people_who_looked(uuid, timestamptz) from public;
grant execute on function people_who_looked(uuid, timestamptz) to weald_app;
"""

# As before, but where the address of the request is one at which its person, or whoever acts for them, was reached for
# certain, a date of birth is not enough: the outcome is then `code`, with where to send one.
OPEN_LINK = """
drop function requests_open_link(bytea, date, timestamptz);
create function requests_open_link(hash bytea, born date, at timestamptz)
    returns table (outcome text, request uuid, organisation uuid, way text, address text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found requests_link;
    asked requests_request;
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    select * into found from requests_link l where l.token_hash = hash for update;
    if not found.expires_at > at or found.token_hash is null then
        outcome := case when found.token_hash is null then 'unknown' else 'expired' end;
    elsif found.tries >= 5 then
        outcome := 'locked';
    else
        select * into asked from requests_request r where r.id = found.request_id;
        if asked.birth_date = born then
            outcome := 'open'; request := asked.id; organisation := asked.organisation;
            select 'code', c.by, c."to" into outcome, way, address from people_contact c
                where lower(c."to") in (asked.phone, lower(asked.email)) and asked.person is not null
                  and (c.person = asked.person or exists (select 1 from people_proxy x
                    where x.person = asked.person and x.proxy = c.person and x.ended_at is null))
                  and not (asked.hidden and people_reaches_proxy(asked.person, c."to"))
                order by c.by <> asked.contact_by limit 1;
            outcome := coalesce(outcome, 'open');
        else
            update requests_link l set tries = l.tries + 1 where l.token_hash = hash;
            outcome := case when found.tries + 1 >= 5 then 'locked' else 'wrong' end;
        end if;
    end if;
    perform set_config('weald.basis', before, true);
    return next;
end $$;
revoke execute on function requests_open_link(bytea, date, timestamptz) from public;
grant execute on function requests_open_link(bytea, date, timestamptz) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0006_second_contact"),
        ("people", "0005_needs"),
        ("messages", "0004_to_a_person"),
        ("appointments", "0002_row_security"),
        ("access", "0007_person_sessions"),
    ]
    operations = [
        migrations.AddField(
            "draft", "person", models.UUIDField(help_text="for whom, where whoever asks signed in", null=True)
        ),
        migrations.AddField(
            "draft", "asker", models.UUIDField(help_text="the person or care home that signed in", null=True)
        ),
        migrations.AddField("draft", "channel", models.TextField(db_default="online")),
        migrations.CreateModel(
            name="Concealed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.TextField(help_text="name of who did it")),
                ("identity", models.UUIDField(null=True)),
                ("entry", models.BigIntegerField(help_text="a line of the story", null=True)),
                ("message", models.UUIDField(help_text="a message of the conversation", null=True)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(models.F("entry"), name="requests_concealed_once"),
                    models.UniqueConstraint(models.F("message"), name="requests_concealed_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(entry=None, message__isnull=False)
                        | models.Q(entry__isnull=False, message=None),
                        name="requests_concealed_one_thing",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONCEALED),
        migrations.RunSQL(APPOINTMENTS),
        migrations.RunSQL(NOTICES),
        migrations.RunSQL(WHO_LOOKED),
        migrations.RunSQL(OPEN_LINK),
    ]
