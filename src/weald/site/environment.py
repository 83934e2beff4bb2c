"""The environment variables that the program understands, as one typed value."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from weald.foundation.database import launcher
from weald.services.messages.nhs_notify import account as nhs_notify

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


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
    nhs_notify: nhs_notify.Account | None
    log_level: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Environment":
        """Read and check the variables; raises SettingError with a sentence."""
        mode = environ.get("WEALD_MODE", "demo")
        if mode not in {"demo", "production"}:
            raise SettingError(f"WEALD_MODE is '{mode}': set it to 'demo' or to 'production'.")
        demo = mode == "demo"
        hosts = tuple(host.strip() for host in environ.get("WEALD_HOSTS", "").split(",") if host.strip())
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
        workers = environ.get("WEALD_WORKERS", "")
        if workers and not (workers.isdecimal() and int(workers) > 0):
            raise SettingError(
                f"WEALD_WORKERS is '{workers}': set it to a whole number above 0, or leave it out."
            )
        level = environ.get("WEALD_LOG_LEVEL", "INFO")
        if level not in LOG_LEVELS:
            raise SettingError(f"WEALD_LOG_LEVEL is '{level}': set it to one of {', '.join(LOG_LEVELS)}.")
        proxy = environ.get("WEALD_BEHIND_PROXY", "")
        if proxy not in {"", "0", "1"}:
            raise SettingError(f"WEALD_BEHIND_PROXY is '{proxy}': set it to 1, or leave it out.")
        hosts = hosts or ("127.0.0.1", "localhost", "[::1]")
        here = (
            f"http://127.0.0.1:{environ.get('PORT', '8000')}" if demo else f"https://{hosts[0].lstrip('.')}"
        )
        return cls(
            demo=demo,
            secret_key=secret_key or _demo_secret(),
            hosts=hosts,
            base_url=_base_url(environ.get("WEALD_BASE_URL", here), demo=demo),
            tls=not demo,
            behind_proxy=proxy == "1",
            database_role=role,
            clamd=_clamd(environ.get("WEALD_CLAMD", "")),
            nhs_notify=_nhs_notify(environ, demo=demo),
            log_level=level,
        )


def _base_url(address: str, *, demo: bool) -> str:
    """What private links begin with: the address that people open, with https where they are real."""
    scheme, _, rest = address.partition("://")
    if (
        scheme not in ({"http", "https"} if demo else {"https"})
        or not rest.strip("/")
        or set(rest) & set("?* ")
    ):
        raise SettingError(
            f"WEALD_BASE_URL is '{address}': set it to the address that people open, like https://weald.example."
        )
    return address.rstrip("/")


def _clamd(address: str) -> str:
    """Where clamd listens: `host:port`, the path of its socket, or nothing."""
    port = address.rpartition(":")[2]
    if address and not address.startswith("/") and not (":" in address and port.isdecimal()):
        raise SettingError(
            f"WEALD_CLAMD is '{address}': set it to host:port or to the path of clamd's socket."
        )
    return address


def _nhs_notify(environ: Mapping[str, str], *, demo: bool) -> nhs_notify.Account | None:
    """The account at NHS Notify, where there is one; never in the demonstration, whose people are made up and whose addresses
    might be somebody's."""
    if not nhs_notify.is_set(environ):
        return None
    if demo:
        raise SettingError(
            "The demonstration sends nothing: leave out WEALD_NOTIFY_URL and what belongs to it, or set WEALD_MODE to 'production'."
        )
    try:
        return nhs_notify.read(environ)
    except nhs_notify.AccountError as fault:
        raise SettingError(str(fault)) from fault


def _demo_secret() -> str:
    """The demonstration's key: made once and kept beside its database, so that all workers share it.

    It is written elsewhere and linked into place, so that nobody ever reads half of it.
    """
    path: Path = launcher.data_folder(os.environ).parent / "secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
                file.write(secrets.token_urlsafe(50))
            with suppress(FileExistsError):
                os.link(file.name, path)
            os.unlink(file.name)
        return path.read_text()
    except OSError as fault:
        raise SettingError(
            f"{path} cannot be written or read ({fault.strerror}). Set WEALD_DATA to a folder that you may write."
        ) from fault
