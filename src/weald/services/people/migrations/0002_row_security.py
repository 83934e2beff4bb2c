"""Row security of persons, the check digit in the database, and the one function that looks a claimed person up."""

from django.db import migrations

from weald.foundation.access.security import protect

NHS_NUMBER = """
create function people_nhs_number_valid(number text) returns boolean language sql immutable parallel safe
    return number ~ '^[0-9]{10}$' and (
        select (11 - sum(substr(number, i, 1)::int * (11 - i)) % 11) % 11 from generate_series(1, 9) i
    ) = substr(number, 10, 1)::int;
alter table people_person add constraint people_person_nhs_number
    check (nhs_number is null or people_nhs_number_valid(nhs_number));
"""

# Answers one question for the front door, which may see no stored person: whose claim is this? It returns an
# identifier and where that person is registered, only where birth date and NHS number with family name (or, at their own
# practice, both names) agree with exactly one person.
TRACE = """
create function people_trace(number text, given text, family text, born date, at_practice uuid)
    returns table (person uuid, registered uuid)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    return query with found as (
        select p.id, p.organisation from people_person p
        where p.birth_date = born and p.merged_into is null and p.died_on is null
          and lower(p.family_name) = lower(family)
          and (p.nhs_number = nullif(number, '')
               or (number = '' and p.organisation = at_practice and lower(p.given_name) = lower(given)))
        limit 2
    )
    select f.id, f.organisation from found f where (select count(*) from found) = 1;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function people_trace(text, text, text, date, uuid) from public;
grant execute on function people_trace(text, text, text, date, uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_row_security")]
    operations = [
        migrations.RunSQL(NHS_NUMBER),
        protect("people_person", person="id"),
        migrations.RunSQL(TRACE),
    ]
