"""Where the embedded database lives and as whom it runs.

The data live in the folder `postgres` of WEALD_DATA; without it of `var` in the checkout that this code runs from, or, for
an installed package, of `$XDG_DATA_HOME/weald`. PostgreSQL refuses to run as root, so root steps down to an ordinary user;
where that user could not reach the folder (a checkout under /root), the data live in /var/lib/weald instead.
"""

import hashlib
import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from weald.foundation.database.faults import SetupError

STEP_DOWN_TO = ("weald", "postgres", "nobody")
"""Users that root may become, the best first. Weald never adds a user to the system."""

FALLBACK = Path("/var/lib/weald")


@dataclass(frozen=True)
class Place:
    """One embedded database on this machine.

    `user` is the account that it runs as, None for the caller's own. `moved_from` is the folder that it would have had,
    where that could not be reached.
    """

    data: Path
    sockets: Path
    user: pwd.struct_passwd | None
    moved_from: Path | None = None

    @property
    def name(self) -> str:
        """The server's name in the machine's list of processes."""
        return self.sockets.name

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.data.with_name(self.data.name + ".lock")

    @property
    def users(self) -> Path:
        """Held, shared, by every process that works with the server."""
        return self.data.with_name(self.data.name + ".users")

    @property
    def kept(self) -> Path:
        """There when somebody asked that the server stays up after its last user has left."""
        return self.data.with_name(self.data.name + ".kept")

    @property
    def prepared(self) -> Path:
        """There when the roles and the database have been made."""
        return self.data / "prepared"

    @property
    def log(self) -> Path:
        """PostgreSQL's own log."""
        return self.data / "server.log"

    @property
    def uid(self) -> int:
        """The number of the user that the server runs as."""
        return os.geteuid() if self.user is None else self.user.pw_uid


def find(environ: Mapping[str, str]) -> Place:
    """The place of the embedded database for this environment. Touches nothing."""
    wanted = _wanted(environ)
    if os.geteuid() != 0:
        return Place(wanted, _sockets(wanted, os.geteuid()), None)
    user = _owner(wanted) or _unprivileged()
    if reachable(wanted.parent, user):
        return Place(wanted, _sockets(wanted, user.pw_uid), user)
    if "WEALD_DATA" in environ:
        raise SetupError(
            f"The database cannot run as root, and the user '{user.pw_name}' cannot reach {wanted.parent}. "
            "Set WEALD_DATA to a folder below /var/lib or /srv, or run Weald as an ordinary user."
        )
    moved = FALLBACK / _digest(wanted, user.pw_uid) / "postgres"
    return Place(moved, _sockets(moved, user.pw_uid), user, moved_from=wanted)


def _wanted(environ: Mapping[str, str]) -> Path:
    if stated := environ.get("WEALD_DATA"):
        return Path(stated).expanduser().absolute() / "postgres"
    checkout = Path(__file__).parents[4]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "weald").is_dir():
        return checkout / "var" / "postgres"
    home = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or Path.home()) / ".local" / "share"
    return Path(home).absolute() / "weald" / "postgres"


def _owner(data: Path) -> pwd.struct_passwd | None:
    """Who made an existing database; root starts it as the same user."""
    try:
        uid = data.stat().st_uid
        return pwd.getpwuid(uid) if uid != 0 else None
    except (FileNotFoundError, NotADirectoryError, KeyError):
        return None


def _unprivileged() -> pwd.struct_passwd:
    for name in STEP_DOWN_TO:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return found
    raise SetupError(
        f"The database cannot run as root, and this machine has none of the users {', '.join(STEP_DOWN_TO)}. "
        "Run Weald as an ordinary user, or set DATABASE_URL to a server that runs already."
    )


def reachable(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether the user may walk into the folder, judged by the modes of it and its parents that exist."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    for each in (folder, *folder.parents):
        try:
            seen = each.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if seen.st_uid == user.pw_uid:
            needed = stat.S_IXUSR
        elif seen.st_gid in groups:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not seen.st_mode & needed:
            return False
    return True


def _digest(data: Path, uid: int) -> str:
    return hashlib.sha256(f"{uid} {data}".encode()).hexdigest()[:12]


def _sockets(data: Path, uid: int) -> Path:
    # A socket's whole path may have 107 bytes, which a checkout deep in a home folder exceeds.
    return Path("/tmp") / f"weald-{_digest(data, uid)}"  # noqa: S108  owner and mode are checked before use
