"""The one way to personal rows: a transaction that says who acts, on what basis, for which organisation.

Row security reads what `acting` sets. Without it the database returns nothing, and we raise before it could:
an empty page that should not be empty is harder to notice than an error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.sql import Literal


class Basis(StrEnum):
    """Why the actor may see rows: they work in an organisation, hold one request, or are the program itself."""

    STAFF = "staff"
    PERSON = "person"
    SYSTEM = "system"


class ContextMissingError(Exception):
    """Personal rows were asked for outside of `acting`, or `acting` was nested: a mistake in the program."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts. `party` is the organisation that staff act for, or the person who signed in themself;
    `subject` the one request that a person holds."""

    basis: Basis
    name: str
    identity: UUID | None = None
    party: UUID | None = None
    subject: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    channel: str = "online"

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("An actor needs a name: the audit refuses the unnamed.")


_current: ContextVar[Actor | None] = ContextVar("weald_actor", default=None)

_SET = (
    "select set_config('weald.basis', %s, true), set_config('weald.actor', %s, true),"
    " set_config('weald.party', %s, true), set_config('weald.subject', %s, true),"
    " set_config('weald.identity', %s, true)"
)


@contextmanager
def acting(who: Actor) -> Iterator[Actor]:
    """Open the transaction in which `who` reads and writes; it commits at the end or leaves nothing.

    Raises ContextMissingError when somebody already acts: two people in one transaction cannot be told apart.
    """
    if _current.get() is not None:
        raise ContextMissingError("Somebody is acting already; finish that first.")
    with transaction.atomic():
        _say(who.basis.value, who.name, str(who.party or ""), str(who.subject or ""), str(who.identity or ""))
        token = _current.set(who)
        try:
            yield who
        finally:
            _current.reset(token)
            _forget()


@contextmanager
def program(name: str) -> Iterator[Actor]:
    """Let the program itself act for a moment in somebody's transaction, under a name of its own; then they act again.

    For what follows at once from what somebody did and is about rows of others: the time that they gave back is offered to
    whoever waits for one. Only for code in which nothing that they sent chooses whose rows these are, and whose result they
    do not see. What fails inside is undone back to its beginning.
    """
    actor()
    who = Actor(Basis.SYSTEM, name)
    with transaction.atomic():
        before = query(_NOW_SAID)[0]
        with connection.cursor() as cursor:
            cursor.execute(_SET, (who.basis.value, who.name, "", "", ""))
        token = _current.set(who)
        try:
            yield who
        finally:
            _current.reset(token)
        # Where something failed, the rollback to the savepoint says again who acted before.
        with connection.cursor() as cursor:
            cursor.execute(_SET, before)


_NOW_SAID = (
    "select current_setting('weald.basis'), current_setting('weald.actor'), current_setting('weald.party'),"
    " current_setting('weald.subject'), current_setting('weald.identity')"
)


def _say(*context: str) -> None:
    """Begin the transaction and say who acts, in one round trip: every page pays for it.

    Inside an open transaction (a test's) there is nothing to begin. Parameters cannot travel with two statements at
    once, so the driver writes them into the text as literals.
    """
    connection.ensure_connection()
    raw: psycopg.Connection = connection.connection
    if raw.info.transaction_status is not TransactionStatus.IDLE:
        with connection.cursor() as cursor:
            cursor.execute(_SET, context)
        return
    text = _SET % tuple(Literal(part).as_string(raw) for part in context)
    with connection.wrap_database_errors:
        result = raw.pgconn.exec_(f"begin; {text}".encode())
        if result.status != ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(result.get_error_message())


def _forget() -> None:
    """Clear the context where an outer transaction goes on (a test's); in production the end of ours does it."""
    if not connection.savepoint_ids or connection.needs_rollback:
        return
    # What failed is rolled back to where our part began, and the context with it.
    if connection.connection.info.transaction_status is not TransactionStatus.INERROR:
        _say("", "", "", "", "")


def actor() -> Actor:
    """Who acts now; raises ContextMissingError when nobody does."""
    who = _current.get()
    if who is None:
        raise ContextMissingError("Nobody is acting: open `acting(…)` before you touch personal rows.")
    return who


def query(sql: str, parameters: dict[str, Any] | list[Any] | tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one SQL statement as the current actor and return its rows (none for a statement without rows). JSON comes as its
    text: Django has the driver read none."""
    actor()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return _rows(cursor)


def at_once(who: Actor, sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one SQL statement as `who`, as a transaction of its own: one journey to the server instead of four.

    It must call a function of the database that begins with `access_act`, and hand it `%(basis)s, %(name)s, %(party)s,
    %(subject)s, %(identity)s`. Raises ContextMissingError when somebody acts already: theirs is another transaction.
    """
    if _current.get() is not None:
        raise ContextMissingError("Somebody is acting already; finish that first.")
    said = {
        "basis": who.basis.value, "name": who.name, "party": who.party, "subject": who.subject, "identity": who.identity,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters | said)
        rows = _rows(cursor)
    if connection.in_atomic_block:  # a test's, which goes on
        _say("", "", "", "", "")
    return rows


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    """What a statement returned, none for one without rows. The driver's `description` would be made anew, column by column."""
    result = cursor.cursor.pgresult
    return list(cursor.fetchall()) if result is not None and result.nfields else []
