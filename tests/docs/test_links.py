"""Every link of a document leads somewhere."""

import re
from pathlib import Path

import pytest

from .documents import DOCUMENTS, ROOT, name_of, prose, text_of

LINK = re.compile(r"\]\(([^)\s]+)\)")
SCREENSHOTS = ("front-door", "question", "decision", "offers", "queue", "request")


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(path.read_text(encoding="utf-8")), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_to_files_and_headings_that_exist(path: Path) -> None:
    for link in LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if re.match(r"https://", link):
            continue
        assert ":" not in link, f"{link}: link to a file of the repository, or to an https address"
        file, _, heading = link.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), link
        assert found.is_relative_to(ROOT), link
        assert not heading or heading in _anchors(found), link


def test_every_document_can_be_reached_from_the_readme() -> None:
    seen, ahead = set(), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        links = LINK.findall(prose(path.read_text(encoding="utf-8")))
        ahead += [
            (path.parent / link.partition("#")[0]).resolve()
            for link in links
            if ":" not in link and link[0] != "#"
        ]
    assert {name_of(path) for path in DOCUMENTS} - {name_of(path) for path in seen} == set()


def test_the_readme_shows_the_pictures_that_exist_and_no_others() -> None:
    shown = re.findall(r"!\[[^\]]+\]\((docs/screenshots/[^)]+)\)", text_of("README.md"))
    there = [f"docs/screenshots/{name}.png" for name in SCREENSHOTS]
    assert shown == [name for name in there if (ROOT / name).is_file()]
