"""Whatever statistics they are planned by, the two statements of a booking look their rows up by their keys: see 0014 of
appointments."""

from django.db import migrations

FUNCTIONS = ("requests_held", "requests_book")
ALL = "; ".join(f"alter function {one} set enable_seqscan = off" for one in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("requests", "0023_held_alarm")]
    operations = [
        migrations.RunSQL(ALL, ALL.replace("set enable_seqscan = off", "reset enable_seqscan")),
    ]
