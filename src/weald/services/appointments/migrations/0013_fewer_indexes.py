"""What is compared as a whole needs one index. Django gives every text that is unique a second one for patterns, which nothing here
looks for and which every row must be written to. So does it with a key that another index begins with."""

from django.db import migrations, models

PATTERNS = """
do $$ declare one regclass; begin
    for one in select c.oid from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = any('{appointments_appointment}'::regclass[]) and c.relname like '%\\_like'
    loop
        execute format('drop index %s', one);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0012_by_service")]
    operations = [
        migrations.RunSQL(PATTERNS, migrations.RunSQL.noop),
        migrations.AlterField(
            "slot",
            "session",
            models.ForeignKey(
                "appointments.session", on_delete=models.PROTECT, related_name="slots", db_index=False
            ),
        ),
    ]
