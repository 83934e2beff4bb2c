"""What whoever waits for a long command sees of it."""

import sys
from io import StringIO

import pytest

from weald.foundation.progress import bar, steps, tracked

ERASED = "\x1b[2K"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> tuple[Terminal, StringIO]:
    """From now on standard error is a terminal and standard output is a pipe."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(sys, "stdout", pipe := StringIO())
    return terminal, pipe


def test_a_terminal_shows_how_much_is_done_and_the_bar_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal, _ = at_a_terminal(monkeypatch)
    with bar("Counting sheep") as tell:
        tell(1, 2)
        tell(2, 2)
    shown, _, rest = terminal.getvalue().rpartition(ERASED)
    assert "Counting sheep" in shown
    assert "2/2" in shown
    assert "sheep" not in rest


def test_each_step_is_named_when_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, _ = at_a_terminal(monkeypatch)
    with steps("Getting up", 3) as step:
        for one in ("Wash", "Eat", "Go"):
            step(one)
    shown, _, rest = terminal.getvalue().rpartition(ERASED)
    assert "Go" in shown
    assert "2/3" in shown
    assert "Go" not in rest


def test_what_is_printed_into_a_pipe_meanwhile_arrives_there_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal, pipe = at_a_terminal(monkeypatch)
    for one in tracked("Counting sheep", ["Dolly", "[bold]Molly"], 2):
        print(one)
    assert pipe.getvalue() == "Dolly\n[bold]Molly\n"
    assert "Dolly" not in terminal.getvalue()


def test_without_a_terminal_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(tracked("Counting sheep", "abc", 3)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")
