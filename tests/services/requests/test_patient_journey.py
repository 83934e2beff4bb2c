"""From the opening page to the decision, as a browser without scripts would go."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests import given
from weald.foundation.access import acting, query
from weald.services.directory.models import Organisation
from weald.services.requests.views.patient import door, holding, link

pytestmark = pytest.mark.django_db

MONDAY = given.NOW
NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Sets the time of every patient page."""

    class Clock:
        now = MONDAY

    for module in (door, holding, link):
        monkeypatch.setattr(module.timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def patient(clock) -> Client:
    return Client()


@pytest.fixture
def practice() -> Organisation:
    return Organisation.objects.get(id=given.practice("Z00001"))


def begin(patient: Client, code: str = "Z00001") -> str:
    """The address of a new draft."""
    answer = patient.post(f"/p/{code}/start")
    assert answer.status_code == 303
    return answer["Location"].removesuffix("danger")


def go(patient: Client, address: str, **posted: object):
    """Post a page, and follow to the next one."""
    return patient.post(address, posted, follow=True)


def where(answer) -> str:
    """The path of the page that came in the end."""
    return answer.redirect_chain[-1][0] if answer.redirect_chain else ""


ABOUT = {"given_name": "Ada", "family_name": "Test", "contact_by": "sms", "phone": "07700 900982"}
ME = {"for_whom": "me", "born-day": "6", "born-month": "5", "born-year": "1984", "sex": "female"}


def to_words(patient: Client, **who: str) -> str:
    draft = begin(patient)
    go(patient, f"{draft}danger".replace("danger", "question/danger_now"), signs="none")
    go(patient, f"{draft}who", **(ME | who))
    go(patient, f"{draft}kind", kind="clinical")
    return draft


def answer_all(patient: Client, draft: str, overrides: dict[str, str] | None = None) -> None:
    """Answer no, or the least, to every question until there is none."""
    for _ in range(40):
        answer = patient.get(f"{draft}question", follow=True)
        if "/question" not in (where(answer) or answer.request["PATH_INFO"]):
            return
        html = answer.content.decode()
        action = re.search(r'<form method="post" action="([^"]+)"', html)[1]
        name = action.rsplit("/", 1)[1]
        if overrides and name in overrides:
            go(patient, action, answer=overrides[name], signs=overrides[name])
        elif 'name="signs"' in html:
            go(patient, action, signs="none")
        else:
            values = re.findall(r'name="answer" type="radio" value="([^"]+)"', html)
            go(patient, action, answer="no" if "no" in values else values[0])
    raise AssertionError("the questions do not end")


def request_of(draft: str) -> tuple:
    identifier = UUID(draft.split("/")[2])
    with acting(given.SYSTEM):
        rows = query(
            "select state, level, service, given_name, problem, self_service, person from requests_request where id = %s",
            [identifier],
        )
        return rows[0] if rows else ()


def test_a_whole_journey_ends_in_a_decision_that_can_be_read_again(patient: Client, practice: Organisation) -> None:
    opening = patient.get("/p/z00001/")
    assert opening.status_code == 200
    assert "Call 999 now" in opening.content.decode()
    assert "Open now" in opening.content.decode()
    draft = to_words(patient)
    found = go(patient, f"{draft}words", words="My throat hurts when I swallow 😷, since Friday")
    assert where(found) == f"{draft}problem"
    assert "Sore throat" in found.content.decode()
    assert "You wrote" in found.content.decode()
    go(patient, f"{draft}problem", problem="sore_throat")
    answer_all(patient, draft)
    about = patient.get(f"{draft}question", follow=True)
    assert where(about) == f"{draft}about-you"
    checked = go(patient, f"{draft}about-you", **ABOUT)
    assert where(checked) == f"{draft}check"
    html = checked.content.decode()
    assert "6 May 1984" in html
    assert "None of these" in html
    decision = go(patient, f"{draft}send")
    assert where(decision) == f"{draft}decision"
    html = decision.content.decode()
    assert "What happens next" in html
    assert "/r/" in html
    again = patient.get(f"{draft}decision")
    assert re.search(r"/r/[\w-]{20,}/", again.content.decode()), "the private link is still shown after a refresh"
    assert request_of(draft)[0] in {"waiting", "advised"}
    assert patient.get(f"{draft}question", follow=True).redirect_chain[-1][0] == f"{draft}decision"
