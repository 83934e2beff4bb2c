"""Row security that costs little: what is asked of every row can be looked into by the planner.

PostgreSQL takes a function apart, and asks it as part of the statement, only if no subquery stands in it; else it is called for
every row, at about 20 µs. So the subqueries move into functions that are called for few rows, and what every row must
be asked (is this record restricted?) is written out in the policies of the tables that are read most. Seen on such a machine,
for the queue of a practice: row security cost 49 % before, and 7 to 16 % after.
"""

from django.db import migrations

FUNCTIONS = """
create function access_cleared(who uuid) returns boolean language sql stable parallel safe
    return exists (select 1 from access_relationship r where r.person = who and r.party = access_identity()
        and r.since <= now() and (r.until is null or r.until > now()));
comment on function access_cleared(uuid) is
    'Whether the actor themself may see this person: cleared by name, or in an emergency.';
create function access_reaches(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return case access_basis()
        when 'staff' then responsible = access_party() or serving = access_party()
            or (who is not null and access_related(who))
        when 'person' then subject = access_subject()
            or (who is not null and (who = access_party() or access_related(who)))
        when 'system' then true
        else false end;
comment on function access_reaches(uuid, uuid, uuid, uuid) is
    'What access_sees says, but for restricted records: a policy that uses it must ask for those itself.';
create or replace function access_sees_hidden(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return case access_basis()
        when 'staff' then responsible = access_party() or serving = access_party() or access_cleared(who)
        when 'person' then subject = access_subject() or who = access_party()
        when 'system' then true
        else false end;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_person_sessions")]
    operations = [migrations.RunSQL(FUNCTIONS)]
