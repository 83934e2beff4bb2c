"""What a practice sets for itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="organisation",
            name="directory_organisation_kind",
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["practice", "hub", "pharmacy", "care_home", "icb", "other"])
                ),
                name="directory_organisation_kind",
            ),
        ),
    ]
