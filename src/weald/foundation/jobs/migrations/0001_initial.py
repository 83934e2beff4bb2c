"""Why jobs failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "job",
                    models.BigIntegerField(
                        help_text="its number in procrastinate", primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("sentence", models.TextField(help_text="what a person should know, or the kind of fault")),
                ("where", models.TextField(help_text="file and line")),
            ],
        ),
    ]
