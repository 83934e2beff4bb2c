"""Statements stay prepared: planned once for each connection, whatever becomes of a transaction.

With row security in it a statement takes longer to plan than to carry out. psycopg forgets all that it prepared whenever a
transaction is rolled back, in case a table that it made is gone. Pages make no tables, and they roll back whenever something is
refused: at eight o'clock, when many want the same time, every refusal would have everything planned anew.
"""

from collections.abc import Sequence
from typing import Any

from psycopg._preparing import Key, Prepare, PrepareManager
from psycopg._queries import PostgresQuery
from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

MOST = 300
"""Statements that one connection keeps prepared: more than all pages have together."""
CHANGED = (b"DROP", b"ALTER", b"DISCARD ALL", b"DEALLOCATE ALL")
"""What a command says of itself after which nothing may be relied on."""
GONE = frozenset((b"0A000", b"26000"))
"""SQLSTATE of a statement that must be prepared anew: its tables have changed, or the server has forgotten it."""


class KeptPlans(PrepareManager):
    """What is prepared on one connection. Only a change of the tables, or somebody who says so, makes it forget."""

    prepared_max = MOST

    def clear(self) -> bool:
        """Asked for by every rollback, and refused."""
        return False

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *_: Any) -> bool:
        changed = any((result.command_status or b"").startswith(CHANGED) for result in results)
        return changed and super().clear()

    def maybe_add_to_cache(self, query: PostgresQuery, prep: Prepare, name: bytes) -> Key | None:
        """The statement, so that it is looked at after it ran: psycopg asks no more of one that is prepared."""
        key = super().maybe_add_to_cache(query, prep, name)
        return self.key(query) if prep is Prepare.YES else key

    def validate(self, key: Key, prep: Prepare, name: bytes, results: Sequence[PGresult]) -> None:
        """After a statement ran. One that was refused stays prepared: a booking that came too late is tried again."""
        if prep is not Prepare.YES:
            super().validate(key, prep, name, results)
        elif results and results[0].error_field(DiagnosticField.SQLSTATE) in GONE:
            self._names.pop(key, None)
            self._to_flush.append(name)


def keep(connection: Any, **_: Any) -> None:
    """Keep the plans of a connection of Django's that was just opened."""
    opened = connection.connection
    kept = KeptPlans()
    kept.prepare_threshold = opened.prepare_threshold
    opened._prepared = kept
