"""Every release of content that was on duty is kept, and names the body that it is the digest of."""

import json

import pytest

from tests import given
from weald.engines.triage import release
from weald.engines.triage.content import canonical
from weald.services.library import actions, content
from weald.services.library.models import Release

pytestmark = pytest.mark.django_db


def test_a_release_is_kept_once_and_its_digest_is_that_of_its_body() -> None:
    on_duty = content.current()
    assert actions.keep_release(content=on_duty, now=given.NOW)
    assert not actions.keep_release(content=on_duty, now=given.NOW)
    kept = Release.objects.get()
    assert kept.digest == on_duty.release == release(canonical(kept.body))
    assert json.loads(on_duty.body) == kept.body
