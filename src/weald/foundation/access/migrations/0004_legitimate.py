"""Who sees whom, once everybody is at the table: people who sign in themselves, those who act for them, single members
of staff in an emergency, and records that only those see who are cleared by name.

The functions stay plain SQL, so that the planner can look into them, and compare identifiers only.
"""

from django.db import migrations

FUNCTIONS = """
create function access_identity() returns uuid language sql stable parallel safe
    return nullif(current_setting('weald.identity', true), '')::uuid;
create or replace function access_related(who uuid) returns boolean language sql stable parallel safe
    return exists (select 1 from access_relationship r
        where r.person = who and (r.party = access_party() or r.party = access_identity())
        and r.since <= now() and (r.until is null or r.until > now()));
create function access_barred(who uuid) returns boolean language sql stable parallel safe
    return exists (select 1 from access_restriction x where x.person = who)
        and not exists (select 1 from access_relationship r
            where r.person = who and r.party = access_identity()
            and r.since <= now() and (r.until is null or r.until > now()));
create or replace function access_sees(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return case access_basis()
        when 'staff' then (responsible = access_party() or serving = access_party()
            or (who is not null and access_related(who))) and (who is null or not access_barred(who))
        when 'person' then subject = access_subject()
            or (who is not null and (who = access_party() or access_related(who)))
        when 'system' then true
        else false end;
create function access_sees_hidden(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return case access_basis()
        when 'staff' then responsible = access_party() or serving = access_party()
            or exists (select 1 from access_relationship r where r.person = who and r.party = access_identity()
                and r.since <= now() and (r.until is null or r.until > now()))
        when 'person' then subject = access_subject() or who = access_party()
        when 'system' then true
        else false end;
comment on function access_sees_hidden(uuid, uuid, uuid, uuid) is
    'Whether the actor sees what is hidden from everybody who acts for the person: the person, and who is responsible.';
"""

TABLES = """
drop policy access_relationship_seen on access_relationship;
create policy access_relationship_seen on access_relationship
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and (party = access_party() or party = access_identity()))
        or (access_basis() = 'person' and (party = access_party() or person = access_party())))
    with check (access_basis() = 'system'
        or (access_basis() = 'staff' and (party = access_party() or party = access_identity()))
        or (access_basis() = 'person' and person = access_party()));
alter table access_restriction enable row level security;
alter table access_restriction force row level security;
create policy access_restriction_read on access_restriction for select
    using (access_basis() in ('staff', 'system'));
create policy access_restriction_write on access_restriction
    using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()))
    with check (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
alter table access_emergency enable row level security;
alter table access_emergency force row level security;
create policy access_emergency_seen on access_emergency
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and (organisation = access_party() or registered = access_party())))
    with check (access_basis() = 'system'
        or (access_basis() = 'staff' and (organisation = access_party() or registered = access_party())));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_everybody")]
    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(TABLES)]
