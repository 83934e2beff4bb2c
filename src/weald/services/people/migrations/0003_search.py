"""Finding a person among millions: how somebody is registered, and the one function that searches.

Row security lets no index help with an operator that is not leakproof, and trigrams are none: under it a search reads every
person. So the search is one SECURITY DEFINER function, `people_search`. Reviewed for: who may call it (staff, with an
organisation), what it returns (at most 20 minimal rows), what it keeps back, and that no call goes untraced:

- It keeps the caller's context and applies the scope itself. Persons whom the caller's organisation registered or has a
  relationship to are returned with their minimal columns. Anybody else only where the NHS number, or name and date of birth,
  is exact: without phone, sex and NHS number, and with the first part of the postcode.
- Of a restricted record it says that there is one, and nothing else.
- It writes its own audit row, with the identifiers of all whom it returned. What was typed is kept nowhere.
- It changes nothing else, builds no SQL from what was typed, and pins its search path.

The policy `people_person_searched` is what lets it use the index: inside the function the role is weald_owner, which owns
the table and could switch row security off; weald_app is never that role, and the policy does not apply to it.
"""

from django.db import migrations, models
from django.db.models import Q

INDEXES = """
create function people_plain(name text) returns text language sql immutable parallel safe strict
    return translate(lower(public.unaccent('public.unaccent'::regdictionary, name)), '''’`.', '');
create index people_person_named on people_person using gist
    (organisation, people_plain(given_name || ' ' || family_name) gist_trgm_ops(siglen=12)) where merged_into is null;
create index people_person_born on people_person (birth_date, organisation) where merged_into is null;
create index people_person_phoned on people_person (reverse(phone)) where merged_into is null and phone <> '';
create index access_relationship_others on access_relationship (party, person)
    where basis <> 'registration' or until is not null;
create policy people_person_searched on people_person for select to weald_owner using (true);
"""

SEARCH = """
create function people_search(words text, turned text, born date, days date[], number text, numbers text[], tail text)
    returns table (scope text, person uuid, given_name text, family_name text, birth_date date, sex text, nhs_number text,
        phone text, postcode text, organisation uuid, registration text, until date, died boolean, score real)
    language plpgsql security definer
    set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.4 as $$
#variable_conflict use_column
declare
    place uuid := access_party();
    self uuid := access_identity();
    typed text := people_plain(words);
    other_way text := people_plain(turned);
    backwards text := reverse(tail);
    found_here uuid[] := '{}';
    more uuid[];
begin
    if access_basis() <> 'staff' or place is null then
        raise exception 'Only staff who work for an organisation search for persons.' using errcode = '42501';
    end if;
    if cardinality(numbers) > 0 then
        select array_agg(p.id) into more from people_person p where p.nhs_number = any(numbers) and p.merged_into is null;
        found_here := found_here || more;
    end if;
    if length(tail) >= 5 then
        select array_agg(p.id) into more from (
            select p.id from people_person p
            where p.merged_into is null and p.phone <> '' and reverse(p.phone) >= backwards and reverse(p.phone) < backwards || ':'
            limit 1000
        ) p;
        found_here := found_here || more;
    end if;
    if born is not null then
        select array_agg(p.id) into more from people_person p
        where p.merged_into is null and p.birth_date = any(days) and p.organisation = place
          and (typed = '' or word_similarity(typed, people_plain(p.given_name || ' ' || p.family_name)) >= 0.3);
        found_here := found_here || more;
        select array_agg(p.id) into more from access_relationship r join people_person p on p.id = r.person
        where r.party in (place, self) and (r.basis <> 'registration' or r.until is not null) and p.merged_into is null and p.birth_date = any(days)
          and (typed = '' or word_similarity(typed, people_plain(p.given_name || ' ' || p.family_name)) >= 0.3);
        found_here := found_here || more;
        if typed <> '' then
            select array_agg(p.id) into more from people_person p
            where p.merged_into is null and p.birth_date = born
              and people_plain(p.given_name || ' ' || p.family_name) in (typed, other_way);
            found_here := found_here || more;
        end if;
    end if;
    if typed <> '' and coalesce(cardinality(found_here), 0) = 0 then
        select array_agg(p.id) into more from (
            select p.id from people_person p
            where p.merged_into is null and p.organisation = place
              and people_plain(p.given_name || ' ' || p.family_name) %> typed
            order by word_similarity(typed, people_plain(p.given_name || ' ' || p.family_name)) desc limit 40
        ) p;
        found_here := found_here || more;
        select array_agg(p.id) into more from (
            select p.id from access_relationship r join people_person p on p.id = r.person
            where r.party in (place, self) and (r.basis <> 'registration' or r.until is not null) and p.merged_into is null
              and word_similarity(typed, people_plain(p.given_name || ' ' || p.family_name)) >= 0.4
            order by word_similarity(typed, people_plain(p.given_name || ' ' || p.family_name)) desc limit 40
        ) p;
        found_here := found_here || more;
    end if;
    return query
    with candidate as (
        select p.*, people_plain(p.given_name || ' ' || p.family_name) as plain,
            p.organisation = place or access_related(p.id) as seen, access_barred(p.id) as barred
        from people_person p where p.id = any(found_here)
    ), judged as (
        select c.*,
            (case when c.barred then 'restricted' when c.seen then 'here' else 'elsewhere' end) as scope,
            ((case when typed = '' then 0 when c.plain in (typed, other_way) then 1.2
                else word_similarity(typed, c.plain) end)
             + case when c.birth_date = born then 0.6 when c.birth_date = any(days) then 0.2 else 0 end
             + case when c.nhs_number = number then 2 when c.nhs_number = any(numbers) then 0.5 else 0 end
             + case when tail <> '' and reverse(c.phone) like backwards || '%' then 0.5 else 0 end)::real as score,
            c.nhs_number = number or (c.birth_date = born and c.plain in (typed, other_way)) as exact
        from candidate c
    ), chosen as (
        select j.* from judged j
        where (j.seen or j.exact)
          and (j.scope <> 'restricted' or j.id = (select r.id from judged r
               where r.scope = 'restricted' and (r.seen or r.exact) order by r.score desc, r.id limit 1))
        order by j.scope = 'here' desc, j.scope = 'restricted', j.score desc, j.family_name, j.given_name, j.birth_date, j.id
        limit 20
    ), traced as (
        insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
        select current_setting('weald.actor', true), 'staff', self, place, 'people.search',
            coalesce(jsonb_agg(c.id), '[]'), ''
        from chosen c
    )
    select c.scope,
        case when c.barred then null else c.id end,
        case when c.barred then '' else c.given_name end,
        case when c.barred then '' else c.family_name end,
        case when c.barred then null else c.birth_date end,
        case when c.seen and not c.barred then c.sex else 'unknown' end,
        case when c.seen and not c.barred then c.nhs_number end,
        case when c.seen and not c.barred then c.phone else '' end,
        case when c.barred then '' when c.seen then c.postcode else split_part(c.postcode, ' ', 1) end,
        case when c.barred then null else c.organisation end,
        case when c.seen and not c.barred then c.registration else '' end,
        case when c.seen and not c.barred then c.registered_until end,
        c.died_on is not null and c.seen and not c.barred,
        case when c.barred then 0 else c.score end::real
    from chosen c
    order by c.scope = 'here' desc, c.scope = 'restricted', c.score desc, c.family_name, c.given_name, c.birth_date, c.id;
end $$;
revoke execute on function people_search(text, text, date, date[], text, text[], text) from public;
grant execute on function people_search(text, text, date, date[], text, text[], text) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security"), ("access", "0004_legitimate")]
    operations = [
        migrations.AddField(
            "person",
            "registration",
            models.TextField(default="registered", help_text="one of REGISTRATIONS"),
        ),
        migrations.AddField(
            "person",
            "registered_until",
            models.DateField(null=True, help_text="the last day; empty for who is registered for good"),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(registration="registered", registered_until=None)
                | Q(
                    registration__in=["temporary", "immediately_necessary", "visitor"],
                    registered_until__isnull=False,
                ),
                name="people_person_registration",
            ),
        ),
        migrations.RunSQL(INDEXES),
        migrations.RunSQL(SEARCH),
    ]
