"""Children are started again when they die, end when they are asked to, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from weald.site.children import GIVE_UP, Child


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def eventually(happens: Callable[[], bool]) -> bool:
    for _ in range(400):
        if happens():
            return True
        time.sleep(0.025)
    return False


def test_a_child_that_dies_is_started_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lives = tmp_path / "lives"
    child = Child("choir", python(f"open({str(lives)!r}, 'a').write('x'); raise SystemExit(1)"))

    def third_life() -> bool:
        assert child.watch() is None
        return lives.exists() and len(lives.read_text()) >= 3

    assert eventually(third_life)
    child.ask_to_end()
    child.wait_for_end(time.monotonic() + 30)
    assert "The choir ended (1) and is started again." in capfd.readouterr().err


def test_a_child_that_was_set_up_wrongly_is_not() -> None:
    child = Child("choir", python(f"raise SystemExit({GIVE_UP})"))
    assert eventually(lambda: child.watch() == GIVE_UP)


def test_a_child_that_will_not_end_is_killed_with_its_own_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    deaf = (
        "import pathlib, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(grandchild.pid))\n"
        "time.sleep(600)\n"
    )
    child = Child("choir", python(deaf))
    assert eventually(lambda: note.exists() and note.read_text() != "")
    child.ask_to_end()
    child.wait_for_end(time.monotonic() + 0.2)
    assert eventually(lambda: not alive(int(note.read_text())))


def test_children_of_a_killed_parent_end_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    loyal = (
        "import os, pathlib, time\n"
        "from weald.site.children import die_with\n"
        "die_with(os.getppid())\n"
        f"pathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {loyal!r}])"),
        start_new_session=True,
    )
    assert eventually(lambda: note.exists() and note.read_text() != "")
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert eventually(lambda: not alive(int(note.read_text())))


def test_a_child_whose_parent_has_gone_before_it_began_ends() -> None:
    done = subprocess.run(
        python("from weald.site.children import die_with; die_with(1 << 22)"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"has gone" in done.stderr


def alive(pid: int) -> bool:
    """Whether the process is there and is not merely waiting for somebody to note that it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
