"""Who acts for whom, and at which address a person was reached for certain.

A live proxy is mirrored into access_relationship by the database itself, in the statement that changes it and only as
long as age, review and last day allow: whatever a program forgets, nobody sees a person a day longer.
"""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q

KEYS = """
alter table people_proxy add constraint people_proxy_of_person
    foreign key (organisation, person) references people_person (organisation, id) on update cascade;
alter table people_proxy add constraint people_proxy_by_person
    foreign key (proxy_registered, proxy) references people_person (organisation, id) on update cascade;
alter table people_proxy add constraint people_proxy_registered
    check ((proxy_registered is null) = (kind = 'care_home'));
alter table people_contact add constraint people_contact_of_person
    foreign key (organisation, person) references people_person (organisation, id) on update cascade;
"""

SECURITY = """
alter table people_proxy enable row level security;
alter table people_proxy force row level security;
create policy people_proxy_seen on people_proxy for select
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and (organisation = access_party() and not access_barred(person)
            or kind = 'care_home' and proxy = access_party()))
        or (access_basis() = 'person' and (person = access_party() or proxy = access_party())));
create policy people_proxy_granted on people_proxy
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)))
    with check (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)));
create policy people_proxy_ended on people_proxy for update
    using (access_basis() = 'person' and (person = access_party() or proxy = access_party()))
    with check (access_basis() = 'person' and (person = access_party() or proxy = access_party())
        and ended_at is not null);
revoke delete, truncate on people_proxy from weald_app;
alter table people_contact enable row level security;
alter table people_contact force row level security;
create policy people_contact_seen on people_contact for select
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person))
        or (access_basis() = 'person' and person = access_party()));
create policy people_contact_checked on people_contact
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)))
    with check (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)));
"""

MIRROR = """
create function people_mirror_proxy() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    why text := case new.kind when 'care_home' then 'care_home' else 'proxy' end;
begin
    -- A person can end who acts, and change nothing else about it.
    if before = 'person' and (tg_op = 'INSERT' or to_jsonb(new) - array['ended_at', 'ended_why', 'changed_at']
            <> to_jsonb(old) - array['ended_at', 'ended_why', 'changed_at']) then
        raise exception 'people_proxy: a person can only end it' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('weald.basis', 'system', true);
    update access_relationship r set until = greatest(r.since, new.changed_at)
        where r.person = new.person and r.party = new.proxy and r.basis = why
          and (r.until is null or r.until > new.changed_at);
    if new.ended_at is null and new.suspended_at is null and 'see' = any(new.scope)
            and (new.live_until is null or new.live_until > new.changed_at) then
        insert into access_relationship (person, party, basis, since, until)
            values (new.person, new.proxy, why, new.changed_at, new.live_until)
            on conflict (person, party, basis, since) do update set until = excluded.until;
    end if;
    perform set_config('weald.basis', before, true);
    return null;
end $$;
create trigger people_proxy_mirrored after insert or update on people_proxy
    for each row execute function people_mirror_proxy();
"""

# Wherever a death is written down, nobody acts for the dead or by them any more. What ended so, and only that, comes back
# where the death was an error.
DEATH = """
create function people_end_with_death() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    if new.died_on is not null and old.died_on is null then
        update people_proxy x set ended_at = coalesce(new.death_noted_at, now()), ended_why = 'died',
            changed_at = coalesce(new.death_noted_at, now())
            where (x.person = new.id or x.proxy = new.id) and x.ended_at is null;
    elsif new.died_on is null and old.died_on is not null then
        update people_proxy x set ended_at = null, ended_why = '',
            changed_at = greatest(now(), x.changed_at + interval '1 microsecond')
            where (x.person = new.id or x.proxy = new.id) and x.ended_why = 'died'
              and x.ended_at >= coalesce(old.death_noted_at, old.died_on)
              and not exists (select 1 from people_proxy other where other.person = x.person
                and other.proxy = x.proxy and other.ended_at is null)
              and not exists (select 1 from people_person dead where dead.id in (x.person, x.proxy)
                and dead.id <> new.id and dead.died_on is not null);
    end if;
    perform set_config('weald.basis', before, true);
    return null;
end $$;
create trigger people_death_ends after update of died_on on people_person
    for each row execute function people_end_with_death();
"""

# One question for the front door, which sees no stored person: may whoever signed in act for this person now? It answers
# with the organisation where the person is registered, or with nothing.
ACTS = """
create function people_acts(asker uuid, who uuid, what text) returns uuid
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    found uuid;
begin
    perform set_config('weald.basis', 'system', true);
    select p.organisation into found from people_person p
        where p.id = who and p.died_on is null and p.merged_into is null
          and (asker = who or exists (select 1 from people_proxy x where x.person = who and x.proxy = asker
            and x.ended_at is null and x.suspended_at is null and what = any(x.scope)
            and (x.live_until is null or x.live_until > now())));
    perform set_config('weald.basis', before, true);
    return found;
end $$;
revoke execute on function people_acts(uuid, uuid, text) from public;
grant execute on function people_acts(uuid, uuid, text) to weald_app;
"""

# For whom the actor acts now: a person who signed in, or a care home. It shows what asking for help for them needs, also
# to those who may ask and not see.
WARDS = """
create function people_wards() returns table (proxy uuid, kind text, scope text[], live_until timestamptz, person uuid,
        registered uuid, given_name text, family_name text, birth_date date, sex text, nhs_number text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    mine uuid := access_party();
begin
    if before not in ('person', 'staff') or mine is null then
        return;
    end if;
    perform set_config('weald.basis', 'system', true);
    return query select x.id, x.kind, x.scope, x.live_until, p.id, p.organisation, p.given_name, p.family_name,
            p.birth_date, p.sex, coalesce(p.nhs_number, '')
        from people_proxy x join people_person p on p.id = x.person
        where x.proxy = mine and (x.kind = 'care_home') = (before = 'staff')
          and x.ended_at is null and x.suspended_at is null and (x.live_until is null or x.live_until > now())
          and p.died_on is null
        order by p.family_name, p.given_name, p.id;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function people_wards() from public;
grant execute on function people_wards() to weald_app;
"""

# Whether an address belongs to somebody who acts for the person: what is hidden from them must not be told there.
REACHES = """
create function people_reaches_proxy(who uuid, reached text) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    found boolean;
begin
    if reached = '' then
        return false;
    end if;
    perform set_config('weald.basis', 'system', true);
    select exists (select 1 from people_proxy x where x.person = who and x.ended_at is null and (
            exists (select 1 from people_person p where p.id = x.proxy
                and (p.phone = reached or lower(p.email) = lower(reached)))
            or exists (select 1 from people_contact c where c.person = x.proxy and lower(c."to") = lower(reached))
            or exists (select 1 from directory_organisation o where o.id = x.proxy and o.phone = reached)))
        into found;
    perform set_config('weald.basis', before, true);
    return found;
end $$;
revoke execute on function people_reaches_proxy(uuid, text) from public;
grant execute on function people_reaches_proxy(uuid, text) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_search"),
        ("access", "0007_person_sessions"),
        ("directory", "0001_initial"),
    ]
    operations = [
        migrations.AddField("person", "death_noted_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Proxy",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.UUIDField(help_text="where the person is registered, which grants it"),
                ),
                ("person", models.UUIDField()),
                (
                    "proxy",
                    models.UUIDField(help_text="the person who acts; of kind care_home the organisation"),
                ),
                (
                    "proxy_registered",
                    models.UUIDField(
                        help_text="where the person who acts is registered; none for a care home", null=True
                    ),
                ),
                (
                    "proxy_name",
                    models.TextField(
                        help_text="as it was when granted, for those who may not see their record"
                    ),
                ),
                ("kind", models.TextField(help_text="one of KINDS")),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="some of SCOPES"
                    ),
                ),
                ("capacity", models.TextField(help_text="one of CAPACITIES: why they may act")),
                ("note", models.TextField(default="", help_text="the best-interests decision, for staff")),
                (
                    "document_seen_by",
                    models.TextField(default="", help_text="who saw the registered power of attorney"),
                ),
                ("granted_by", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateField(help_text="the last day", null=True)),
                (
                    "reviewed_on",
                    models.DateField(help_text="staff looked at it with the young person", null=True),
                ),
                (
                    "live_until",
                    models.DateTimeField(help_text="by age and last day; then it ends by itself", null=True),
                ),
                (
                    "noticed_for",
                    models.DateField(help_text="the change of which everybody was told", null=True),
                ),
                ("suspended_at", models.DateTimeField(null=True)),
                ("suspended_why", models.TextField(default="", help_text="review or staff")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_why",
                    models.TextField(default="", help_text="person, staff, age, over, died or discharged"),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(models.F("proxy"), condition=Q(ended_at=None), name="people_proxy_of"),
                    models.Index(
                        models.F("live_until"), condition=Q(ended_at=None), name="people_proxy_ending"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("proxy"),
                        condition=Q(ended_at=None),
                        name="people_proxy_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind__in=("parent", "carer", "attorney", "care_home", "other")),
                        name="people_proxy_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(scope__contained_by=["see", "ask", "book", "messages"]) & ~Q(scope=[]),
                        name="people_proxy_scope",
                    ),
                    models.CheckConstraint(
                        condition=Q(capacity__in=("child", "agrees", "lacks"))
                        & (~Q(capacity="lacks") | ~Q(note="") | Q(kind="attorney"))
                        & (~Q(kind="attorney") | ~Q(document_seen_by="")),
                        name="people_proxy_reason",
                    ),
                    models.CheckConstraint(
                        condition=~Q(capacity="child") | Q(live_until__isnull=False),
                        name="people_proxy_of_child_ends",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="parent", capacity="child") | ~Q(kind="parent"),
                        name="people_proxy_parent",
                    ),
                    models.CheckConstraint(condition=~Q(person=F("proxy")), name="people_proxy_is_another"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="where the person is registered")),
                ("person", models.UUIDField()),
                ("by", models.TextField(help_text="sms or email")),
                ("to", models.TextField()),
                ("verified_at", models.DateTimeField()),
                ("verified_by", models.TextField(help_text="how, or the name of who checked it")),
            ],
            options={
                "indexes": [models.Index(models.F("to"), name="people_contact_to")],
                "constraints": [
                    models.UniqueConstraint(models.F("person"), models.F("to"), name="people_contact_once"),
                    models.CheckConstraint(condition=Q(by__in=["sms", "email"]), name="people_contact_by"),
                ],
            },
        ),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(SECURITY),
        migrations.RunSQL(MIRROR),
        migrations.RunSQL(DEATH),
        migrations.RunSQL(ACTS),
        migrations.RunSQL(WARDS),
        migrations.RunSQL(REACHES),
    ]
