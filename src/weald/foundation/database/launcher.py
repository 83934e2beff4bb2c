"""The database that the program works with: the one behind DATABASE_URL, else an embedded PostgreSQL that is started here.

    urls(environ)    where it is, for each of the three roles; starts nothing
    start(environ)   makes sure that it runs, waiting for a crash to be recovered; any number of processes may call it at once
    leave(environ)   this process is done; the last one out stops an embedded server, unless `weald database start` keeps it
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from weald.foundation.database import place
from weald.foundation.database.faults import DatabaseFault

NAME = "weald"
"""The database's name in an embedded server."""


@dataclass(frozen=True)
class Urls:
    """`postgresql://` addresses of one database for the three roles; an empty one was not given."""

    app: str
    owner: str
    admin: str

    def role(self, role: str) -> str:
        """The address for `app`, `owner` or `admin`; DatabaseFault where the environment does not give it."""
        found: str = getattr(self, role)
        if not found:
            variable = f"DATABASE_{role.upper()}_URL"
            raise DatabaseFault(
                f"DATABASE_URL is set but {variable} is not. Set {variable} to the same database, for the role weald_{role}."
            )
        return found


def urls(environ: Mapping[str, str], *, database: str = NAME) -> Urls:
    """The addresses of the database. Starts nothing; `database` names another one in an embedded server."""
    if app := environ.get("DATABASE_URL"):
        return Urls(app, environ.get("DATABASE_OWNER_URL", ""), environ.get("DATABASE_ADMIN_URL", ""))
    return at(place.find(environ), database)


def at(where: place.Place, database: str) -> Urls:
    """The addresses of a database in the embedded server of a place."""
    tail = f"@/{quote(database)}?host={quote(str(where.sockets), safe='/')}&port=5432"
    return Urls(*(f"postgresql://weald_{role}{tail}" for role in ("app", "owner", "admin")))


def data_folder(environ: Mapping[str, str]) -> Path:
    """The folder in which an embedded database keeps its data."""
    return place.find(environ).data
