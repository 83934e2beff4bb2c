"""The pages of a pharmacist: what they show, who may open them, and what each press does."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.referrals.pharmacies import Street
from weald.foundation.access import ROLES, acting, query
from weald.services.referrals.views import VERBS

pytestmark = pytest.mark.usefixtures("committed_db")
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
SENT: dict[str, dict[str, Any]] = {
    "consult": {
        "outcome": "treated", "gateway": "yes", "found": "Red throat", "medicine": "Penicillin V", "pgd": "yes",
        "told": "Take all of the tablets.", "level": "",
    },
    "return": {"why": "needs_practice", "words": "Tonsils need a look"},
}  # fmt: skip


class Counter:
    """A referral and the browsers of everybody who may come by its address."""

    def __init__(self) -> None:
        self.street = Street(timezone.now())
        self.request = self.street.sore_throat(needs=["interpreter"], language="pl")
        self.referral = self.street.refer(self.request)
        people = {
            "pharmacist": self.street.rose,
            "colleague": self.street.jay,
            "stranger": self.street.stranger,
            "clinician": self.street.reed,
            "outsider": self.street.outsider,
        }
        self.browsers = {name: self.street.browser(who) for name, who in people.items()} | {
            "nobody": Client()
        }

    def press(self, who: str, verb: str, referral: UUID | None = None, **sent: Any) -> Any:
        return self.browsers[who].post(
            f"/staff/referral/{referral or self.referral}/{verb}",
            {"key": uuid4().hex, **SENT.get(verb, {}), **sent},
            headers=SAME_SITE,
        )


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_the_worklist_shows_who_waits_with_what_they_need(counter: Counter) -> None:
    page = counter.browsers["pharmacist"].get("/staff/referrals").content.decode()
    for words in (
        "TEST, Ada",
        "Sore throat",
        "Interpreter: Polish",
        "New",
        "Nobody has it",
        "Hop Lane Surgery",
    ):
        assert words in page, words
    assert "TEST, Ada" not in counter.browsers["stranger"].get("/staff/referrals").content.decode()


def test_the_page_shows_the_evidence_and_says_what_is_not_known(counter: Counter) -> None:
    page = counter.browsers["pharmacist"].get(f"/staff/referral/{counter.referral}").content.decode()
    for words in (
        "my throat hurts", "Most backs get better.", "Call 999 if you cannot feel your legs.", "Sore for four days",
        "Dr Amara Reed verified", "Acute sore throat", "Under 5 years", "Allergies", "Not known to us", "Children and young people under 18 must not interpret",
    ):  # fmt: skip
        assert words in page, words
    assert [names for names, _ in counter.street.audit("referrals.read")] == ["Rose Pharmacist"]


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("nobody", (302, 401, 302, 401)),
        ("pharmacist", (200, 200, 200, 303)),
        ("colleague", (200, 200, 200, 303)),
        ("stranger", (200, 200, 404, 404)),
        ("clinician", (403, 403, 403, 403)),
        ("outsider", (403, 403, 403, 403)),
    ],
)
def test_who_may_open_and_press(counter: Counter, who: str, statuses: tuple[int, ...]) -> None:
    browser = counter.browsers[who]
    seen = (
        browser.get("/staff/referrals").status_code,
        browser.get("/staff/referrals/rows").status_code,
        browser.get(f"/staff/referral/{counter.referral}").status_code,
        counter.press(who, "take").status_code,
    )
    assert seen == statuses


@pytest.mark.parametrize("verb", VERBS)
def test_another_pharmacy_learns_nothing_and_changes_nothing(counter: Counter, verb: str) -> None:
    there, nowhere = counter.press("stranger", verb), counter.press("stranger", verb, uuid4())
    assert there.status_code == nowhere.status_code == 404
    assert counter.street.referral(counter.referral).state == "open"


@pytest.mark.parametrize("verb", VERBS)
def test_whose_role_reads_and_does_not_act_is_not_allowed(
    counter: Counter, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "pharmacist", replace(ROLES["pharmacist"], may=frozenset({"referrals.read"})))
    answer = counter.press("pharmacist", verb)
    assert (answer.status_code, "Your role does not allow this" in answer.content.decode()) == (403, True)
    assert counter.street.referral(counter.referral).state == "open"


def test_a_pharmacist_opens_no_page_of_the_practice(counter: Counter) -> None:
    browser = counter.browsers["pharmacist"]
    for address in ("/staff/queue", "/staff/going-home", f"/staff/request/{counter.request}"):
        assert browser.get(address).status_code == 403, address
    pressed = browser.post(f"/staff/request/{counter.request}/recall", headers=SAME_SITE)
    assert pressed.status_code == 403


def test_take_consult_and_the_practice_reads_it(counter: Counter) -> None:
    assert counter.press("pharmacist", "take")["Location"] == f"/staff/referral/{counter.referral}?done=take"
    late = counter.press("colleague", "take")
    assert (late.status_code, "Rose Pharmacist took this referral" in late.content.decode()) == (409, True)
    missing = counter.press("pharmacist", "consult", found="")
    assert (missing.status_code, "Write what you found" in missing.content.decode()) == (422, True)
    kept = counter.press("pharmacist", "consult", told="")
    assert (kept.status_code, "Penicillin V" in kept.content.decode()) == (409, True)
    assert counter.press("pharmacist", "consult")["Location"] == "/staff/referrals?done=consult"
    read = counter.browsers["clinician"].get(f"/staff/request/{counter.request}").content.decode()
    assert "Supplied: Penicillin V under a patient group direction." in read
    assert "Answered by the pharmacy" in read
    ended = counter.browsers["pharmacist"].get(f"/staff/referral/{counter.referral}").content.decode()
    assert "This referral has ended." in ended


def test_what_comes_back_says_so_in_the_queue_and_on_its_page(counter: Counter) -> None:
    counter.press("pharmacist", "return")
    clinician = counter.browsers["clinician"]
    told = "Came back from Hop Lane Surgery: Somebody at the practice must see them"
    listed = clinician.get("/staff/queue").content.decode()
    assert told in listed
    assert '<td class="q-state">Came back ' in listed, (
        "a sentence in the narrow column would make a row of ten lines"
    )
    page = clinician.get(f"/staff/request/{counter.request}").content.decode()
    assert told in page
    assert "Tonsils need a look" in page


def test_the_practice_sees_what_is_away_and_takes_it_back(counter: Counter) -> None:
    clinician = counter.browsers["clinician"]
    listed = clinician.get("/staff/queue?show=referred").content.decode()
    assert "TEST, Ada" in listed
    assert "At Hop Lane Surgery" in listed
    page = clinician.get(f"/staff/request/{counter.request}").content.decode()
    assert "Take it back" in page
    version = counter.street.row(counter.request).version
    back = clinician.post(
        f"/staff/request/{counter.request}/recall", {"version": version, "key": "a"}, headers=SAME_SITE
    )
    assert back.status_code == 303
    assert counter.street.at_pharmacy() == set()


def test_the_next_referral_is_the_one_due_first_that_no_colleague_has_and_they_are_gone_through_in_order(
    counter: Counter,
) -> None:
    *_, colleagues = (counter.street.refer(counter.street.sore_throat()) for _ in range(3))
    counter.press("colleague", "take", colleagues)
    mine = counter.browsers["pharmacist"]
    listed = re.findall(r'<tr id="r([^"]+)"', mine.get("/staff/referrals").content.decode())
    first, second, third = (one for one in listed if one != str(colleagues))

    def leads(after: str = "") -> str:
        return str(mine.get(f"/staff/referrals/next?after={after}")["Location"])

    todo = (first, second, third)
    assert leads() == f"/staff/referral/{first}"
    assert [leads(one) for one in todo] == [f"/staff/referral/{one}" for one in (second, third, first)]
    page = mine.get(f"/staff/referral/{second}").content.decode()
    assert f'href="/staff/referrals/next?after={second}" data-key="n"' in page
    assert "2 left" in page
    for one in todo:
        counter.press("pharmacist", "take", UUID(one))
        counter.press("pharmacist", "consult", UUID(one))
    assert leads(third) == "/staff/referrals?done=none_left"
    assert "Nothing is left to open" in mine.get("/staff/referrals?done=none_left").content.decode()


def test_a_refresh_without_change_leaves_no_trace(counter: Counter) -> None:
    browser = counter.browsers["pharmacist"]
    first = browser.get("/staff/referrals/rows")
    traces = len(counter.street.audit("referrals.read_worklist"))
    assert browser.get("/staff/referrals/rows", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(counter.street.audit("referrals.read_worklist")) == traces
    counter.press("colleague", "take")
    again = browser.get("/staff/referrals/rows", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, "Jay Pharmacist has it" in again.content.decode()) == (200, True)
    assert len(counter.street.audit("referrals.read_worklist")) == traces + 1


def test_staff_refer_on_the_page_and_are_asked_twice_where_age_speaks_against_it() -> None:
    street = Street(timezone.now())
    request = street.sore_throat(birth_date=f"{timezone.localdate().year - 4}-01-01")
    browser = street.browser(street.reed)
    page = browser.get(f"/staff/request/{request}").content.decode()
    for words in (
        "Refer to a pharmacy",
        "Acute sore throat",
        "The pathway is for 5 years and over",
        "Immunosuppression",
    ):
        assert words in page, words
    sent: dict[str, Any] = {
        "version": 0, "key": "a", "to": str(street.pharmacy), "checked": ["identity", "consent", "criteria"],
        "refer_note": "Fever since Monday",
    }  # fmt: skip
    first = browser.post(f"/staff/request/{request}/refer", sent, headers=SAME_SITE)
    assert (first.status_code, "Fever since Monday" in first.content.decode()) == (409, True)
    second = browser.post(f"/staff/request/{request}/refer", sent | {"sure": "yes"}, headers=SAME_SITE)
    assert second["Location"].endswith("?done=referred")
    assert street.at_pharmacy() == {request}


def test_the_person_may_name_a_pharmacy() -> None:
    street = Street(timezone.now())
    request = street.sore_throat()
    with acting(given.SYSTEM):
        [(code,)] = query(
            "select ods_code from directory_organisation where id = %s", [street.other_pharmacy]
        )
    sent = {"version": 0, "key": "a", "checked": ["identity", "consent", "criteria"]}
    browser = street.browser(street.reed)
    unknown = browser.post(f"/staff/request/{request}/refer", sent | {"named": "Nowhere"}, headers=SAME_SITE)
    assert (unknown.status_code, "enter its whole name or its code" in unknown.content.decode()) == (
        409,
        True,
    )
    browser.post(f"/staff/request/{request}/refer", sent | {"named": code.lower()}, headers=SAME_SITE)
    assert street.at_pharmacy(street.stranger) == {request}
