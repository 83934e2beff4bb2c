"""Staff see beside every decision whether the text that made it is signed."""

import re
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from tests import given
from tests.services.library.drafting import edited, on_duty
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.library import content
from weald.services.requests.actions import alarms, waiting
from weald.services.requests.presenters.staff.queue import ALL_DRAFT
from weald.services.requests.queries.waiting import Wishes

SIGNED = {"status": "signed", "reviewer": "Dr A", "reviewed": "2026-11-21"}
LISTS = (
    "/staff/queue", "/staff/queue/rows", "/staff/going-home", "/staff/alarms", "/staff/call-backs", "/staff/waiting",
)  # fmt: skip
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
    on_duty(monkeypatch, edited(content.current(), lambda d: d["pathways"]["low_back_pain"].update(SIGNED)))
    for address, said in pages(Ward(timezone.now())).items():
        assert "Low back pain" in said, address
        assert "draft content" not in said.casefold(), address


def both(ward: Ward) -> None:
    """Two requests about different problems, owed today, on every list."""
    for problem in ({}, {"problem": "sore_throat", "problem_name": "Sore throat"}):
        request = ward.request(due_at=ward.now, **problem)
        with acting(given.person(request)):
            waiting.join(request=request, wishes=Wishes(), now=ward.now)
        with acting(given.SYSTEM):
            query("update requests_request set wants = 'call' where id = %s", [request])
    with acting(given.SYSTEM):
        alarms.raise_alarms(now=ward.now)


def test_a_list_of_drafts_alone_says_so_once_and_describes_its_table_with_it() -> None:
    ward = Ward(timezone.now())
    both(ward)
    browser: Any = ward.browser(ward.reed)
    for address in LISTS:
        page = browser.get(address).content.decode()
        assert page.count(ALL_DRAFT) == 1, address
        assert page.count('id="unsigned"') == 1, address
        assert "q-draft" not in page, address
        table = "<table" in page or "/queue" in address
        assert 'aria-describedby="unsigned"' in page or not table or address.endswith("/rows"), address


def test_a_list_of_signed_and_draft_content_marks_the_lines_that_rest_on_drafts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_duty(monkeypatch, edited(content.current(), lambda d: d["pathways"]["low_back_pain"].update(SIGNED)))
    ward = Ward(timezone.now())
    both(ward)
    browser: Any = ward.browser(ward.reed)
    for address in LISTS:
        page = browser.get(address).content.decode()
        assert ALL_DRAFT not in page, address
        lines = re.split(r"<tr |<section ", page)[1:]
        marked = [row for row in lines if "q-draft" in row]
        assert len(marked) == 1, address
        assert "Sore throat" in marked[0] or address == "/staff/alarms", address
