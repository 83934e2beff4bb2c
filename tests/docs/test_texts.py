"""What no text of the repository says: where it was made, where packages came from, what somebody meant to do later."""

import re
from pathlib import Path

import pytest

from .documents import ROOT, name_of

FOLDERS = ("bench", "bin", "docs", "src", "tests", ".ci")
NOT_OURS = {"LICENSE"}
KINDS = {
    "",
    *[".css", ".in", ".jinja", ".js", ".json", ".lock", ".md", ".py", ".sh", ".svg", ".toml", ".yaml"],
}

TEXTS = sorted(
    path
    for path in [
        *(path for path in ROOT.iterdir()),
        *(path for folder in FOLDERS for path in (ROOT / folder).glob("**/*")),
    ]
    if path.is_file()
    and path.suffix in KINDS
    and path.name not in NOT_OURS
    and "nhsuk" not in path.parts
    and not any(
        part.startswith(("__pycache__", ".venv")) or part.endswith(".egg-info") for part in path.parts
    )
    and path != Path(__file__)
)

FORBIDDEN = {
    # Not after what may stand before a further part of an address: in "https://example.org/home/page" it is a page.
    "a path of one machine": r"(?<![\w.~-])(/work/|/Users/|/home/\w|/root/\w|/tmp/\w+/bin)|C:\\\\",
    "a host that serves packages": r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|artifactory|nexus\.|--index-url|--registry",
    "work that was put off": r"\b(TODO|FIXME|XXX|HACK)\b",
    "a real person's NHS number": r"\b(?!999)\d{3} \d{3} \d{4}\b",
}
ALLOWED = {
    # Published examples of valid numbers, and telephone numbers that look like them.
    ("a real person's NHS number", "tests/services/people/test_nhs_number.py"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in TEXTS
        if (what, name_of(path)) not in ALLOWED
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("https://www.example.org/home/page", False),
        ("http://127.0.0.1:8000/home/page", False),
        ("see https://example.org/our/work/today", False),
        ("cd /home/ada", True),
        ("DATA=/work/data", True),
        ('"/Users/ada"', True),
        ("file:///home/ada", True),
        ("/root/.cache", False),
        ("(/root/cache)", True),
    ],
)
def test_a_page_at_an_address_is_no_path_of_a_machine(text: str, is_path: bool) -> None:
    assert bool(re.search(FORBIDDEN["a path of one machine"], text)) is is_path


def test_the_texts_are_found() -> None:
    names = {name_of(path) for path in TEXTS}
    assert {
        "README.md",
        "Makefile",
        "requirements.lock",
        "package-lock.json",
        "bin/setup",
        ".ci/run",
    } <= names
    assert "src/weald/content/danger.yaml" in names


def test_every_package_is_locked_by_its_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9._\-\[\]]+)==", lock, flags=re.M)
    blocks = re.split(r"^(?=[a-z0-9._\-\[\]]+==)", lock, flags=re.M)[1:]
    assert len(pinned) == len(blocks) > 20
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
