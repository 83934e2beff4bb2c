"""What tests stand on: a PostgreSQL database of their own, a served program, a browser.

db             (pytest-django) as weald_app, in a transaction that is rolled back; row security is in force
committed_db   as weald_app, really committing; the tables are emptied afterwards. Tests of row security use this one
live_server_url  the whole program on that database, as `weald serve` runs it; use it together with committed_db
browser, page  Chromium; `page` is as wide as a phone
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from weald.foundation.database import launcher, preparation
from weald.services.messages import supplier

# No test may fail because the machine is busy: nothing is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

supplier.bind(supplier.NoSupplier())  # as wherever none is set up; tests that send have their own

PREFIX = "weald_test_"
"""Before the number of the process that works on a test database, so that several runs can share one server."""

TOGETHER = (
    "tests/journeys/",
    "tests/faults/",
    "tests/site/test_serve.py",
    "tests/services/requests/test_staff_keys.py",
    "tests/services/messages/test_job.py",
)
"""Tests that share one costly served program: one process takes all of each. They begin first, the longest before the others."""

LEFT_ALONE = {"django_migrations", "procrastinate_workers"}
MANY_BYTES = 16 * 1024 * 1024


def _together(nodeid: str) -> int:
    """The place in TOGETHER to which a test belongs; behind the last for one that stands for itself."""
    found = (number for number, begin in enumerate(TOGETHER) if nodeid.startswith(begin))
    return next(found, len(TOGETHER))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _together(item.nodeid))


class Together(LoadScopeScheduling):
    """Whichever process is free takes the next test, or all of those that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        return (*TOGETHER, nodeid)[_together(nodeid)]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session")
def database_urls() -> Iterator[launcher.Urls]:
    """A new database with the tables of today, for this process alone; dropped at the end."""
    server = launcher.start(os.environ)
    name = f"{PREFIX}{os.getpid()}"
    urls = launcher.elsewhere(server, name)
    with preparation.connect(server.role("admin")) as admin:
        for (left,) in admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        ):
            if left == name or not Path("/proc", left.removeprefix(PREFIX).partition("_")[0]).exists():
                preparation.drop_database(admin, left)
        preparation.make_database(admin, name)
        # The server's promises are tested where they are made; here nobody waits for the disk.
        admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        with preparation.connect(urls.role("admin")) as inside:
            preparation.furnish(inside)
        yield urls
        preparation.drop_database(admin, name)
    launcher.leave(os.environ)


@pytest.fixture(scope="session")
def django_db_setup(
    database_urls: launcher.Urls, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Django's tables, made by weald_owner; from then on Django is weald_app, as in service."""
    from django.core.management import call_command
    from django.db import connection

    def become(role: str) -> None:
        found = psycopg.conninfo.conninfo_to_dict(database_urls.role(role))
        connection.close()
        connection.settings_dict |= {
            "NAME": found["dbname"],
            "USER": found["user"],
            "PASSWORD": found.get("password", ""),
            "HOST": found["host"],
        }

    with django_db_blocker.unblock():
        become("owner")
        call_command("migrate", interactive=False, verbosity=0)
        with (
            connection.cursor() as cursor
        ):  # else how a statement is planned hangs on when the tables were counted last
            cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = false)")
        become("app")
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def plain_display() -> None:
    """What somebody chose of language and size in the test before is nobody's choice here."""
    from weald.foundation.ui import display

    display.show("", trial=False)


@pytest.fixture
def committed_db(
    django_db_setup: None, database_urls: launcher.Urls, django_db_blocker: Any
) -> Iterator[None]:
    """The database as weald_app sees it in service: what a test commits stays until the test is over."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
    with preparation.connect(database_urls.role("admin")) as admin:
        _empty(admin)


def _empty(admin: psycopg.Connection) -> None:
    """Empty every table that has rows; the administrator may, where weald_app may only add."""
    tables = [
        name for (name,) in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    asks = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {0}, pg_relation_size({0}) WHERE EXISTS (SELECT FROM {1})").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in tables
        if name not in LEFT_ALONE
    )
    sizes = dict(admin.execute(asks).fetchall())
    if not sizes:
        return
    full = [sql.Identifier(name) for name in sizes]
    # Where much was written, what is deleted row by row stays in the way of the tests that follow.
    if sum(sizes.values()) > MANY_BYTES:
        admin.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(full)))
        return
    # Few rows lie in few tables: to delete them is quicker than to make the files of every table and index anew.
    empties = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(name) for name in full)
    admin.execute("SET session_replication_role = replica")  # neither triggers nor references are asked
    try:
        admin.execute(empties)
    except psycopg.errors.DeadlockDetected:  # a client of the test was still writing: now it is done
        admin.execute(empties)


@pytest.fixture(scope="session")
def server_environ(database_urls: launcher.Urls) -> dict[str, str]:
    """The environment in which `weald` works on this process's test database."""
    return {
        **os.environ,
        "DATABASE_URL": database_urls.app,
        "DATABASE_OWNER_URL": database_urls.owner,
        "DATABASE_ADMIN_URL": database_urls.admin,
    }


@pytest.fixture(scope="module")
def live_server_url(django_db_setup: None, server_environ: dict[str, str]) -> Iterator[str]:
    """The address of the whole program, web server and background work, on the test database.

    It ends with the module: its jobs work by the real clock on whatever lies there, also on what other tests commit.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = subprocess.Popen(
        [sys.executable, "-m", "weald.site.command", "serve", "--port", str(port)],
        env=server_environ,
        stdin=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until(lambda: _answers(f"{url}/health/live"), program)
        yield url
    finally:
        program.terminate()
        program.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait_until(ready: Callable[[], bool], program: subprocess.Popen[bytes], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not ready():
        assert program.poll() is None, "weald serve ended before it answered"
        assert time.monotonic() < deadline, "weald serve did not answer"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium: the one that bin/chromium finds or installs."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would take the test itself for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = os.environ.get("CHROMIUM")
    if not path:
        found = subprocess.run(
            ["bin/chromium"], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
        )
        if found.returncode:
            pytest.fail(found.stderr.strip().splitlines()[-1])
        path = found.stdout.strip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new page, as narrow as a phone, without anybody's cookies."""
    context = browser.new_context(
        viewport={"width": 375, "height": 812}, locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
