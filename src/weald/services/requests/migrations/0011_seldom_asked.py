"""What is seldom asked stands in functions of their own, so that nobody pays for it who does not ask.

A policy is prepared with every statement, whole: a subquery in it brings its table's policies along, and theirs, and each
part is set up again for each run. So the policies of the tables that are read and written most now ask what nearly
always answers (staff of the practice, the program itself) and call a function for the rest. PostgreSQL calls an SQL function
with a subquery in it instead of writing it into the statement, at about 20 µs a row.
"""

from django.db import migrations

FUNCTIONS = """
create function requests_seen(request uuid) returns boolean language sql stable parallel safe
    return exists (select 1 from requests_request r where r.id = request);
comment on function requests_seen(uuid) is 'Whether the actor sees this request.';
"""

FUNCTIONS_BEFORE = "drop function requests_seen(uuid)"


def seen(table: str, responsible: str, serving: str, subject: str) -> str:
    """The rule of `protect_in_place`, the commonest case first."""
    mine = f"({responsible} = access_party() or {serving} = access_party())"
    barred = f"exists (select 1 from access_restriction x where x.person = {table}.person)"
    rule = (
        f"access_basis() = 'system' or (access_basis() = 'staff' and {mine} and not {barred})"
        f" or access_reaches_otherwise({responsible}, {serving}, person, {subject})"
    )
    return f"alter policy {table}_seen on {table} using ({rule}) with check ({rule});"


def seen_before(table: str, responsible: str, serving: str, subject: str) -> str:
    """The rule as `protect_in_place` wrote it."""
    rule = (
        f"access_reaches({responsible}, {serving}, person, {subject}) and (access_basis() <> 'staff'"
        f" or not exists (select 1 from access_restriction x where x.person = {table}.person) or access_cleared(person))"
    )
    return f"alter policy {table}_seen on {table} using ({rule}) with check ({rule});"


HIDDEN = """
alter policy requests_request_hidden on requests_request
    using (not hidden or access_sees_hidden_otherwise(organisation, serving, person, id));
alter policy appointments_appointment_hidden on appointments_appointment
    using (access_basis() = 'system'
        or (access_basis() = 'staff' and (responsible = access_party() or organisation = access_party()))
        or access_sees_hidden_otherwise(responsible, organisation, person, request_id) or requests_seen(request_id));
"""

HIDDEN_BEFORE = """
alter policy requests_request_hidden on requests_request
    using (not hidden or access_sees_hidden(organisation, serving, person, id));
alter policy appointments_appointment_hidden on appointments_appointment
    using (access_sees_hidden(responsible, organisation, person, request_id)
        or exists (select 1 from requests_request r where r.id = request_id));
"""

OF_REQUEST = ("answer", "decision", "entry", "disagreement", "link")


def of_request(asked: str) -> str:
    """The policies of what belongs to a request, with one or the other way to ask for it."""
    notices = (
        f"access_sees(organisation, null, null, request_id) or {asked}"
        " or (request_id is null and access_basis() = 'person' and person = access_party())"
    )
    return (
        f"alter policy messages_notification_seen on messages_notification using ({notices}) with check ({notices});"
        + "".join(
            f"alter policy requests_{table}_seen on requests_{table}"
            f" with check (access_sees(organisation, null, null, request_id) or {asked});"
            for table in OF_REQUEST
        )
    )


TABLES = (
    ("requests_request", "organisation", "serving", "id"),
    ("appointments_appointment", "responsible", "organisation", "request_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0010_in_reach"),
        ("messages", "0004_to_a_person"),
        ("access", "0009_seldom_asked"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE),
        migrations.RunSQL(
            "".join(seen(*table) for table in TABLES) + HIDDEN + of_request("requests_seen(request_id)"),
            "".join(seen_before(*table) for table in TABLES)
            + HIDDEN_BEFORE
            + of_request("exists (select 1 from requests_request r where r.id = request_id)"),
        ),
    ]
