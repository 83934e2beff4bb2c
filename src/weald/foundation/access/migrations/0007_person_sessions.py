"""Sessions of people who sign in themselves, and one-time codes: only the program itself looks them up."""

from django.db import migrations, models

SECURITY = "".join(
    f"alter table {table} enable row level security; alter table {table} force row level security;"
    f"create policy {table}_seen on {table} using (access_basis() = 'system') with check (access_basis() = 'system');"
    for table in ("access_personsession", "access_onetimecode")
)

# Staff who note a death end the sessions, which they cannot see.
END = """
create function access_end_person_sessions(who uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    if before = '' then
        return;
    end if;
    perform set_config('weald.basis', 'system', true);
    delete from access_personsession s where s.person = who;
    update access_onetimecode c set used_at = now() where c.subject = who and c.used_at is null;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function access_end_person_sessions(uuid) from public;
grant execute on function access_end_person_sessions(uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_second_factor")]
    operations = [
        migrations.CreateModel(
            name="PersonSession",
            fields=[
                ("token_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("name", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(models.F("person"), name="access_personsession_of")]},
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key_hash", models.BinaryField(help_text="of the try for which it was made")),
                ("code_hash", models.BinaryField()),
                (
                    "subject",
                    models.UUIDField(
                        help_text="the person, or the request of a link; none where nobody was found",
                        null=True,
                    ),
                ),
                ("by", models.TextField()),
                ("to", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("key_hash"), name="access_code_of"),
                    models.Index(models.F("to"), models.F("made_at"), name="access_code_to"),
                ]
            },
        ),
        migrations.RunSQL(SECURITY),
        migrations.RunSQL(END),
    ]
