"""The environment variables that the program understands, as one typed value."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from weald.foundation.database import launcher


class SettingError(Exception):
    """A sentence that says which variable is missing or wrong, and what to set."""


@dataclass(frozen=True)
class Environment:
    """What WEALD_… variables said when the program started."""

    demo: bool
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    tls: bool
    behind_proxy: bool
    database_role: str
    clamd: str
    log_level: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Environment":
        """Read and check the variables; raises SettingError with a sentence."""
        mode = environ.get("WEALD_MODE", "demo")
        if mode not in {"demo", "production"}:
            raise SettingError(f"WEALD_MODE is '{mode}': set it to 'demo' or to 'production'.")
        demo = mode == "demo"
        hosts = tuple(host for host in environ.get("WEALD_HOSTS", "").split(",") if host)
        secret_key = environ.get("WEALD_SECRET_KEY", "")
        if not demo:
            if len(secret_key) < 50:
                raise SettingError("Set WEALD_SECRET_KEY to at least 50 random characters.")
            if not hosts:
                raise SettingError(
                    "Set WEALD_HOSTS to the host names that people use, with commas between them."
                )
        role = environ.get("WEALD_DATABASE_ROLE", "app")
        if role not in {"app", "owner", "admin"}:
            raise SettingError(f"WEALD_DATABASE_ROLE is '{role}': set it to app, owner or admin.")
        return cls(
            demo=demo,
            secret_key=secret_key or _demo_secret(),
            hosts=hosts or ("127.0.0.1", "localhost", "[::1]"),
            base_url=environ.get("WEALD_BASE_URL", f"http://127.0.0.1:{environ.get('PORT', '8000')}"),
            tls=not demo,
            behind_proxy=environ.get("WEALD_BEHIND_PROXY") == "1",
            database_role=role,
            clamd=_clamd(environ.get("WEALD_CLAMD", "")),
            log_level=environ.get("WEALD_LOG_LEVEL", "INFO"),
        )


def _clamd(address: str) -> str:
    """Where clamd listens: `host:port`, the path of its socket, or nothing."""
    port = address.rpartition(":")[2]
    if address and not address.startswith("/") and not (":" in address and port.isdecimal()):
        raise SettingError(
            f"WEALD_CLAMD is '{address}': set it to host:port or to the path of clamd's socket."
        )
    return address


def _demo_secret() -> str:
    """The demonstration's key: made once and kept beside its database, so that all workers share it.

    It is written elsewhere and linked into place, so that nobody ever reads half of it.
    """
    path: Path = launcher.data_folder(os.environ).parent / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(file.name, path)
        os.unlink(file.name)
    return path.read_text()
