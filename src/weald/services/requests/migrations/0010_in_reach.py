"""The policies of requests and appointments, written out so that the queue and booking pay little for them."""

from django.db import migrations

from weald.foundation.access.security import protect_in_place


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0009_emergency"),
        ("appointments", "0005_sessions"),
        ("access", "0008_in_reach"),
    ]
    operations = [
        protect_in_place(
            "requests_request", responsible="organisation", serving="serving", person="person", subject="id"
        ),
        protect_in_place(
            "appointments_appointment",
            responsible="responsible",
            serving="organisation",
            person="person",
            subject="request_id",
        ),
    ]
