"""Every release of content that was on duty is kept, and names the body that it is the digest of."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.db import ProgrammingError, connection, transaction

from tests import given
from weald.engines.triage import assess, of_body, release
from weald.engines.triage.loading import canonical
from weald.services.library import actions, content, queries
from weald.services.library.models import Release

UTTERANCES = Path(__file__).parents[2] / "engines/triage/utterances.yaml"
pytestmark = pytest.mark.django_db


def test_a_release_is_kept_once_and_its_digest_is_that_of_its_body() -> None:
    on_duty = content.current()
    assert actions.keep_release(content=on_duty, now=given.NOW)
    assert not actions.keep_release(content=on_duty, now=given.NOW)
    kept = Release.objects.get()
    assert kept.digest == on_duty.release == release(canonical(kept.body))
    assert json.loads(on_duty.body) == kept.body


def test_a_release_that_is_brought_back_hears_and_decides_as_it_did() -> None:
    actions.keep_release(content=content.current(), now=given.NOW)
    again = of_body(queries.stored_body(content.current().release))
    assert again.release == content.current().release
    assert again.problems.keys() == content.current().problems.keys()
    lines = yaml.safe_load(UTTERANCES.read_text("utf-8"))
    said = [one for one in _texts(lines) if len(one) > 8][:300]
    assert len(said) > 50
    for text in said:
        assert again.vocabulary.hear(text) == content.current().vocabulary.hear(text), text
        asked = {
            "person": {"age_years": 40, "sex": "female"},
            "problem": None,
            "text": text,
            "answers": {"danger_now": "no"},
        }
        assert assess(again, asked) == assess(content.current(), asked), text


def _texts(lines: object) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(lines, str):
        yield lines
    elif isinstance(lines, dict | list):
        for one in lines.values() if isinstance(lines, dict) else lines:
            yield from _texts(one)


def test_what_was_on_duty_is_never_changed_or_taken_away() -> None:
    actions.keep_release(content=content.current(), now=given.NOW)
    for statement in ("update library_release set body = '{}'", "delete from library_release"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
