"""What a practice sets for itself: closed days, how it works for each problem, when proxies are looked at again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_settings")]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("reason", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="PathwayMode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("problem", models.TextField()),
                ("self_service", models.BooleanField()),
            ],
        ),
        migrations.AddField(
            model_name="organisation",
            name="proxy_review_age",
            field=models.SmallIntegerField(
                db_default=12,
                default=12,
                help_text="years at which a parent's access is looked at with the child",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("proxy_review_age__range", (11, 13))), name="directory_proxy_review_age"
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="closures",
                to="directory.organisation",
            ),
        ),
        migrations.AddField(
            model_name="pathwaymode",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="modes",
                to="directory.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("day"), name="directory_one_closure"
            ),
        ),
        migrations.AddConstraint(
            model_name="pathwaymode",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("problem"), name="directory_one_mode"
            ),
        ),
    ]
