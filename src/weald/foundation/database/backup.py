"""One file that holds the whole database, and the way back from it.

The file is PostgreSQL's own archive (`pg_dump --format=custom`), written by the programs that serve, so that it can be read
without Weald too. Beside it stands its sha256. It is written under another name and gets its own only when it was
read again from end to end and held as many rows of every table as the database did.

A restore fills a new database beside the one that is there, and takes its place at the very end, in one transaction: until
then whatever goes wrong leaves everything as it was.
"""

import hashlib
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from weald.foundation.database import binaries, launcher, preparation
from weald.foundation.database.faults import SetupError

CHUNK = 1 << 20
Progress = Callable[[int, int], None]
"""Told how many bytes of about how many are done."""

_TABLES = (
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
)
_MAGIC = b"PGDMP"
"""How an archive of pg_dump begins."""
_MADE_BY_MIGRATIONS = ("django_", "procrastinate_", "library_", "jobs_")
"""Tables that are filled as soon as the tables are made: they alone do not make a database worth keeping."""


@dataclass(frozen=True)
class Written:
    """A backup: its size in bytes, its sha256, and how many rows it has of every table."""

    size: int
    sha256: str
    rows: Mapping[str, int]


def write(target: Path, environ: Mapping[str, str], progress: Progress) -> Written:
    """Back the database up to the file `target`, readable by its owner only. SetupError where it is there already."""
    if target.exists():
        raise SetupError(
            f"'{target}' is there already, and a backup is never overwritten. Choose another name."
        )
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w+b")
    except OSError as fault:
        raise SetupError(
            f"'{target}' cannot be written ({fault.strerror}). Choose another folder."
        ) from fault
    try:
        with file:
            written = stream(file, environ, progress)
            file.flush()
            os.fsync(file.fileno())
        held = _rows_in(part, environ)
        if differ := [name for name, count in written.rows.items() if held[name] != count]:
            raise SetupError(
                f"The backup does not hold all rows of {', '.join(differ)}. Nothing was kept; look at the disk, and try again."
            )
        _put(target, part, written.sha256)
    finally:
        part.unlink(missing_ok=True)
    return written


def _put(target: Path, part: Path, digest: str) -> None:
    """Give the finished file its name and write its digest beside it; both reach the disk."""
    beside = digest_beside(target)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as file:
        file.write(f"{digest}  {target.name}\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def digest_beside(target: Path) -> Path:
    """Where the digest of a backup stands, in the form that `sha256sum --check` reads."""
    return target.with_name(target.name + ".sha256")


def stream(out: IO[bytes], environ: Mapping[str, str], progress: Progress) -> Written:
    """Write the archive to an open file or pipe, of one moment of the database, while it goes on serving."""
    url = launcher.urls(environ).role("admin")
    digest, size = hashlib.sha256(), 0
    with preparation.connect(url) as admin, admin.transaction():
        admin.execute("set transaction isolation level repeatable read, read only")
        [(snapshot, about)] = admin.execute(
            "select pg_export_snapshot(), pg_database_size(current_database())"
        )
        rows = {name: _count(admin, name) for (name,) in admin.execute(_TABLES).fetchall()}
        if not rows:
            raise SetupError(
                "This database has no tables: there is nothing to back up. Name the right one with WEALD_DATA or DATABASE_URL."
            )
        arguments = [
            "--format=custom",
            "--compress=gzip:3",
            "--lock-wait-timeout=60s",
            f"--snapshot={snapshot}",
        ]
        with _program("pg_dump", environ, url, *arguments) as process:
            while chunk := process.read(CHUNK):
                try:
                    out.write(chunk)
                except OSError as fault:
                    raise SetupError(
                        f"The backup could not be written ({fault.strerror}). Nothing was kept; make room, and try again."
                    ) from fault
                digest.update(chunk)
                size += len(chunk)
                progress(size, about)
    return Written(size, digest.hexdigest(), rows)


def check(source: Path) -> None:
    """SetupError where the digest that stands beside a backup is not that of the backup. Without one nothing is said."""
    beside = digest_beside(source)
    with suppress(FileNotFoundError):
        stated = beside.read_text().split()[:1]
        digest = hashlib.sha256()
        with source.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        if stated != [digest.hexdigest()]:
            raise SetupError(
                f"'{source}' is not what '{beside.name}' says that it should be: it was damaged or changed. Take another backup."
            )


def applied(source: Path, environ: Mapping[str, str]) -> set[tuple[str, str]]:
    """The migrations of the database that a backup was made of."""
    with source.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise SetupError(f"'{source}' is not a file that 'weald backup' wrote, or it is still encrypted.")
    found = set()
    for table, line in _lines(source, environ, "--table=django_migrations"):
        if table == "django_migrations":
            _, app, name, *_ = line.decode().split("\t")
            found.add((app, name))
    if not found:
        raise SetupError(f"'{source}' is not a backup of Weald.")
    return found


def restore(
    source: Path,
    environ: Mapping[str, str],
    *,
    replace: bool,
    progress: Callable[[str], None],
    settle: Callable[[launcher.Urls], None],
) -> None:
    """Put the database of a backup in the place of the one that is there.

    SetupError where that one holds anything (unless `replace`) or somebody works with it. `settle` brings the new one up to
    date and looks at it before it takes the place; what it raises leaves everything as it was.
    """
    urls = launcher.urls(environ)
    name = unquote(urlsplit(urls.role("admin")).path.lstrip("/"))
    beside = restoring(urls)
    new, old = f"{name}_restoring", f"{name}_before"
    with preparation.connect(launcher.elsewhere(urls, "postgres").admin) as server:
        preparation.make_roles(server)
        _refuse_in_use(server, urls, name, replace=replace)
        preparation.drop_database(server, old)
        preparation.drop_database(server, new)
        preparation.make_database(server, new)
        try:
            with preparation.connect(beside.admin) as inside:
                preparation.furnish(inside)
            progress("Reading the backup")
            arguments = ["--exit-on-error", f"--dbname={_without_password(beside.admin)}", str(source)]
            with _program("pg_restore", environ, beside.admin, *arguments, named=True) as process:
                process.read()
            with preparation.connect(beside.admin) as inside:
                preparation.analyse(inside)
            settle(beside)
            _refuse_in_use(server, urls, name, replace=replace)
            with server.transaction():
                if server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                    _rename(server, name, old)
                _rename(server, new, name)
        except BaseException:
            preparation.drop_database(server, new)
            raise
        preparation.drop_database(server, old)


def restoring(urls: launcher.Urls) -> launcher.Urls:
    """Where a restore fills its database before that takes the place of the one that is there."""
    name = unquote(urlsplit(urls.role("admin")).path.lstrip("/"))
    return launcher.elsewhere(urls, f"{name}_restoring")


def _rename(server: psycopg.Connection, name: str, to: str) -> None:
    server.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(name), sql.Identifier(to)))


def _refuse_in_use(server: psycopg.Connection, urls: launcher.Urls, name: str, *, replace: bool) -> None:
    others = "select count(*) from pg_stat_activity where datname = %s and backend_type = 'client backend'"
    [(count,)] = server.execute(others, [name]).fetchall()
    if count:
        raise SetupError(
            f"Somebody works with the database ({count} connections). Stop Weald first, then restore."
        )
    if replace or not server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    with preparation.connect(urls.admin) as inside:
        filled = [
            table
            for (table,) in inside.execute(_TABLES).fetchall()
            if not table.startswith(_MADE_BY_MIGRATIONS) and _count(inside, table, most=1)
        ]
    if filled:
        raise SetupError(
            f"The database is not empty ({', '.join(filled[:3])}{' …' if filled[3:] else ''}). "
            "To put the backup in its place and lose what it holds now: weald restore FILE --replace."
        )


def _count(connection: psycopg.Connection, table: str, most: int | None = None) -> int:
    inner = sql.SQL("select from {}").format(sql.Identifier(table))
    limited = sql.SQL("{} limit {}").format(inner, sql.Literal(most)) if most else inner
    [(count,)] = connection.execute(sql.SQL("select count(*) from ({}) t").format(limited)).fetchall()
    return int(count)


def _rows_in(source: Path, environ: Mapping[str, str]) -> Counter[str]:
    return Counter(table for table, _ in _lines(source, environ))


def _lines(source: Path, environ: Mapping[str, str], *only: str) -> Iterator[tuple[str, bytes]]:
    """(table, row as PostgreSQL writes it) of a backup, read from its beginning to its end."""
    with _program(
        "pg_restore", environ, "", "--data-only", "--file=-", *only, str(source), named=True
    ) as process:
        table = ""
        for line in process:
            if table:
                if line == b"\\.\n":
                    table = ""
                else:
                    yield table, line.rstrip(b"\n")
            elif line.startswith(b"COPY "):
                table = line.split()[1].decode().rpartition(".")[2].strip('"')


def _without_password(url: str) -> str:
    """The address without its secret: what a command line says, everybody on the machine can read."""
    known: dict[str, Any] = {key: value for key, value in conninfo_to_dict(url).items() if key != "password"}
    return make_conninfo(**known)


@contextmanager
def _program(
    name: str, environ: Mapping[str, str], url: str, *arguments: str, named: bool = False
) -> Iterator[IO[bytes]]:
    """The output of one of PostgreSQL's programs; SetupError with what it said where it fails."""
    path = binaries.find(environ).program(name)
    if not os.access(path, os.X_OK):
        raise SetupError(
            f"This machine's PostgreSQL has no '{name}'. Install PostgreSQL {binaries.OLDEST}'s client programs, or run bin/setup."
        )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {
        "LC_ALL": "C.UTF-8"
    }
    if password := (conninfo_to_dict(url).get("password") if url else None):
        clean["PGPASSWORD"] = str(password)
    where = [] if named else [f"--dbname={_without_password(url)}"]
    process = subprocess.Popen(  # noqa: S603  PostgreSQL's own program and our own arguments, no shell
        [path, *arguments, *where], env=clean, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process.stdout
        said = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise SetupError(f"{name} did not finish. It says: {' / '.join(said.splitlines()[-2:])}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()
