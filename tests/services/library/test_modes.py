"""For which pathways people book at once: only what a clinician has signed, outside of the demonstration."""

from typing import Any

import pytest
from django.test import override_settings

from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting
from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.library import actions
from weald.services.library.content import current
from weald.services.library.presenters import modes as presenters

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def ward() -> Ward:
    return Ward()


def on(ward: Ward) -> set[str]:
    return {
        problem
        for problem in current().problems
        if queries.practice_by_id(ward.practice).books_at_once(problem)
    }


def test_what_is_ticked_is_on_and_all_else_is_off(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    for chosen in ({"low_back_pain", "sore_throat"}, {"sore_throat"}, set()):
        with acting(manager):
            actions.choose_modes(at_once=chosen, demonstration=True)
        assert on(ward) == chosen


def test_the_unsigned_cannot_be_switched_on_in_real_use(ward: Ward) -> None:
    unsigned = next(one for one in current().problems.values() if one.status != "signed")
    with (
        acting(ward.somebody("Mo Hill", "practice_manager")),
        pytest.raises(Refused, match="no clinician has signed"),
    ):
        actions.choose_modes(at_once={unsigned.problem}, demonstration=False)
    assert on(ward) == set()


@pytest.mark.parametrize("role", ["clinician", "receptionist"])
def test_only_the_manager_chooses(ward: Ward, role: str) -> None:
    with acting(ward.somebody("Al Dent", role)), pytest.raises(Forbidden):
        actions.choose_modes(at_once=set(), demonstration=True)


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_page_offers_only_what_may_be_switched_on_and_says_why(ward: Ward, demonstration: bool) -> None:
    browser: Any = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    unsigned = next(one for one in current().problems.values() if one.status != "signed")
    with override_settings(DEMO=demonstration):
        body = browser.get("/staff/settings/modes").content.decode()
        assert (f'value="{unsigned.problem}"' in body) is demonstration
        assert (presenters.UNSIGNED in body) is not demonstration
        sent = browser.post("/staff/settings/modes", {"on": [unsigned.problem]})
        assert sent.status_code == (303 if demonstration else 409)
        assert browser.post("/staff/settings/modes", {"on": ["alchemy"]}).status_code == 409
    assert on(ward) == ({unsigned.problem} if demonstration else set())
