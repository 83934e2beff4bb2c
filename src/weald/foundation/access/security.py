"""Row security, as operations for the migrations of the rooms."""

from django.db.migrations.operations.special import RunSQL


def protect(
    table: str,
    *,
    responsible: str = "organisation",
    serving: str = "null",
    person: str = "null",
    subject: str = "null",
) -> RunSQL:
    """Force row security on a table with personal data.

    A row is seen and written by staff of the organisation in column `responsible` or `serving`, by staff whose
    organisation has a relationship with `person`, and by a person whose request is `subject`.
    The arguments are column names of the table, or SQL expressions over them.
    """
    sees = f"access_sees({responsible}, {serving}, {person}, {subject})"
    return RunSQL(
        f"alter table {table} enable row level security; alter table {table} force row level security;"
        f"create policy {table}_seen on {table} using ({sees}) with check ({sees});",
        f"drop policy {table}_seen on {table}; alter table {table} disable row level security;",
    )


def protect_in_place(
    table: str, *, responsible: str, serving: str = "null", person: str, subject: str = "null"
) -> RunSQL:
    """The same rule as `protect`, for a table that is protected already and is read most: the planner can look into all of it.

    The arguments are names of columns; `person` may be null in a row.
    """
    restricted = f"select 1 from access_restriction x where x.person = {table}.{person}"
    sees = (
        f"access_reaches({responsible}, {serving}, {person}, {subject}) and (access_basis() <> 'staff'"
        f" or not exists ({restricted}) or access_cleared({person}))"
    )
    before = f"access_sees({responsible}, {serving}, {person}, {subject})"
    return RunSQL(
        f"alter policy {table}_seen on {table} using ({sees}) with check ({sees});",
        f"alter policy {table}_seen on {table} using ({before}) with check ({before});",
    )


def only_added(table: str) -> RunSQL:
    """Rows of this table are never changed or removed by the serving role: history stays."""
    return RunSQL(
        f"revoke update, delete, truncate on {table} from weald_app;",
        f"grant update, delete on {table} to weald_app;",
    )
