"""How often somebody asked for help lately: a number for the front door, which may not see the requests themselves."""

from django.db import migrations

RECENT = """
create function requests_recent_contacts(who uuid, at timestamptz) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    found bigint;
begin
    perform set_config('weald.basis', 'system', true);
    select count(*) into found from requests_request r
        where r.person = who and r.sent_at > at - interval '7 days' and r.sent_at <= at;
    perform set_config('weald.basis', before, true);
    return found;
end $$;
revoke execute on function requests_recent_contacts(uuid, timestamptz) from public;
grant execute on function requests_recent_contacts(uuid, timestamptz) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0002_row_security")]
    operations = [migrations.RunSQL(RECENT, "drop function requests_recent_contacts(uuid, timestamptz);")]
