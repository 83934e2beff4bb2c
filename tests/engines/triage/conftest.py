"""A small content folder, and a way to load it with one pathway."""

from pathlib import Path

import pytest

from tests.engines.triage.small import (
    DANGER,
    FINDINGS,
    MODIFIERS,
    SOURCES,
    WORDING,
    WORDS,
    Maker,
    decisions,
    pathway,
)
from weald.engines.triage import Content, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder that is whole except that it has no pathway."""
    for name in ("findings", "sources", "pathways", "words"):
        (tmp_path / name).mkdir()
    (tmp_path / "findings/all.yaml").write_text(FINDINGS, encoding="utf-8")
    (tmp_path / "sources/all.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "danger.yaml").write_text(DANGER, encoding="utf-8")
    (tmp_path / "modifiers.yaml").write_text(MODIFIERS, encoding="utf-8")
    (tmp_path / "decisions.yaml").write_text(decisions(), encoding="utf-8")
    (tmp_path / "words/all.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "wording.yaml").write_text(WORDING, encoding="utf-8")
    return tmp_path


@pytest.fixture
def make(folder: Path) -> Maker:
    """Load content with one pathway made of `rules`, and other files as given."""

    def made(rules: str, head: str = "", **files: str) -> Content:
        (folder / "pathways/ache.yaml").write_text(pathway(rules, head), encoding="utf-8")
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        content = load(folder)
        assert not content.refused, content.refused
        return content

    return made
