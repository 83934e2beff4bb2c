"""The trace: one row for every change and for every page that showed a record."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from orjson import dumps

from weald.foundation.access.acting import actor

INSERT = (
    "insert into access_auditrow (name, basis, identity, party, verb, subjects, why)"
    " values (%s, %s, %s, %s, %s, %s, %s)"
)


def record(verb: str, subjects: Iterable[UUID | str], why: str = "") -> None:
    """Append one row in the name of whoever acts, in their transaction: what is undone leaves no trace of having been done.

    `verb` is the action's name ("requests.take", "requests.read"); `subjects` the identifiers of the rows.
    Raises ContextMissingError when nobody acts.
    """
    who = actor()
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                who.name,
                who.basis.value,
                who.identity,
                who.party,
                verb,
                dumps([str(one) for one in subjects]).decode(),
                why,
            ],
        )
