"""What staff put right of a person's details, with what stood there before: rows that are only added, seen by the practice that
the person is registered with."""

from django.db import migrations, models

from weald.foundation.access.security import only_added

SECURITY = """
alter table people_detailchange add constraint people_detailchange_of_person
    foreign key (organisation, person) references people_person (organisation, id) on update cascade;
alter table people_detailchange enable row level security;
alter table people_detailchange force row level security;
create policy people_detailchange_seen on people_detailchange
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)))
    with check (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_from_list")]
    operations = [
        migrations.CreateModel(
            name="DetailChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="where the person is registered")),
                ("person", models.UUIDField()),
                ("detail", models.TextField(help_text="given_name, family_name, phone …")),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of who wrote it down")),
                ("identity", models.UUIDField(null=True)),
                ("checked", models.TextField(help_text="how whoever told it was known: one of CHECKS")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            detail__in=[
                                "given_name",
                                "family_name",
                                "phone",
                                "email",
                                "contact_by",
                                "postcode",
                            ]
                        ),
                        name="people_change_detail",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(checked__in=["seen", "called", "answered"]),
                        name="people_change_checked",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(before=models.F("after")), name="people_change_changes"
                    ),
                ],
                "indexes": [models.Index("person", "id", name="people_change_of")],
            },
        ),
        migrations.RunSQL(SECURITY),
        only_added("people_detailchange"),
    ]
