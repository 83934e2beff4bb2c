"""The manager's page of texts: own ones stand in for those that come with the program."""

from typing import Any

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.messages import queries

pytestmark = pytest.mark.usefixtures("committed_db")
PLACE = "/staff/settings/templates"


def test_a_text_is_written_replaced_and_removed_with_old_and_new_in_the_audit() -> None:
    ward = Ward()
    manager = ward.somebody("Mo Hill", "practice_manager")
    browser: Any = ward.browser(manager)
    for body in ("Please ring us.", "Please ring us after 2pm."):
        assert browser.post(PLACE, {"name": "Ring us", "body": body}).status_code == 303
    assert "Please ring us after 2pm." in browser.get(f"{PLACE}?name=Ring+us").content.decode()
    assert browser.post(PLACE, {"name": "", "body": ""}).status_code == 422
    assert browser.post(PLACE, {"does": "remove", "name": "Ring us"}).status_code == 303
    assert browser.post(PLACE, {"does": "remove", "name": "Ring us"}).status_code == 303
    with acting(manager):
        assert not any(one.own for one in queries.templates(ward.practice))
    with acting(given.SYSTEM):
        told = query("select why from access_auditrow where verb like 'messages.%%_template' order by id")
    assert told == [
        ("none → Please ring us.",),
        ("Please ring us. → Please ring us after 2pm.",),
        ("Please ring us after 2pm. → none",),
    ]


def test_the_texts_that_come_with_the_program_break_no_line_in_a_sentence() -> None:
    ward = Ward()
    with acting(ward.reed):
        texts = [one for one in queries.templates(ward.practice) if not one.own]
    assert len(texts) > 5
    assert [one.name for one in texts if "\n" in one.body or one.body[-1] not in ".?!"] == []
