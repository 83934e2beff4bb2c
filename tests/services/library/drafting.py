"""Content with an edit in it, put on duty for one test."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from weald.engines.triage import Content, of_body
from weald.engines.triage.loading import canonical
from weald.services.library import content

type Edit = Callable[[dict[str, Any]], object]


def edited(before: Content, edit: Edit) -> Content:
    """The content with its documents changed."""
    documents = json.loads(before.body)
    edit(documents)
    return of_body(canonical(documents))


def rule_of(documents: dict[str, Any], name: str) -> dict[str, Any]:
    """One rule of a pathway, by its name."""
    [found] = [one for one in documents["pathways"][name.partition(".")[0]]["rules"] if one["rule"] == name]
    return found  # type: ignore[no-any-return]


def on_duty(monkeypatch: pytest.MonkeyPatch, made: Content) -> None:
    """Let this content decide, everywhere in the program."""
    from weald.services.library import actions

    monkeypatch.setattr(content, "current", lambda: made)
    monkeypatch.setattr(actions, "current", lambda: made)
