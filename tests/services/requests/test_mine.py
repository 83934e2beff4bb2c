"""People who sign in themselves: the code, their own page, asking for somebody for whom they act."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.people.test_proxies import Home, years_ago
from tests.services.requests.patient import answer_all, go, text, where
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, person_sessions, query
from weald.services.people.actions import contacts
from weald.services.people.actions.proxies import end
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")

PHONE = "+447700900011"


class Family(Home):
    """The same home, with addresses that staff have checked, and browsers."""

    def __init__(self) -> None:
        wiring.connect()
        super().__init__()
        with acting(self.desk):
            contacts.check_with_person(person=self.mother, by="sms", now=self.now)

    def claim(self, **more: str) -> dict[str, str]:
        born = years_ago(40)
        code = self.code
        return {
            "given_name": "Grace", "family_name": "Test", "born-day": str(born.day), "born-month": str(born.month),
            "born-year": str(born.year), "nhs_number": "", "practice": code, **more,
        }  # fmt: skip

    @property
    def code(self) -> str:
        from weald.services.directory import queries

        return queries.practice_by_id(self.practice).ods_code

    def sent(self) -> list[tuple[str, str]]:
        with acting(given.SYSTEM):
            return query(  # type: ignore[return-value]
                "select \"to\", body from messages_notification where template = 'sign_in_code' order by made_at"
            )

    def signed_in(self, person: UUID) -> Client:
        """A browser in which somebody is signed in."""
        client = Client()
        with acting(person_sessions.DOOR):
            client.cookies[person_sessions.COOKIE] = person_sessions.sign_in(
                person, "Somebody", timezone.now()
            )
        return client


@pytest.fixture
def family() -> Family:
    return Family()


def code_in(body: str) -> str:
    return re.search(r"\b\d{6}\b", body)[0]  # type: ignore[index]


def test_a_code_to_the_checked_number_opens_the_persons_own_page(family: Family) -> None:
    browser = Client()
    asked = go(browser, "/mine/sign-in", **family.claim())
    assert where(asked) == "/mine/code"
    [(to, body)] = family.sent()
    assert to == PHONE
    page = go(browser, "/mine/code", code=code_in(body))
    assert where(page) == "/mine/"
    assert "Grace Test" in text(page)
    assert browser.cookies["weald_person"]["httponly"]
    # The code is used up.
    other = Client()
    other.cookies["weald_try"] = "x"
    assert "no longer works" in text(go(other, "/mine/code", code=code_in(body)))
    # Signing out ends it at once.
    go(browser, "/mine/sign-out")
    assert where(browser.get("/mine/", follow=True)) == "/mine/sign-in"


def test_nobody_learns_whether_there_is_such_a_person(family: Family) -> None:
    there, not_there, unchecked = Client(), Client(), Client()
    first = go(there, "/mine/sign-in", **family.claim())
    second = go(not_there, "/mine/sign-in", **family.claim(family_name="Nobody"))
    with acting(given.SYSTEM):
        query("delete from people_contact")
    third = go(unchecked, "/mine/sign-in", **family.claim())

    def told(page: Any) -> tuple[str, int, str]:
        return where(page), page.status_code, text(page)

    assert told(first) == told(second) == told(third)
    assert len(family.sent()) == 1
    for browser in (there, not_there):
        assert "not right" in text(
            go(browser, "/mine/code", code="000000" if code_in(family.sent()[0][1]) != "000000" else "1" * 6)
        )


def test_five_wrong_codes_spend_the_try_and_nobody_elses(family: Family) -> None:
    stranger, grace = Client(), Client()
    go(stranger, "/mine/sign-in", **family.claim())
    for _ in range(5):
        page = go(stranger, "/mine/code", code="000000")
    assert "no longer works" in text(page)
    go(grace, "/mine/sign-in", **family.claim())
    assert where(go(grace, "/mine/code", code=code_in(family.sent()[-1][1]))) == "/mine/"


def test_a_stranger_who_asks_for_codes_does_not_shut_out_the_persons_own_device(family: Family) -> None:
    grace = Client()
    go(grace, "/mine/sign-in", **family.claim())
    go(grace, "/mine/code", code=code_in(family.sent()[-1][1]))
    go(grace, "/mine/sign-out")
    stranger = Client()
    for _ in range(6):
        go(stranger, "/mine/sign-in", **family.claim())
    assert len(family.sent()) == 3
    go(grace, "/mine/sign-in", **family.claim())
    assert len(family.sent()) == 4


def test_a_parent_asks_for_a_child_and_the_person_is_certain(family: Family) -> None:
    family.grant(family.daughter)
    browser = family.signed_in(family.mother)
    page = browser.get("/mine/")
    assert "Ada Test" in text(page)
    draft = ask(browser, family.daughter)
    answer_all(browser, draft)
    confirm(browser, draft)
    go(browser, f"{draft}send")
    with acting(given.SYSTEM):
        [(person, level, whom, by, hidden)] = query(
            "select person, identity_level, for_whom, asked_by, hidden from requests_request"
        )
    assert (person, level, whom, by, hidden) == (family.daughter, "verified", "child", "Grace Test", False)
    assert "Low back pain" in text(browser.get("/mine/"))


def ask(browser: Client, person: UUID) -> str:
    """From the button to the questions; gives the draft's address."""
    page = go(browser, "/mine/ask", person=str(person))
    draft = where(page).removesuffix("danger")
    go(browser, f"{draft}danger", signs="none")
    assert where(browser.get(f"{draft}question", follow=True)) == f"{draft}kind"
    go(browser, f"{draft}kind", kind="clinical")
    go(browser, f"{draft}words", words="The back hurts")
    go(browser, f"{draft}problem", problem="low_back_pain")
    return draft


def confirm(browser: Client, draft: str, **more: str) -> None:
    """The page about them comes filled in; only whether they asked before is answered."""
    html = browser.get(f"{draft}about-you").content.decode()
    filled = dict(
        re.findall(
            r'name="(given_name|family_name|asked_by|nhs_number|phone|email)"[^>]*?value="([^"]*)"', html
        )
    )
    assert {"given_name", "family_name"} <= set(filled)
    chosen = re.search(r'name="contact_by" type="radio" value="(\w+)" checked', html)
    way = {"contact_by": chosen[1] if chosen else "sms"}
    page = go(browser, f"{draft}about-you", **(filled | way | {"asked_before": "no"} | more))
    assert where(page) == f"{draft}check", text(page)


def test_what_ended_meanwhile_does_not_count_when_it_is_sent(family: Family) -> None:
    proxy = family.grant(family.daughter)
    browser = family.signed_in(family.mother)
    draft = ask(browser, family.daughter)
    answer_all(browser, draft)
    confirm(browser, draft)
    with acting(family.desk):
        end(proxy=proxy, now=timezone.now())
    go(browser, f"{draft}send")
    with acting(given.SYSTEM):
        [(level,)] = query("select identity_level from requests_request")
    assert level == "traced"


def test_a_teenagers_own_request_is_hidden_unless_they_share_it(family: Family) -> None:
    family.grant(family.son, reviewed=True)
    son, mother = family.signed_in(family.son), family.signed_in(family.mother)
    for shared in (False, True):
        draft = ask(son, family.son)
        answer_all(son, draft)
        confirm(son, draft, phone="07700 900012")
        page = son.get(f"{draft}check")
        assert "Nobody who acts for you" in text(page)
        go(son, f"{draft}send", **({"share": "yes"} if shared else {}))
        assert ("Low back pain" in text(mother.get("/mine/"))) is shared
    with acting(given.SYSTEM):
        rows = query("select hidden, identity_level from requests_request order by sent_at")
    assert rows == [(True, "verified"), (False, "verified")]
    assert text(son.get("/mine/")).count("Low back pain") == 2


def test_who_may_only_see_can_not_book_write_or_ask(family: Family) -> None:
    family.grant(family.old, "carer", "agrees", scope=("see",))
    request = Ward.request(
        _ward(family), organisation=family.practice, person=family.old, registered=family.practice
    )
    browser = family.signed_in(family.mother)
    assert browser.get(f"/mine/request/{request}/decision").status_code == 200
    for page, word in (("book", "book"), ("close", "close"), ("no-time", "book")):
        assert f"not {word}" in text(browser.get(f"/mine/request/{request}/{page}", follow=True))
    assert "Ask for help for Edith" not in text(browser.get("/mine/"))
    stranger = family.signed_in(family.son)
    assert stranger.get(f"/mine/request/{request}/decision").status_code == 404


def _ward(family: Family) -> Ward:
    ward = Ward.__new__(Ward)
    ward.now, ward.practice = family.now, family.practice
    return ward


def test_a_person_ends_at_once_who_acts_for_them(family: Family) -> None:
    proxy = family.grant(family.old, "carer", "agrees")
    family.request(family.old)
    old, mother = family.signed_in(family.old), family.signed_in(family.mother)
    assert "Grace Test" in text(old.get("/mine/"))
    assert "Low back pain" in text(mother.get("/mine/"))
    assert old.get("/mine/").status_code == 200
    assert family.signed_in(family.son).post(f"/mine/acts/{proxy}/end").status_code == 404
    go(old, f"/mine/acts/{proxy}/end")
    assert "Low back pain" not in text(mother.get("/mine/"))


def test_a_person_is_shown_who_looked_at_their_record(family: Family) -> None:
    ward = Ward()
    with acting(given.SYSTEM):
        query(
            "update access_rolebinding set party = %s where identity_id = %s",
            [family.practice, ward.desk.identity],
        )
    desk = Ward.browser(ward, given.staff(family.practice, "receptionist", identity=ward.desk.identity))
    request = Ward.request(
        _ward(family), organisation=family.practice, person=family.mother, registered=family.practice
    )
    assert desk.get(f"/staff/request/{request}").status_code == 200
    page = text(family.signed_in(family.mother).get("/mine/looked"))
    assert "Receptionist, Hop Lane Surgery" in page
    assert "Read a request" in page
    assert "Priya" not in page
    assert "Read a request" not in text(family.signed_in(family.son).get("/mine/looked"))
    assert "Worked on a request" not in page


@pytest.mark.parametrize(
    "address", ["/mine/", "/mine/looked", "/mine/request/00000000-0000-4000-8000-000000000001/decision"]
)
def test_without_a_sign_in_every_page_leads_there(family: Family, address: str) -> None:
    assert where(Client().get(address, follow=True)) == "/mine/sign-in"
