"""Saying who acts, for functions that are a transaction of their own: they are told, and say it before they touch a row."""

from django.db import migrations

ACT = """
create function access_act(basis text, name text, party uuid, subject uuid, identity uuid) returns void language plpgsql as $$
begin
    perform set_config('weald.basis', basis, true), set_config('weald.actor', name, true),
        set_config('weald.party', coalesce(party::text, ''), true),
        set_config('weald.subject', coalesce(subject::text, ''), true),
        set_config('weald.identity', coalesce(identity::text, ''), true);
end $$;
comment on function access_act is 'Says who acts until the transaction ends, as `acting` does.';
revoke execute on function access_act from public;
grant execute on function access_act to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_seldom_asked")]
    operations = [migrations.RunSQL(ACT, "drop function access_act")]
