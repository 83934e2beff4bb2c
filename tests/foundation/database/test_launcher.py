"""The embedded server starts for whoever asks, once, and comes back after it was killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from weald.foundation.database import launcher, place
from weald.foundation.database.faults import SetupError

WELL_KNOWN = (
    "SELECT count(*) FROM pg_extension WHERE extname IN ('btree_gist', 'pg_trgm', 'unaccent', 'citext')"
)


@pytest.fixture
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with a data folder of its own, which the database's user can reach even where root runs the tests."""
    folder = Path("/tmp") / f"weald-launcher-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    own = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    own["WEALD_DATA"] = str(folder)
    try:
        yield own
    finally:
        launcher.stop(own)
        launcher.leave(own)
        shutil.rmtree(place.find(own).sockets, ignore_errors=True)
        shutil.rmtree(folder)


def postmaster(environ: Mapping[str, str]) -> int:
    return int((launcher.data_folder(environ) / "postmaster.pid").read_text().splitlines()[0])


def kill_everything(environ: Mapping[str, str]) -> None:
    """SIGKILL to the server and all of its children at once."""
    parent = postmaster(environ)
    family = [parent]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{parent}\n" in status.read_text():
                family.append(int(status.parent.name))
        except OSError:
            continue
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    while any(_lives(pid) for pid in family):  # a signal is sent at once, and obeyed a moment later
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_folder_whose_locks_are_of_another_user_is_a_sentence(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(launcher.os, "open", refused)
    with pytest.raises(SetupError, match=r"belongs to another user\. Run Weald as that user"):
        launcher.start(environ)
    monkeypatch.undo()


@pytest.mark.slow
def test_what_was_committed_survives_kill_9(environ: dict[str, str]) -> None:
    urls = launcher.start(environ)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE promise (word text)")
        owner.execute("INSERT INTO promise VALUES ('kept')")
        kill_everything(environ)
    assert not launcher.running(environ)
    launcher.start(environ)
    with psycopg.connect(urls.app) as app:
        assert app.execute("SELECT word FROM promise").fetchall() == [("kept",)]
        assert app.execute(WELL_KNOWN).fetchone() == (4,)


@pytest.mark.slow
def test_a_lock_whose_number_belongs_to_a_stranger_is_forgotten(environ: dict[str, str]) -> None:
    """After a restart of the machine another program may have the old server's process number."""
    launcher.start(environ)
    where = place.find(environ)
    kill_everything(environ)
    stranger = str(os.getpid())
    for lock in (where.data / "postmaster.pid", where.sockets / ".s.PGSQL.5432.lock"):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([stranger, *lines[1:]]) + "\n")
    launcher.start(environ)
    assert launcher.running(environ)


@pytest.mark.slow
def test_many_starts_at_once_share_one_server(environ: dict[str, str]) -> None:
    start = (
        "import os; from weald.foundation.database import launcher as l; l.start(os.environ); "
        "print((l.data_folder(os.environ) / 'postmaster.pid').read_text().splitlines()[0])"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", start], env=environ, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    seen = {program.communicate(timeout=120)[0].strip() for program in programs}
    assert all(program.returncode == 0 for program in programs)
    assert seen == {str(postmaster(environ))}


@pytest.mark.slow
def test_the_last_one_out_stops_the_server(environ: dict[str, str]) -> None:
    stay = (
        "import os; from weald.foundation.database import launcher as l\n"
        "with l.using(os.environ): print('in', flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", stay], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    with launcher.using(environ):
        pass
    assert launcher.running(environ), "somebody else still works with it"
    other.communicate("\n", timeout=60)
    assert not launcher.running(environ)


@pytest.mark.slow
def test_a_server_that_is_kept_stays_up_until_it_is_stopped(environ: dict[str, str]) -> None:
    launcher.keep(environ)
    launcher.leave(environ)
    assert launcher.running(environ)
    assert launcher.stop(environ)
    assert not launcher.running(environ)
    assert not launcher.stop(environ)


@pytest.mark.slow
def test_a_half_made_cluster_is_made_again(environ: dict[str, str]) -> None:
    where = place.find(environ)
    half = where.data.with_name("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    launcher.start(environ)
    assert launcher.running(environ)
    assert not half.exists()


@pytest.mark.slow
def test_nobody_else_reaches_the_socket(environ: dict[str, str]) -> None:
    urls = launcher.start(environ)
    where = place.find(environ)
    assert where.sockets.stat().st_mode & 0o777 == 0o700
    assert where.sockets.stat().st_uid == where.uid != 0
    with psycopg.connect(urls.admin) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
        assert admin.execute("SHOW fsync").fetchone() == ("on",)
        assert admin.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_folder_that_holds_something_else_is_not_touched(environ: dict[str, str]) -> None:
    letters = launcher.data_folder(environ)
    letters.mkdir(parents=True)
    (letters / "letter.txt").write_text("dear …")
    with pytest.raises(SetupError, match="holds something else"):
        launcher.start(environ)
    assert (letters / "letter.txt").read_text() == "dear …"


def test_a_socket_folder_that_somebody_else_prepared_is_refused(environ: dict[str, str]) -> None:
    trap = place.find(environ).sockets
    trap.mkdir(mode=0o777)
    trap.chmod(0o777)
    with pytest.raises(SetupError, match="only the database's user"):
        launcher.start(environ)


def test_data_of_another_version_are_left_alone(environ: dict[str, str]) -> None:
    data = launcher.data_folder(environ)
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(SetupError, match="written by PostgreSQL 17"):
        launcher.start(environ)


def test_a_server_of_your_own_comes_first() -> None:
    urls = launcher.urls({"DATABASE_URL": "postgresql://weald_app@db.example/care"})
    assert urls.app == "postgresql://weald_app@db.example/care"
    with pytest.raises(SetupError, match="DATABASE_OWNER_URL"):
        urls.role("owner")


def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(SetupError, match="does not answer"):
        launcher.start({"DATABASE_URL": "postgresql://weald_app@127.0.0.1:1/care"})


def test_a_server_of_your_own_is_not_ours_to_stop() -> None:
    with pytest.raises(SetupError, match="where it runs"):
        launcher.stop({"DATABASE_URL": "postgresql://weald_app@127.0.0.1:1/care"})


def test_another_database_on_the_same_server() -> None:
    urls = launcher.Urls(
        "postgresql://weald_app@/weald?host=/tmp/x&port=5432", "postgresql://o:p%40@h:1/weald", ""
    )
    assert launcher.elsewhere(urls, "other") == launcher.Urls(
        "postgresql://weald_app@/other?host=/tmp/x&port=5432", "postgresql://o:p%40@h:1/other", ""
    )
