"""Planners are told what was counted of promises and national measures: the same functions, the same disclosure control.

Promises are no longer reckoned anew for each planner from every story of the county, but summed from the tallies of days that
are over: kept and broken are of promises that fell due in the period. What was urgent at once is in neither.
"""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("weald.services.requests.migrations.0008_figures")

ALLOWED = """
    if before <> 'staff' or not exists (
        select from access_rolebinding b join directory_organisation o on o.id = b.party
        where b.identity_id = access_identity() and b.party = access_party() and b.role = 'planner' and o.kind = 'icb'
    ) then
        raise insufficient_privilege using message = 'figures are for planners of a care board';
    end if;
    -- Whole weeks only: the difference of two periods is then a period that could have been asked for.
    if extract(isodow from since) <> 1 or (until - since) not between 7 and 7 * 53 or (until - since) % 7 <> 0 then
        raise invalid_parameter_value using message = 'figures are of whole weeks from a Monday';
    end if;
    perform set_config('weald.basis', 'system', true);
"""

FIGURES = f"""
create or replace function requests_figures(since date, until date)
    returns table (area text, practice text, dimension text, value text, asked integer, kept integer, broken integer,
        registered integer)
    language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    {ALLOWED}
    return query
    with asked as (
        select coalesce(a.name, '') as area, concat(o.name, ', ', o.ods_code) as practice, r.channel, r.level
        from requests_request r join directory_organisation o on o.id = r.organisation
        left join directory_area a on a.code = o.area_id
        where r.sent_at >= since::timestamp at time zone 'Europe/London'
          and r.sent_at < until::timestamp at time zone 'Europe/London'
    ), people as (
        select coalesce(a.name, '') as area, concat(o.name, ', ', o.ods_code) as practice, count(p.id) as count
        from directory_organisation o
        left join directory_area a on a.code = o.area_id
        left join people_person p on p.organisation = o.id and p.merged_into is null and p.died_on is null
        where o.kind = 'practice' and o.active
        group by 1, 2
    ), counted as (
        select q.area, q.practice, case grouping(q.channel, q.level) when 1 then 'channel' when 2 then 'level' else '' end
            as dimension, coalesce(q.channel, q.level, '') as value, count(*) as asked
        from asked q
        group by grouping sets ((), (channel), (level), (area), (area, channel), (area, level), (area, practice))
    ), registered as (
        select p.area, p.practice, sum(p.count)::bigint as count from people p
        group by grouping sets ((), (area), (area, practice))
    ), tallied as (
        select coalesce(a.name, '') as area, concat(o.name, ', ', o.ods_code) as practice, t.dimension, t.value, t.met, t.missed
        from requests_tally t join directory_organisation o on o.id = t.organisation
        left join directory_area a on a.code = o.area_id
        where t.day >= since and t.day < until and t.dimension in ('', 'channel', 'level') and t.measure = 'promise'
    ), promised as (
        select t.area, t.practice, t.dimension, t.value, sum(t.met) as kept, sum(t.missed) as broken from tallied t
        group by grouping sets ((dimension, value), (area, dimension, value), (area, practice, dimension, value))
    ), known as (
        select coalesce(n.area, c.area) as area, coalesce(n.practice, c.practice) as practice,
            coalesce(c.dimension, '') as dimension, coalesce(c.value, '') as value, c.asked, n.count
        from registered n full join counted c
            on coalesce(c.area, '*') = coalesce(n.area, '*') and coalesce(c.practice, '*') = coalesce(n.practice, '*')
    )
    select k.area, k.practice, k.dimension, k.value, requests_told(coalesce(k.asked, 0)),
        requests_told(coalesce(p.kept, 0)), requests_told(coalesce(p.broken, 0)), requests_told(coalesce(k.count, 0))
    from known k left join promised p on coalesce(p.area, '*') = coalesce(k.area, '*')
        and coalesce(p.practice, '*') = coalesce(k.practice, '*') and p.dimension = k.dimension and p.value = k.value
    order by 1 nulls first, 2 nulls first, 3, 4;
    perform set_config('weald.basis', before, true);
end $$;
"""

MEASURES = f"""
create function requests_measures(since date, until date)
    returns table (area text, practice text, measure text, met integer, missed integer)
    language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    {ALLOWED}
    return query
    with tallied as (
        select coalesce(a.name, '') as area, concat(o.name, ', ', o.ods_code) as practice, t.measure, t.met, t.missed
        from requests_tally t join directory_organisation o on o.id = t.organisation
        left join directory_area a on a.code = o.area_id
        where t.day >= since and t.day < until and t.dimension = ''
    )
    select t.area, t.practice, t.measure, requests_told(sum(t.met)), requests_told(sum(t.missed))
    from tallied t group by grouping sets ((measure), (area, measure), (area, practice, measure))
    order by 1 nulls first, 2 nulls first, 3;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_measures(date, date) from public;
grant execute on function requests_measures(date, date) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0018_desk"),
    ]
    operations = [
        migrations.RemoveIndex("tally", "requests_tally_of_all"),
        migrations.AddIndex(
            "tally",
            models.Index(
                "day",
                condition=models.Q(dimension__in=["", "channel", "level"]),
                name="requests_tally_of_day",
            ),
        ),
        migrations.RunSQL(
            FIGURES,
            BEFORE.FIGURES.replace("ANSWERS", BEFORE.ANSWERS).replace(
                "create function", "create or replace function"
            ),
        ),
        migrations.RunSQL(MEASURES, "drop function requests_measures(date, date);"),
    ]
