"""It is known who came from a practice's list: a later one may change them, and nobody else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_needs")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="from_list",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="read from a practice's list, not entered by somebody",
            ),
        )
    ]
