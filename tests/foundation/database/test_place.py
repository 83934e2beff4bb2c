"""Where the data are kept and as whom the server runs."""

import pwd
import tempfile
from pathlib import Path

import pytest

from weald.foundation.database import place
from weald.foundation.database.faults import SetupError

NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.os, "geteuid", lambda: 0)


@pytest.fixture
def as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.os, "geteuid", lambda: 4711)


@pytest.mark.usefixtures("as_somebody")
def test_an_ordinary_user_keeps_the_data_in_the_checkout() -> None:
    found = place.find({})
    assert found.data == Path(__file__).parents[3] / "var" / "postgres"
    assert found.user is None
    assert found.uid == 4711


@pytest.mark.usefixtures("as_somebody")
def test_the_folder_that_was_asked_for_is_taken() -> None:
    assert place.find({"WEALD_DATA": "/srv/weald"}).data == Path("/srv/weald/postgres")


@pytest.mark.usefixtures("as_somebody")
def test_an_installed_package_uses_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        place, "__file__", "/usr/lib/python3/site-packages/weald/foundation/database/place.py"
    )
    assert place.find({"XDG_DATA_HOME": "/people/ann/.data"}).data == Path("/people/ann/.data/weald/postgres")
    assert place.find({"HOME": "/people/ann"}).data == Path("/people/ann/.local/share/weald/postgres")


def test_the_sockets_path_is_short_and_belongs_to_one_user_and_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = set()
    for uid in (4711, 4712):
        monkeypatch.setattr(place.os, "geteuid", lambda uid=uid: uid)
        for folder in ("/srv/a" * 60, "/srv/b"):
            sockets = place.find({"WEALD_DATA": folder}).sockets
            assert len(str(sockets / ".s.PGSQL.5432")) < 107
            seen.add(sockets)
    assert len(seen) == 4


@pytest.mark.usefixtures("as_root")
def test_root_steps_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "STEP_DOWN_TO", ("nobody",))
    monkeypatch.setattr(place, "reachable", lambda _folder, _user: True)
    found = place.find({"WEALD_DATA": str(tmp_path)})
    assert found.user == NOBODY
    assert found.moved_from is None


@pytest.mark.usefixtures("as_root")
def test_root_keeps_the_data_elsewhere_where_the_checkout_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "reachable", lambda _folder, _user: False)
    found = place.find({})
    assert found.data.parent.parent == place.FALLBACK
    assert found.moved_from == Path(__file__).parents[3] / "var" / "postgres"


@pytest.mark.usefixtures("as_root")
def test_a_closed_folder_that_was_asked_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "reachable", lambda _folder, _user: False)
    with pytest.raises(SetupError, match=r"cannot reach /closed/data\. Set WEALD_DATA"):
        place.find({"WEALD_DATA": "/closed/data"})


@pytest.mark.usefixtures("as_root")
def test_root_without_anybody_to_become_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(place, "STEP_DOWN_TO", ("nobody-of-that-name",))
    with pytest.raises(SetupError, match="Run Weald as an ordinary user"):
        place.find({"WEALD_DATA": str(tmp_path)})


def test_reachable_looks_at_every_parent() -> None:
    somebody = pwd.struct_passwd((NOBODY.pw_name, "x", 4711, 4711, "", "/", "/bin/sh"))
    # Not below tmp_path, whose own parents are closed to others.
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        inner = top / "outer" / "inner"
        inner.mkdir(parents=True)
        for folder in (top, top / "outer", inner):
            folder.chmod(0o755)
        assert place.reachable(inner / "not" / "yet", somebody)
        (top / "outer").chmod(0o700)
        assert not place.reachable(inner, somebody)
