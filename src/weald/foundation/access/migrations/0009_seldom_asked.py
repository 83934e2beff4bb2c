"""The whole rules, to be called where a policy has asked for the commonest case before (see requests/0011_seldom_asked), and
the restrictions' policies by command: what is only read asks for reading alone.

PostgreSQL calls an SQL function with a subquery in it, at about 20 µs a row, instead of writing it into the statement.
"""

from django.db import migrations

FUNCTIONS = """
create function access_reaches_otherwise(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return access_reaches(responsible, serving, who, subject) and (access_basis() <> 'staff'
        or not exists (select 1 from access_restriction x where x.person = who) or access_cleared(who));
comment on function access_reaches_otherwise(uuid, uuid, uuid, uuid) is
    'The whole rule of who sees a row, for policies that have asked for the commonest case before.';
create function access_sees_hidden_otherwise(responsible uuid, serving uuid, who uuid, subject uuid) returns boolean
    language sql stable parallel safe
    return access_sees_hidden(responsible, serving, who, subject)
        and exists (select 1);
comment on function access_sees_hidden_otherwise(uuid, uuid, uuid, uuid) is
    'access_sees_hidden, called for the few rows that are hidden instead of written into every statement.';
drop policy access_restriction_write on access_restriction;
create policy access_restriction_add on access_restriction for insert
    with check (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
create policy access_restriction_change on access_restriction for update
    using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
create policy access_restriction_end on access_restriction for delete
    using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
"""

FUNCTIONS_BEFORE = """
drop policy access_restriction_end on access_restriction;
drop policy access_restriction_change on access_restriction;
drop policy access_restriction_add on access_restriction;
create policy access_restriction_write on access_restriction
    using (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()))
    with check (access_basis() = 'system' or (access_basis() = 'staff' and organisation = access_party()));
drop function access_sees_hidden_otherwise(uuid, uuid, uuid, uuid);
drop function access_reaches_otherwise(uuid, uuid, uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0008_in_reach")]
    operations = [migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE)]
