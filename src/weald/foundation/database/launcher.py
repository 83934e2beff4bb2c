"""The database that the program works with: the one behind DATABASE_URL, else an embedded PostgreSQL that is started here.

urls(environ)    where it is, for each of the three roles; starts nothing
start(environ)   makes sure that it runs, waiting for a crash to be recovered; any number of processes may call it at once
leave(environ)   this process is done; the last one out stops an embedded server, unless `weald database start` keeps it
"""

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from weald.foundation.database import binaries, place, server
from weald.foundation.database.faults import SetupError

NAME = "weald"
"""The database's name in an embedded server."""

_using: dict[Path, int] = {}
# Open files, locked shared for as long as this process works with an embedded server. The lock goes with the process,
# however it ends, so a count of users can never be wrong.


@dataclass(frozen=True)
class Urls:
    """`postgresql://` addresses of one database for the three roles; an empty one was not given."""

    app: str
    owner: str
    admin: str

    def role(self, role: str) -> str:
        """The address for `app`, `owner` or `admin`; SetupError where the environment does not give it."""
        found: str = getattr(self, role)
        if not found:
            variable = f"DATABASE_{role.upper()}_URL"
            raise SetupError(
                f"DATABASE_URL is set but {variable} is not. Set {variable} to the same database, for the role weald_{role}."
            )
        return found


def urls(environ: Mapping[str, str]) -> Urls:
    """The addresses of the database. Starts nothing."""
    if app := environ.get("DATABASE_URL"):
        return Urls(app, environ.get("DATABASE_OWNER_URL", ""), environ.get("DATABASE_ADMIN_URL", ""))
    tail = f"@/{NAME}?host={quote(str(place.find(environ).sockets), safe='/')}&port=5432"
    return Urls(*(f"postgresql://weald_{role}{tail}" for role in ("app", "owner", "admin")))


def elsewhere(urls: Urls, database: str) -> Urls:
    """The addresses of another database on the same server."""

    def renamed(url: str) -> str:
        return urlsplit(url)._replace(path=f"/{quote(database)}").geturl() if url else ""

    return Urls(renamed(urls.app), renamed(urls.owner), renamed(urls.admin))


def data_folder(environ: Mapping[str, str]) -> Path:
    """The folder in which an embedded database keeps its data."""
    return place.find(environ).data


def made(environ: Mapping[str, str]) -> bool:
    """Whether there is an embedded database; a server of your own makes its databases itself. Starts nothing."""
    return bool(environ.get("DATABASE_URL")) or server.made(place.find(environ))


def start(environ: Mapping[str, str]) -> Urls:
    """Make sure that the database runs, and count this process among its users; SetupError with a sentence if not."""
    from weald.foundation.database import (
        preparation,
    )  # psycopg: a fifth of a second, which `urls` does not need

    found = urls(environ)
    if environ.get("DATABASE_URL"):
        preparation.connect(found.app).close()
        return found
    where = place.find(environ)
    server.make_folder(where.data.parent)
    with _alone(where):
        if where.users not in _using:
            file = _open(where.users)
            fcntl.flock(file, fcntl.LOCK_SH)
            _using[where.users] = file
        if not server.running(where):
            if where.moved_from is not None:
                print(
                    f"The database's user '{where.user.pw_name if where.user else ''}' cannot reach {where.moved_from}, "
                    f"so the data are kept in {where.data}.",
                    file=sys.stderr,
                )
            programs = _programs(environ, where)
            server.make(where, programs)
            server.start(where, programs)
        if not where.prepared.exists():
            with preparation.connect(elsewhere(found, "postgres").admin) as admin:
                preparation.make_roles(admin)
                preparation.make_database(admin, NAME)
            prepare(environ)
            where.prepared.touch()
    return found


def prepare(environ: Mapping[str, str]) -> None:
    """In the database that is there: the roles that are missing, the extensions, the default rights."""
    from weald.foundation.database import preparation

    with preparation.connect(urls(environ).role("admin")) as admin:
        preparation.make_roles(admin)
        preparation.furnish(admin)


def leave(environ: Mapping[str, str]) -> None:
    """This process no longer needs the database; the last one out stops an embedded server."""
    if environ.get("DATABASE_URL"):
        return
    where = place.find(environ)
    file = _using.pop(where.users, None)
    if file is None:
        return
    with _alone(where):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody else still works with it
        else:
            if not where.kept.exists() and server.running(where):
                server.stop(where, _programs(environ, where))
        finally:
            os.close(file)


@contextmanager
def using(environ: Mapping[str, str]) -> Iterator[Urls]:
    """The database runs for as long as the block does: `start`, then `leave`. Blocks may stand inside each other."""
    outermost = not environ.get("DATABASE_URL") and place.find(environ).users not in _using
    try:
        yield start(environ)
    finally:
        if outermost:
            leave(environ)


def keep(environ: Mapping[str, str]) -> None:
    """Start an embedded server that stays up until `stop`, whoever comes and goes."""
    _refuse_elsewhere(environ)
    start(environ)
    place.find(environ).kept.touch()


def stop(environ: Mapping[str, str]) -> bool:
    """Stop the embedded server, whoever uses it; says whether it ran."""
    _refuse_elsewhere(environ)
    where = place.find(environ)
    if not where.data.parent.is_dir():
        return False
    with _alone(where):
        where.kept.unlink(missing_ok=True)
        ran = server.running(where)
        if ran:
            server.stop(where, _programs(environ, where))
    return ran


def running(environ: Mapping[str, str]) -> bool:
    """Whether an embedded server is up; with DATABASE_URL, whether that one answers."""
    if environ.get("DATABASE_URL"):
        from weald.foundation.database import preparation

        try:
            preparation.connect(environ["DATABASE_URL"]).close()
        except SetupError:
            return False
        return True
    return server.running(place.find(environ))


def psql(environ: Mapping[str, str]) -> str:
    """The path of PostgreSQL's own command line."""
    return binaries.find(environ).program("psql")


def _programs(environ: Mapping[str, str], where: place.Place) -> binaries.Binaries:
    return server.reachable_binaries(where, binaries.find(environ))


def _refuse_elsewhere(environ: Mapping[str, str]) -> None:
    if environ.get("DATABASE_URL"):
        raise SetupError(
            "DATABASE_URL is set: that server is started and stopped where it runs, not by Weald."
        )


@contextmanager
def _alone(where: place.Place) -> Iterator[None]:
    """Hold the place's lock, so that only one process at a time starts or stops the server."""
    file = _open(where.lock)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _open(lock: Path) -> int:
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as fault:
        raise SetupError(
            f"The folder {lock.parent} belongs to another user. "
            "Run Weald as that user, or set WEALD_DATA to a folder of your own."
        ) from fault
