"""No new, empty database is made because the name of a folder was mistyped: it is made where somebody says so, and says where."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.test_command import weald
from weald.foundation.database import launcher, place
from weald.site import command, starting

PRODUCTION = {
    "WEALD_MODE": "production",
    "WEALD_SECRET_KEY": "only-for-this-test-" * 4,
    "WEALD_HOSTS": "weald.example",
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A folder that is not there, as a mistyped name gives it."""
    folder = Path("/tmp") / f"weald-typo-{os.getpid()}"
    own = {"WEALD_DATA": str(folder), "DATABASE_URL": ""}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    yield own
    launcher.stop(own)
    shutil.rmtree(place.find(own).sockets, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--port", "8999"], ["web"], ["work"], ["migrate"], ["jobs", "list"], ["audit", "verify"], ["backup", "/tmp/none.weald"],
        ["import", "ods", __file__], ["database", "start"], ["database", "psql"], ["staff", "invite", "mo"],
    ],
)  # fmt: skip
def test_in_production_nothing_makes_a_database_by_itself(
    environ: dict[str, str],
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    assert command.main(arguments) == 2
    said = capsys.readouterr().err
    assert f"There is no database in {environ['WEALD_DATA']}/postgres." in said
    assert "set WEALD_DATA to its folder" in said
    assert "weald migrate --new" in said
    assert not Path(environ["WEALD_DATA"]).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["jobs", "list"],
        ["audit", "verify"],
        ["backup", "/tmp/none.weald"],
        ["database", "psql"],
        ["staff", "invite", "mo"],
    ],
)
def test_what_reads_a_database_makes_none_in_the_demonstration_either(
    environ: dict[str, str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert "To make a new, empty one there, run: weald migrate\n" in capsys.readouterr().err
    assert not Path(environ["WEALD_DATA"]).exists()


def test_the_demonstration_says_what_it_makes_and_where(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    starting.may_make_database()
    assert capsys.readouterr().err == (
        f"There is no database in {environ['WEALD_DATA']}/postgres. Making a new, empty one there.\n"
    )


def test_a_status_of_none_says_so(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["database", "status"]) == 1
    assert capsys.readouterr().out == f"There is no database in {environ['WEALD_DATA']}/postgres.\n"


def test_one_that_was_made_on_purpose_is_worked_with(environ: dict[str, str]) -> None:
    environ |= PRODUCTION
    made = weald("migrate", "--new", environ=environ)
    assert made.returncode == 0, made.stderr
    assert b"Making a new, empty one there." in made.stderr
    again = weald("migrate", "--new", environ=environ)
    assert (again.returncode, again.stderr) == (0, b"")
    assert weald("jobs", "list", environ=environ).returncode == 0
