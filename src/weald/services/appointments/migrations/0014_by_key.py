"""Whatever statistics it is planned by, a booking looks its rows up by their keys.

Its plan is made once for a connection. Made while the tables were small, it read a whole table each time, and went on to do so
while they grew: until PostgreSQL looked at them again.
"""

from django.db import migrations

BOOK = "alter function appointments_book"


class Migration(migrations.Migration):
    dependencies = [("appointments", "0013_fewer_indexes")]
    operations = [
        migrations.RunSQL(f"{BOOK} set enable_seqscan = off", f"{BOOK} reset enable_seqscan"),
    ]
