"""Indexes that Django makes and nobody looks into."""

from django.db import migrations

_PATTERNS = """
do $$ declare one regclass; begin
    for one in select c.oid from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = any('{{{tables}}}'::regclass[]) and c.relname like '%\\_like'
    loop
        execute format('drop index %s', one);
    end loop;
end $$;
"""


def without_patterns(*tables: str) -> migrations.RunSQL:
    """Drops the second index of each text of these tables that is unique. What is compared as a whole needs one index; the second,
    for patterns, nothing looks for, and every row must be written to it."""
    return migrations.RunSQL(_PATTERNS.format(tables=",".join(tables)), migrations.RunSQL.noop)
