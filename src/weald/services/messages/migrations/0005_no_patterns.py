"""What is compared as a whole needs one index. Django gives every text that is unique a second one for patterns, which nothing here
looks for and which every row must be written to."""

from django.db import migrations

PATTERNS = """
do $$ declare one regclass; begin
    for one in select c.oid from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = any('{messages_notification,messages_message}'::regclass[]) and c.relname like '%\\_like'
    loop
        execute format('drop index %s', one);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0004_to_a_person")]
    operations = [migrations.RunSQL(PATTERNS, migrations.RunSQL.noop)]
