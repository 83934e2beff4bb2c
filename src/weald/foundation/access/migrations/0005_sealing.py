"""The seals of the audit, and the order in which its rows are sealed.

A row's number is taken before its transaction commits, so numbers do not tell what is final; transactions do. The serving
role may say what happened, never when, in which order or in which transaction.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from weald.foundation.access.models import CurrentTransaction
from weald.foundation.access.security import only_added

TABLES = """
revoke insert on access_auditrow from weald_app;
grant insert (name, basis, identity, party, verb, subjects, why) on access_auditrow to weald_app;
alter table access_auditseal enable row level security;
alter table access_auditseal force row level security;
create policy access_auditseal_seen on access_auditseal
    using (access_basis() = 'system') with check (access_basis() = 'system');
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_legitimate")]
    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("era", models.SmallIntegerField()),
                ("xact", models.BigIntegerField()),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="the rows, in the order in which they were sealed",
                    ),
                ),
                (
                    "digests",
                    models.BinaryField(
                        help_text="the first eight bytes of each row's digest, to name a changed row"
                    ),
                ),
                ("content", models.BinaryField(help_text="over the whole digests of all rows")),
                ("previous", models.BinaryField(help_text="the hash of the seal before")),
                ("hash", models.BinaryField(help_text="over everything else in this seal")),
            ],
        ),
        migrations.AddField(
            model_name="auditrow",
            name="era",
            field=models.SmallIntegerField(
                db_default=0, help_text="how often the database was restored before"
            ),
        ),
        migrations.AddField(
            model_name="auditrow",
            name="xact",
            field=models.BigIntegerField(
                db_default=CurrentTransaction(), help_text="the transaction that added it"
            ),
        ),
        migrations.AddIndex(
            model_name="auditrow",
            index=models.Index(models.F("era"), models.F("xact"), models.F("id"), name="access_audit_order"),
        ),
        migrations.RunSQL(TABLES),
        only_added("access_auditseal"),
    ]
