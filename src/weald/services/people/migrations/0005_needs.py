"""What people need: rows that are added and ended, never overwritten; and the one function that tells a request of
somebody known what must be met, because the front door itself may see nothing stored."""

import django.db.models.functions.datetime
from django.db import migrations, models

from weald.foundation.access.security import protect

ROWS = """
alter table people_need add constraint people_need_of_person
    foreign key (organisation, person) references people_person (organisation, id) on update cascade;
revoke update, delete, truncate on people_need from weald_app;
grant update (until) on people_need to weald_app;
"""

FOR_REQUEST = """
create function people_needs_of(who uuid) returns table (need text, language text)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    return query select n.need, n.language from people_need n where n.person = who and n.until is null;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function people_needs_of(uuid) from public;
grant execute on function people_needs_of(uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_proxies")]
    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="where the person is registered")),
                ("person", models.UUIDField()),
                ("need", models.TextField(help_text="interpreter, hearing, step_free …")),
                (
                    "language",
                    models.TextField(default="", help_text="ISO 639 code of the language to interpret"),
                ),
                ("note", models.TextField(default="")),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.TextField(help_text="name of who wrote it down")),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "need__in",
                                [
                                    "interpreter",
                                    "hearing",
                                    "large_print",
                                    "easy_read",
                                    "braille_or_audio",
                                    "step_free",
                                    "longer_slot",
                                    "supporter",
                                ],
                            )
                        ),
                        name="people_need_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="people_need_order",
                    ),
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("need"),
                        condition=models.Q(("until", None)),
                        name="people_need_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ROWS),
        protect("people_need", person="person"),
        migrations.RunSQL(FOR_REQUEST),
    ]
