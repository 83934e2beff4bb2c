"""What may be had is said in pairs: which organisation, and which service there. Whoever has agreed to see the people of another
practice for some services gives them these and no other, whatever identifier was sent."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("weald.services.appointments.migrations.0010_booking").BOOK.replace(
    "create function", "create or replace function"
)
EACH = """and (services is null or s.service = any(services))
      and (organisations is null or s.organisation = any(organisations))"""
# The two lists go side by side; "" is any service. What has no partner in the other list is null, and gives nothing.
PAIRS = """and (organisations is null or exists (select 1 from unnest(organisations, services) o (organisation, service)
          where o.organisation = s.organisation and o.service in (s.service, '')))"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0011_of_request")]
    operations = [migrations.RunSQL(BEFORE.replace(EACH, PAIRS), BEFORE)]
