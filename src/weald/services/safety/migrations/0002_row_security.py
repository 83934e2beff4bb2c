"""Anybody may report; the organisation that a report is about reads it, and what was reported is never changed."""

from django.db import migrations

POLICIES = """
alter table safety_safetyevent enable row level security;
alter table safety_safetyevent force row level security;
create policy safety_safetyevent_read on safety_safetyevent for select
    using (access_sees(organisation, null, null, null));
create policy safety_safetyevent_review on safety_safetyevent for update
    using (access_sees(organisation, null, null, null)) with check (access_sees(organisation, null, null, null));
create policy safety_safetyevent_report on safety_safetyevent for insert
    with check (access_basis() = 'system' or access_basis() = 'person' and reporter = 'public'
        or access_basis() = 'staff' and reporter = 'staff' and organisation = access_party());
revoke update, delete, truncate on safety_safetyevent from weald_app;
grant update (reviewed_at, reviewed_by, finding, lfpse) on safety_safetyevent to weald_app;
"""


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial"), ("access", "0004_legitimate")]
    operations = [migrations.RunSQL(POLICIES)]
