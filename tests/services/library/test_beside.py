"""What stands beside the pathways is found out when content is checked, with file, line and a sentence."""

import shutil
from pathlib import Path

import pytest

from weald.services.library import beside, commands
from weald.services.library.content import FOLDER, current


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in beside.READERS:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / file, tmp_path / file)
    return tmp_path


def told(folder: Path) -> list[str]:
    return [str(fault) for fault in beside.faults(folder, current())]


def test_what_is_on_duty_can_be_used(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize("file", list(beside.READERS))
@pytest.mark.parametrize(
    ("text", "line"), [("a: [\n", 2), ("a: 1\n", 1), (None, 1)], ids=["no YAML", "other fields", "missing"]
)
def test_each_is_named_with_its_line(folder: Path, file: str, text: str | None, line: int) -> None:
    if text is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(text, encoding="utf-8")
    (found,) = told(folder)
    assert found.startswith(f"{file}:{line}: ")
    assert found.endswith(".")
    assert "\n" not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sore_throat", "sore_throt", ["`sore_throat` stands in no area", "`sore_throt` is not a problem"]),
        ("sore_throat", "sore_throat, earache", ["`earache` stands in 2 areas"]),
    ],
)
def test_a_problem_stands_in_one_area(folder: Path, old: str, new: str, said: list[str]) -> None:
    areas = (folder / "areas.yaml").read_text("utf-8")
    (folder / "areas.yaml").write_text(areas.replace(old, new, 1), "utf-8")
    found = told(folder)
    assert len(found) == len(said)
    assert all(words in one for words, one in zip(said, found, strict=True)), found


def test_the_check_of_all_content_tells_of_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weald.engines.triage import check

    monkeypatch.setattr(commands, "check", lambda content, _only, today: check(content, ["smear"], today))
    draft = shutil.copytree(FOLDER, tmp_path / "draft")
    assert commands.content_check(draft)[0] == 0
    (draft / "policies/again.yaml").unlink()
    code, out, _ = commands.content_check(draft)
    assert code == 1
    assert "WRONG  policies/again.yaml:1: The file cannot be read" in out
    assert commands.content_check(draft, ["smear"])[0] == 0
