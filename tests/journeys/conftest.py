"""A small made-up county with the whole program on it, and people who walk through its pages."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg import sql

from tests.conftest import PREFIX
from tests.journeys import program
from tests.journeys.walking import Walker
from weald.foundation.database import launcher, preparation
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import LONDON

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
PATIENCE = 30_000
"""Milliseconds that a page may take while a busy machine runs other tests beside it. No promise of speed is tested."""
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Town:
    """The served county: where it is, what it wrote to its log, and what lies in its database."""

    url: str
    log: Path
    admin_url: str

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds, past row security."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            return admin.execute(sql.SQL(statement), values).fetchall()  # type: ignore[arg-type]

    def practice(self, ods_code: str) -> str:
        """What a practice is called."""
        [(name,)] = self.rows("select name from directory_organisation where ods_code = %s", ods_code)
        return str(name)

    def request(self, reference: str, columns: str) -> tuple[Any, ...]:
        """Columns of the request with this spoken reference."""
        [row] = self.rows(
            f"select {columns} from requests_request where reference = %s", reference.replace(" ", "")
        )
        return row

    def becomes(self, ready: Callable[[], bool], what: str) -> None:
        """Waits, a minute and a half at most, for something that happens behind the pages."""
        deadline = time.monotonic() + 90
        while not ready():
            assert time.monotonic() < deadline, f"{what}: {self.log.read_text()[-3000:]}"
            time.sleep(0.1)


def _monday_morning() -> datetime:
    """The latest Monday at three minutes past ten on which practices were open: past, so that what is granted from then
    on holds by the database's own clock too."""
    here = datetime.now(LONDON)
    monday = (here - timedelta(days=here.weekday())).replace(hour=10, minute=3, second=0, microsecond=0)
    while monday > here or monday.date() in bank_holidays():
        monday -= timedelta(days=7)
    return monday.astimezone(UTC)


@pytest.fixture(scope="session")
def town(database_urls: launcher.Urls) -> Iterator[Town]:
    """A county of 26 practices in a database of its own, served to the end of the session."""
    name = f"{PREFIX}{os.getpid()}_town"
    urls = launcher.elsewhere(database_urls, name)
    folder = Path(tempfile.mkdtemp(prefix="weald-town-"))
    folder.chmod(0o755)
    port = program.free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_ADMIN_URL": urls.admin,
        "DJANGO_SETTINGS_MODULE": "weald.site.settings",
        "PORT": str(port),
        "PYTHONPATH": str(Path(__file__).with_name("clock")),
        "WEALD_DATA": str(folder),
        "WEALD_JOURNEY_BEGAN": str(time.time()),
        "WEALD_JOURNEY_MORNING": _monday_morning().isoformat(),
        "WEALD_LOG_LEVEL": "DEBUG",
    }
    log = folder / "server.log"
    with preparation.connect(database_urls.role("admin")) as admin:
        preparation.make_database(admin, name)
        admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        with preparation.connect(urls.role("admin")) as inside:
            preparation.furnish(inside)
        program.fill(environ)
        served = program.serve(environ, log)
        here = Town(f"http://127.0.0.1:{port}", log, urls.role("admin"))
        try:
            here.becomes(lambda: program.answers(f"{here.url}/health/ready"), "weald serve did not answer")
            yield here
        finally:
            served.terminate()
            served.wait(timeout=60)
        preparation.drop_database(admin, name)
    shutil.rmtree(folder)


@pytest.fixture
def walkers(town: Town, browser: Any) -> Iterator[Callable[..., Walker]]:
    """Makes somebody with a browser of their own: nobody's cookies, and no host but ours."""
    made: list[Walker] = []

    def make(*, scripts: bool = True, viewport: dict[str, int] = PHONE, scale: float = 1) -> Walker:
        context = browser.new_context(
            base_url=town.url,
            viewport=viewport,
            device_scale_factor=scale,
            java_script_enabled=scripts,
            accept_downloads=True,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE)
        made.append(Walker(context, town.url, scripts))
        return made[-1]

    yield make
    for walker in made:
        walker.page.context.close()
    for walker in made:
        assert not walker.complaints, walker.complaints


@pytest.fixture
def patient(walkers: Callable[..., Walker]) -> Walker:
    """Somebody with a phone."""
    return walkers()


@pytest.fixture
def clinician(walkers: Callable[..., Walker]) -> Walker:
    """Somebody who works in the practice, at a desk."""
    return walkers(viewport=WIDE)
