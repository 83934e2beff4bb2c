"""What the documents tell people to type can be typed."""

import argparse
import re
import subprocess
from collections.abc import Iterator

import pytest

from weald.site import command

from .documents import DOCUMENTS, ROOT, prose, text_of

README = text_of("README.md")
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

TARGETS = sorted(set(re.findall(r"(?:^    |`)(?:[A-Z]+=\S+ )*make ([a-z]+)\b", EVERYTHING, flags=re.M)))


def _commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of the command line, down to the last word."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for name, child in action.choices.items():
            yield from _commands(child, (*before, name))
    if not below:
        yield before


COMMANDS = {" ".join(words) for words in _commands(command._parser())}
NAMED = re.compile(r"`weald ([a-z]+(?: [a-z]+)?)")


def _command(line: str) -> str:
    """The command in what a document names: `import ods` is the command `import` with its argument."""
    return line.split()[0] if line.split()[0] in COMMANDS else line


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_what_the_documents_name(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_names_every_target() -> None:
    makefile = text_of("Makefile")
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.M)[0].split())
    assert set(TARGETS) <= phony
    assert phony - {"help", "setup"} <= set(re.findall(r"make ([a-z]+)", README))


def test_weald_has_every_command_that_is_named_and_the_readme_names_all_of_them() -> None:
    assert {_command(line) for line in NAMED.findall(README)} == COMMANDS
    assert {_command(line) for line in NAMED.findall(prose(EVERYTHING))} <= COMMANDS


@pytest.mark.parametrize("line", sorted(COMMANDS))
def test_every_command_explains_itself(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main([*line.split(), "--help"])
    assert end.value.code == 0
    assert f"weald {line}" in capsys.readouterr().out


def test_options_that_are_named_exist(capsys: pytest.CaptureFixture[str]) -> None:
    for line, options in re.findall(r"^\| `weald (\w+)`.*?\((`--[^)]+)\)", README, flags=re.M):
        with pytest.raises(SystemExit):
            command.main([line, "--help"])
        said = capsys.readouterr().out
        for option in re.findall(r"--[a-z-]+", options):
            assert option in said


def test_environment_variables_are_those_that_are_read() -> None:
    table = README.partition("## Environment variables")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| (.+?) \|", table, flags=re.M))
    named = {one for cell in named for one in re.findall(r"`([A-Z_]+)`", cell)}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("src/**/*.py", "bench/**/*.py", "bin/*")
        for path in ROOT.glob(pattern)
        if path.is_file()
    )
    code += (ROOT / "Makefile").read_text(encoding="utf-8")
    read = set(re.findall(r"\b(WEALD_[A-Z_]+|DATABASE_(?:OWNER_|ADMIN_)?URL|PEOPLE|CHROMIUM)\b", code))
    read -= {"WEALD_PARENT"}  # said by the program to its own children
    assert named - {"PORT"} == read
