"""Figures for those who may see no request.

A planner's role sees no row of any request: row security gives them none. This one reviewed function counts for them, and
gives only what disclosure control lets through, decided here in the database: a count of 1 to 7 is not told (null), every
other is rounded to the nearest 5, totals too, each from the true number: nothing can be found by taking one from the
other. That is the rule of NHS England for Hospital Episode Statistics (since September 2018).
"""

from django.db import migrations, models

TOLD = """
create function requests_told(count bigint) returns integer language sql immutable parallel safe
    return case when count = 0 then 0 when count < 8 then null else (round(count / 5.0) * 5)::integer end;
comment on function requests_told(bigint) is
    'Disclosure control: nothing for 1 to 7, else rounded to the nearest 5.';
"""

FIGURES = """
create function requests_figures(since date, until date)
    returns table (area text, practice text, dimension text, value text, asked integer, kept integer, broken integer,
        registered integer)
    language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
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
    return query
    with asked as (
        select coalesce(a.name, '') as area, concat(o.name, ', ', o.ods_code) as practice, r.channel, r.level,
            said.answered is not null and said.answered <= r.due_at and r.level <> 'now' as kept,
            coalesce(said.answered, 'infinity') > r.due_at and coalesce(said.withdrawn, 'infinity') > r.due_at
                and (said.answered is not null or r.due_at < now()) and r.level <> 'now' as broken
        from requests_request r join directory_organisation o on o.id = r.organisation
        left join directory_area a on a.code = o.area_id
        left join lateral (
            select min(e.at) filter (where e.kind = any(ANSWERS)) as answered,
                min(e.at) filter (where e.kind = 'closed') as withdrawn
            from requests_entry e
            where e.request_id = r.id and e.id > coalesce(
                (select max(x.id) from requests_entry x where x.request_id = r.id and x.kind = 'reopened'), 0)
        ) said on true
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
            as dimension, coalesce(q.channel, q.level, '') as value, count(*) as asked, count(*) filter (where q.kept) as kept,
            count(*) filter (where q.broken) as broken
        from asked q
        group by grouping sets ((), (channel), (level), (area), (area, channel), (area, level), (area, practice))
    ), registered as (
        select p.area, p.practice, sum(p.count)::bigint as count from people p
        group by grouping sets ((), (area), (area, practice))
    )
    select coalesce(n.area, c.area), coalesce(n.practice, c.practice), coalesce(c.dimension, ''), coalesce(c.value, ''),
        requests_told(coalesce(c.asked, 0)), requests_told(coalesce(c.kept, 0)), requests_told(coalesce(c.broken, 0)),
        requests_told(coalesce(n.count, 0))
    from registered n
    full join counted c
        on coalesce(c.area, '*') = coalesce(n.area, '*') and coalesce(c.practice, '*') = coalesce(n.practice, '*')
    order by 1 nulls first, 2 nulls first, 3, 4;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function requests_figures(date, date) from public;
grant execute on function requests_figures(date, date) to weald_app;
"""

ANSWERS = "array['confirmed', 'changed', 'booked', 'reply', 'photo_asked', 'referred', 'resolved']"
"""As `keeping.ANSWERS` was when this was written; a test holds the two together."""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0007_concealed"),
        ("directory", "0003_settings"),
        ("people", "0002_row_security"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index("organisation", "sent_at", name="requests_of_day"),
        ),
        migrations.RunSQL(
            TOLD + FIGURES.replace("ANSWERS", ANSWERS),
            "drop function requests_figures(date, date); drop function requests_told(bigint);",
        ),
    ]
