"""Who acts is said by assignments: a statement for it is made ready and carried out anew for every booking."""

from importlib import import_module

from django.db import migrations

BEFORE = (
    import_module("weald.foundation.access.migrations.0010_act")
    .ACT.replace("create function", "create or replace function")
    .partition("comment on function")[0]
)
ACT = """
create or replace function access_act(basis text, name text, party uuid, subject uuid, identity uuid) returns void
    language plpgsql as $$
declare
    said text;
begin
    said := set_config('weald.basis', basis, true);
    said := set_config('weald.actor', name, true);
    said := set_config('weald.party', coalesce(party::text, ''), true);
    said := set_config('weald.subject', coalesce(subject::text, ''), true);
    said := set_config('weald.identity', coalesce(identity::text, ''), true);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_act")]
    operations = [migrations.RunSQL(ACT, BEFORE)]
