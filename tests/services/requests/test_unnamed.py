"""Somebody who gave no name: titles, buttons and lists still read as sentences."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.patient import text
from tests.services.requests.test_rota import Rota
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import wall

pytestmark = pytest.mark.usefixtures("committed_db")
SAID = re.compile(r"<(title|h1|h2|h3|button|a|legend|label)\b[^>]*>(.*?)</\1>", re.DOTALL)
PAGES = ("", "/invite", "/wait", "/messages", "/times", "/overbook")


def odd(answer: Any) -> list[str]:
    """Titles, buttons, links and labels in which the words for a missing name stand within a sentence."""
    said = (
        " ".join(re.sub("<[^>]*>", " ", inner).split()) for _, inner in SAID.findall(answer.content.decode())
    )
    return [one for one in said if re.search(r"\w No name given|No name given (?!from)\w", one)]


@pytest.fixture
def here() -> Rota:
    made = Rota(timezone.now())
    with acting(given.SYSTEM):
        query("update requests_request set given_name = '', family_name = ''")
    return made


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_a_request_without_a_name_read_as_sentences(here: Rota, page: str) -> None:
    browser: Any = here.ward.browser(here.ward.reed)
    request = here.ward.request(
        given_name="", family_name="", service="gp", state="confirmed", confirmed_at=here.now
    )
    answer = browser.get(f"/staff/request/{request}{page}")
    assert answer.status_code == 200, page
    assert odd(answer) == []
    if page == "/invite":
        assert "Send this person a link to book" in text(answer)
    if not page:
        assert "Name No name given" in " ".join(text(answer).split())


def test_lists_of_people_without_a_name_name_nobody_wrongly(here: Rota) -> None:
    browser: Any = here.ward.browser(here.ward.reed)
    home = here.ward.request(
        given_name="", family_name="", owner=here.ward.reed.identity, owner_name="Dr Amara Reed", taken_at=here.now, kind="administrative", due_at=here.now + timedelta(minutes=5),
    )  # fmt: skip
    answer = browser.get("/staff/going-home")
    assert f"/staff/request/{home}" in answer.content.decode()
    assert "Hand this person to" in answer.content.decode()
    assert odd(answer) == []
    manager: Any = here.ward.browser(here.manager)
    day = manager.get(f"/staff/day?day={wall(here.start).date()}").content.decode()
    assert day.count(">No name given</a>") == 2, "a link that can be read and pressed"
    cut = text(manager.get(f"/staff/settings/sessions/{here.first}/cut"))
    assert cut.count("Somebody who gave no name (booked ") == 2
    assert "whose request you cannot open" not in cut
