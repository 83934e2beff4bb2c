"""Words that sound serious though no phrase foresaw them: the person reads which, and only a no lets the request wait."""

import pytest
from django.test import Client

from tests.services.requests.conftest import Clock
from tests.services.requests.patient import ABOUT, answer_all, go, stored, text, to_words, where

pytestmark = pytest.mark.django_db

SERIOUS = "went sideways and slid down the cooker"
WORDS = f"My throat hurts when I swallow, since Friday. Oh and I {SERIOUS} this morning. Probably nothing!"


def begun(patient: Client, code: str, **who: str) -> str:
    draft = to_words(patient, code, **who)
    page = go(patient, f"{draft}words", words=WORDS)
    assert where(page) == f"{draft}question/sounds_serious"
    return draft


def test_the_words_that_sound_serious_stand_above_the_question(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    page = text(go(patient, f"{draft}words", words=WORDS))
    assert "This part of what you wrote sounds as if it may be serious: “" in page
    assert SERIOUS in page
    assert "Probably nothing" not in page
    assert "Could this be urgent? Are you very unwell" in page


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_calm_decision_waits_for_a_person(patient: Client, code: str, clock: Clock, answer: str) -> None:
    draft = begun(patient, code)
    go(patient, f"{draft}question/sounds_serious", answer=answer)
    _sends(patient, draft)
    assert (stored(draft, "level"), stored(draft, "service")) == ("today", "gp")
    assert "a member of staff will read your request" in text(patient.get(f"{draft}decision"))


def test_a_no_goes_on_as_always(patient: Client, code: str) -> None:
    draft = begun(patient, code)
    go(patient, f"{draft}question/sounds_serious", answer="no")
    _sends(patient, draft)
    assert stored(draft, "service") == "community_pharmacy"


def test_the_answer_stands_among_those_that_are_checked(patient: Client, code: str) -> None:
    draft = begun(patient, code)
    go(patient, f"{draft}question/sounds_serious", answer="no")
    go(patient, f"{draft}problem", problem="sore_throat")
    answer_all(patient, draft)
    checked = text(go(patient, f"{draft}about-you", **ABOUT))
    assert "Could this be urgent?" in checked


def _sends(patient: Client, draft: str) -> None:
    go(patient, f"{draft}problem", problem="sore_throat")
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT)
    page = go(patient, f"{draft}send")
    assert where(page) == f"{draft}decision"
