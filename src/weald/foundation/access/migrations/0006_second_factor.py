"""Passwords and second factors of staff, what slows wrong tries down, and who may grant access beyond a relationship."""

import django.db.models.deletion
from django.db import migrations, models

# Unlogged: after a crash every limit begins anew, and nobody waits for the disk. Keys are keyed hashes, times are when a
# bucket will be empty again: nothing here says who anybody is.
LIMITS = """
create unlogged table access_limit (key bytea primary key, full_at timestamptz not null) with (fillfactor = 50);
"""

OWN = "".join(
    f"alter table access_{table} enable row level security; alter table access_{table} force row level security;"
    f"create policy access_{table}_own on access_{table}"
    " using (access_basis() = 'system' or (access_basis() = 'staff' and identity_id = access_identity()))"
    " with check (access_basis() = 'system' or (access_basis() = 'staff' and identity_id = access_identity()));"
    for table in ("credential", "recoverycode", "invitation")
)

# Whoever sets the staff of an organisation invites those who hold a role in it, and withdraws an invitation.
INVITING = """
create policy access_invitation_given on access_invitation
    using (access_basis() = 'staff' and exists (select 1 from access_rolebinding b
        where b.identity_id = access_invitation.identity_id and b.party = access_party()))
    with check (access_basis() = 'staff' and exists (select 1 from access_rolebinding b
        where b.identity_id = access_invitation.identity_id and b.party = access_party()));
"""

# The organisation that restricts a record clears its staff by name and sees whom it cleared. An emergency relationship
# needs its case, and is one's own: whatever else the program might do, the database takes no other.
GRANTS = """
create policy access_relationship_cleared on access_relationship
    using (access_basis() = 'staff' and basis = 'cleared' and exists (select 1 from access_restriction x
        where x.person = access_relationship.person and x.organisation = access_party()))
    with check (access_basis() = 'staff' and basis = 'cleared' and exists (select 1 from access_restriction x
        where x.person = access_relationship.person and x.organisation = access_party()));
create policy access_relationship_granted on access_relationship as restrictive for insert
    with check (basis not in ('emergency', 'cleared') or access_basis() = 'system'
        or (basis = 'emergency' and party = access_identity() and exists (select 1 from access_emergency e
            where e.person = access_relationship.person and e.identity = access_relationship.party
            and e.until = access_relationship.until))
        or (basis = 'cleared' and exists (select 1 from access_restriction x
            where x.person = access_relationship.person and x.organisation = access_party())));
create policy access_emergency_own on access_emergency as restrictive for insert
    with check (access_basis() = 'system' or (identity = access_identity() and organisation = access_party()));
"""

# Where somebody is registered: an emergency is reported there too, by staff who may not see the person yet. A closed case
# ends what it opened, which belongs to another member of staff than the officer who closes.
REGISTERED = """
create function access_registered(who uuid) returns uuid
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    found uuid;
begin
    perform set_config('weald.basis', 'system', true);
    select r.party into found from access_relationship r
        where r.person = who and r.basis = 'registration' and r.since <= now() and (r.until is null or r.until > now())
        order by r.since desc limit 1;
    perform set_config('weald.basis', before, true);
    return found;
end $$;
revoke execute on function access_registered(uuid) from public;
grant execute on function access_registered(uuid) to weald_app;
create function access_end_emergency(of_case uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    update access_relationship r set until = e.until from access_emergency e
        where e.id = of_case and e.closed_at is not null and r.person = e.person and r.party = e.identity
        and r.basis = 'emergency' and r.since = e.opened_at and r.until > e.until;
    perform set_config('weald.basis', before, true);
end $$;
revoke execute on function access_end_emergency(uuid) from public;
grant execute on function access_end_emergency(uuid) to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_sealing")]
    operations = [
        # Who was signed in before has not shown two factors: they sign in again.
        migrations.RunSQL("delete from access_staffsession", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="staffsession",
            name="proved_at",
            field=models.DateTimeField(
                help_text="when they last showed who they are, with both factors", default=None
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "identity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="access.identity",
                    ),
                ),
                ("password", models.TextField(help_text="Argon2id")),
                ("totp_salt", models.BinaryField()),
                (
                    "totp_step",
                    models.BigIntegerField(default=0, help_text="of the last code used: none is used twice"),
                ),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("code_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "identity",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.identity"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("token_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("totp_salt", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "identity",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.identity"),
                ),
            ],
        ),
        migrations.RunSQL(LIMITS, "drop table access_limit"),
        migrations.RunSQL(OWN),
        migrations.RunSQL(INVITING),
        migrations.RunSQL(GRANTS),
        migrations.RunSQL(REGISTERED, "drop function access_registered(uuid), access_end_emergency(uuid)"),
    ]
