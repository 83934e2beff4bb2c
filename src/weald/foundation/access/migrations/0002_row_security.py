"""The functions that every policy calls, and row security of this room's own tables.

`access_sees` is the one rule: staff see what their organisation is responsible for, serves, or has a relationship
to; a person sees the one request that they hold; the program's own jobs see all; everybody else sees nothing.
It is plain SQL, so that the planner can look into it, and compares identifiers only: that leaks nothing.
"""

from django.db import migrations

from weald.foundation.access.security import only_added

FUNCTIONS = """
create function access_basis() returns text language sql stable parallel safe
    return coalesce(current_setting('weald.basis', true), '');
create function access_party() returns uuid language sql stable parallel safe
    return nullif(current_setting('weald.party', true), '')::uuid;
create function access_subject() returns uuid language sql stable parallel safe
    return nullif(current_setting('weald.subject', true), '')::uuid;
create function access_related(who uuid) returns boolean language sql stable parallel safe
    return exists (select 1 from access_relationship r where r.person = who and r.party = access_party()
        and r.since <= now() and (r.until is null or r.until > now()));
create function access_sees(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return case access_basis()
        when 'staff' then responsible = access_party() or serving = access_party()
            or (who is not null and access_related(who))
        when 'person' then subject = access_subject()
        when 'system' then true
        else false end;
"""

TABLES = """
alter table access_relationship enable row level security;
alter table access_relationship force row level security;
create policy access_relationship_seen on access_relationship
    using (access_basis() = 'system' or (access_basis() = 'staff' and party = access_party()))
    with check (access_basis() = 'system' or (access_basis() = 'staff' and party = access_party()));
alter table access_auditrow enable row level security;
alter table access_auditrow force row level security;
create policy access_auditrow_read on access_auditrow for select
    using (access_basis() = 'system' or (access_basis() = 'staff' and party = access_party()));
create policy access_auditrow_add on access_auditrow for insert
    with check (access_basis() <> '' and name = current_setting('weald.actor', true));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(TABLES),
        only_added("access_auditrow"),
    ]
