"""Row security of appointments: responsible and serving organisation, the person, and whoever holds the request."""

from django.db import migrations

from weald.foundation.access.security import protect


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial"), ("access", "0002_row_security")]
    operations = [
        protect(
            "appointments_appointment",
            responsible="responsible",
            serving="organisation",
            person="person",
            subject="request_id",
        ),
    ]
