"""Staff see beside every decision whether the text that made it is signed."""

from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.services.library.drafting import edited, on_duty
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.library import content

pytestmark = pytest.mark.usefixtures("committed_db")


def pages(ward: Ward) -> dict[str, str]:
    request = ward.request(due_at=ward.now)
    with acting(ward.reed):
        query("update requests_request set wants = 'call' where id = %s", [request])
    browser: Any = ward.browser(ward.reed)
    addresses = ("/staff/queue", f"/staff/request/{request}", "/staff/going-home", "/staff/call-backs")
    return {address: text(browser.get(address)) for address in addresses}


@pytest.mark.parametrize("demonstration", [True, False])
def test_every_page_with_a_decision_marks_draft_content(demonstration: bool) -> None:
    with override_settings(DEMO=demonstration):
        for address, said in pages(Ward(timezone.now())).items():
            assert "Low back pain" in said, address
            assert "draft content" in said, address


def test_signed_content_is_not_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = {"status": "signed", "reviewer": "Dr A", "reviewed": "2026-11-21"}
    on_duty(monkeypatch, edited(content.current(), lambda d: d["pathways"]["low_back_pain"].update(signed)))
    for address, said in pages(Ward(timezone.now())).items():
        assert "Low back pain" in said, address
        assert "draft content" not in said.casefold(), address
