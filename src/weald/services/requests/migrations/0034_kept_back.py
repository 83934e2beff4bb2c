"""What keeps a notice back says who looks by assignments, as everything that runs with each booking: 0011 of access."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("weald.services.requests.migrations.0017_booking").KEEP_BACK
KEEP_BACK = BEFORE.replace("perform set_config", "said := set_config").replace(
    "    concealed boolean := false;\n", "    concealed boolean := false;\n    said text;\n"
)


class Migration(migrations.Migration):
    dependencies = [("requests", "0033_lapsed_on"), ("access", "0011_act")]
    operations = [migrations.RunSQL(KEEP_BACK, BEFORE)]
