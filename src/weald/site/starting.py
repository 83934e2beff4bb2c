"""What commands stand on: the database and Django for as long as they need them, or another command in its own process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from weald.foundation.database import launcher
from weald.foundation.database.faults import SetupError


def needs_database() -> None:
    """SetupError where there is no embedded database: what works with one never makes an empty one because a folder's name was
    mistyped."""
    if not launcher.made(os.environ):
        new = "" if _is_demonstration() else " --new"
        raise SetupError(
            f"{_missing()} If yours is elsewhere, set WEALD_DATA to its folder. To make a new, empty one there, run: weald migrate{new}"
        )


def may_make_database(*, told: bool = False) -> None:
    """Say that a new database is about to be made, and where, if there is none. SetupError in production, but where whoever
    started the command said so (`told`)."""
    if launcher.made(os.environ):
        return
    if not told and not _is_demonstration():
        needs_database()
    print(f"{_missing()} Making a new, empty one there.", file=sys.stderr, flush=True)


def _missing() -> str:
    return f"There is no database in {launcher.data_folder(os.environ)}."


def _is_demonstration() -> bool:
    return os.environ.get("WEALD_MODE", "demo") == "demo"


@contextmanager
def with_django(role: str = "app") -> Iterator[None]:
    """The database runs, and Django works on it in this role, for as long as the block lasts. SetupError where there is no
    database, and where it is that of no version or of another one; the owner, who brings it up to date, is spared the latter."""
    needs_database()
    os.environ["WEALD_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.site.settings")
    with launcher.using(os.environ) as urls:
        urls.role(role)
        import django
        from django.db import ProgrammingError, connections

        django.setup(set_prefix=False)
        from weald.site import wiring  # the rooms must be loaded before they are connected

        wiring.connect()
        try:
            yield
        except ProgrammingError as fault:
            if role != "owner" and of_another_version(fault):
                raise SetupError(
                    "This database has not the tables of this version. If it is the right one, run: weald migrate. Else name the"
                    " right one with WEALD_DATA or DATABASE_URL."
                ) from fault
            raise
        finally:
            for connection in connections.all():
                connection.close()


def of_another_version(fault: Exception) -> bool:
    """Whether the database failed because it has not the tables of this version."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    return isinstance(fault.__cause__, UndefinedTable | UndefinedColumn)


def bring_up_to_date() -> None:
    """Our own database follows the program; a server of your own is migrated when you say so."""
    if not os.environ.get("DATABASE_URL"):
        run_apart("migrate")


def run_apart(*arguments: str) -> None:
    """Another command in a process of its own, as it needs another role or much memory; ends this one where it fails."""
    done = subprocess.run([sys.executable, "-m", "weald.site.command", *arguments], check=False)  # noqa: S603  our own command
    if done.returncode:
        raise SystemExit(done.returncode)
