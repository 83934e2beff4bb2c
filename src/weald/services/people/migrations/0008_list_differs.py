"""What a practice's list tells otherwise than it is kept here: seen by the practice that the person is registered with."""

from django.db import migrations, models

SECURITY = """
alter table people_listdiffers add constraint people_listdiffers_of_person
    foreign key (organisation, person) references people_person (organisation, id) on update cascade;
alter table people_listdiffers enable row level security;
alter table people_listdiffers force row level security;
create policy people_listdiffers_seen on people_listdiffers
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and organisation = access_party() and not access_barred(person)))
    with check (access_basis() = 'system');
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_detail_changes")]
    operations = [
        migrations.CreateModel(
            name="ListDiffers",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.UUIDField(help_text="where the person is registered")),
                ("person", models.UUIDField()),
                ("detail", models.TextField(help_text="given_name, family_name, phone …")),
                ("listed", models.TextField(help_text="what the list says")),
                ("at", models.DateTimeField(help_text="when the list was read")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"), models.F("detail"), name="people_list_differs_once"
                    ),
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
                        name="people_list_differs_detail",
                    ),
                ],
                "indexes": [models.Index("organisation", name="people_list_differs_of")],
            },
        ),
        migrations.RunSQL(SECURITY),
    ]
