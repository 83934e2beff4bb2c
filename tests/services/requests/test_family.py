"""What staff hide from those who act for a person, what a death ends, and a care home's page. These tests commit."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.people.test_proxies import signed_in
from tests.services.requests.patient import answer_all, go, text, where
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_mine import Family, confirm
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.messages.actions import deliver, notify
from weald.services.people.actions import death, proxies
from weald.services.people.actions.proxies import NewProxy
from weald.services.requests.actions import booking, care, concealing
from weald.services.requests.actions.submit import add_link
from weald.services.requests.queries import requests as own

pytestmark = pytest.mark.usefixtures("committed_db")


class Street(Family):
    """The family, a member of staff with a browser, and a care home."""

    def __init__(self) -> None:
        super().__init__()
        self.ward = Ward.__new__(Ward)
        self.ward.now, self.ward.practice = self.now, self.practice
        self.reed = self.ward.somebody("Dr Amara Reed")
        self.home = given.practice(kind="care_home")
        self.carer = self.ward.somebody("Joy Ade", "care_home", self.home)

    def asked(self, person: UUID, **columns: Any) -> UUID:
        return self.ward.request(
            organisation=self.practice, person=person, registered=self.practice, **columns
        )

    def admit(self, person: UUID) -> UUID:
        new = NewProxy(
            id=uuid4(), person=person, proxy=self.home, proxy_registered=None, proxy_name="Orchard House", kind="care_home",
            scope=("see", "ask", "book", "messages"), capacity="agrees",
        )  # fmt: skip
        with acting(self.desk):
            return proxies.grant(new=new, now=timezone.now())

    def sees(self, who: Any, request: UUID) -> list[str]:
        with acting(who):
            return [line.text for line in own.told(request)]

    def conceal(self, request: UUID, entry: str = "") -> None:
        version = self.ward.row(request).version
        with acting(self.reed):
            concealing.conceal(
                request=request, version=version, entry=entry, reason="A worry", key=uuid4().hex, now=timezone.now()
            )  # fmt: skip


@pytest.fixture
def street() -> Street:
    return Street()


def reply(street: Street, request: UUID, said: str) -> str:
    """Staff say something that the person reads; gives the line's number."""
    with acting(given.SYSTEM):
        [(line,)] = query(
            "insert into requests_entry (organisation, request_id, at, by, kind, told, note) values (%s, %s, now(), 'x', 'reply', %s, '')"
            " returning id",
            [street.practice, request, said],
        )
    return str(line)


def test_a_hidden_line_is_read_by_the_person_and_by_nobody_who_acts(street: Street) -> None:
    street.grant(street.old, "carer", "agrees")
    street.admit(street.old)
    request = street.asked(street.old)
    line = reply(street, request, "Come alone, please.")
    reply(street, request, "Bring your medicines.")
    everybody = (signed_in(street.mother), street.carer)
    for who in everybody:
        assert street.sees(who, request) == ["Come alone, please.", "Bring your medicines."]
    street.conceal(request, line)
    for who in everybody:
        assert street.sees(who, request) == ["Bring your medicines."]
    for who in (signed_in(street.old), street.reed):
        assert "Come alone, please." in street.sees(who, request)
    version = street.ward.row(request).version
    with acting(street.reed):
        concealing.reveal(
            request=request, version=version, entry=line, reason="Over", key="r", now=timezone.now()
        )  # fmt: skip
    assert "Come alone, please." in street.sees(signed_in(street.mother), request)


def test_a_hidden_request_is_gone_at_once_with_its_appointment_and_its_links(street: Street) -> None:
    street.grant(street.daughter)
    request = street.asked(street.daughter, for_whom="child", phone="+447700900011")
    with acting(given.SYSTEM):
        [slot] = given.slots(
            street.practice, starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1, minutes=10)
        )  # fmt: skip
        token = add_link(request=request, organisation=street.practice, now=timezone.now())
    with acting(street.reed):
        booking.book(request=request, slot=slot, key="b", now=timezone.now())
    mother = street.signed_in(street.mother)
    assert "Low back pain" in text(mother.get("/mine/"))
    street.conceal(request)
    assert "Low back pain" not in text(mother.get("/mine/"))
    with acting(signed_in(street.mother)):
        assert query("select 1 from appointments_appointment") == []
        assert query("select 1 from messages_notification where request_id = %s", [request]) == []
    # The link lies on the telephone of whoever asked: it ends too.
    assert (
        Client().post(f"/r/{token}/", {"born-day": "6", "born-month": "5", "born-year": "1984"}).status_code
        == 404
    )
    page = text(street.ward.browser(street.reed).get(f"/staff/request/{request}"))
    assert "Hidden from everybody who acts for the person." in page
    assert "belongs to somebody who acts for the person" in page


def test_no_notice_of_what_is_hidden_goes_to_somebody_who_acts(street: Street) -> None:
    street.grant(street.son, reviewed=True)
    to_mother = street.asked(street.son, hidden=True, phone="+447700900011")
    to_himself = street.asked(street.son, hidden=True, phone="+447700900099")
    for request in (to_mother, to_himself):
        with acting(street.reed):
            care.call_missed(request=request, version=0, note="", key="k", now=timezone.now())
    with acting(given.SYSTEM):
        rows = query("select request_id, withdrawn_why from messages_notification")
    assert dict(rows) == {to_mother: "hidden", to_himself: ""}


def test_only_staff_hide_and_show(street: Street) -> None:
    request = street.asked(street.old)
    for who in (street.carer, signed_in(street.old)):
        with acting(who), pytest.raises(Refused):
            concealing.conceal(request=request, version=0, reason="x", key="k", now=timezone.now())


class Counting:
    """A supplier that counts."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, *, reference: str, plan: str, routes: Any, personalisation: Any) -> Any:
        from weald.services.messages.ports import Answer

        self.sent.append(reference)
        return Answer("accepted", reference)


def test_a_death_ends_messages_bookings_and_everybody_who_acts_at_once(street: Street) -> None:
    street.grant(street.old, "carer", "agrees")
    street.admit(street.old)
    request, closed = street.asked(street.old), street.asked(street.old)
    start = timezone.now() + timedelta(hours=1)
    with acting(given.SYSTEM):
        [slot] = given.slots(street.practice, starts_at=start, ends_at=start + timedelta(minutes=10))
    with acting(street.reed):
        booking.book(request=request, slot=slot, key="b", now=timezone.now())
        care.resolve(request=closed, version=0, outcome="done", note="Done.", key="c", now=timezone.now())
    browser = street.signed_in(street.old)
    with acting(street.desk):
        death.note_death(person=street.old, on=timezone.localdate(), now=timezone.now())
    row = street.ward.row(request)
    assert (row.state, row.outcome, row.owner) == ("closed", "died", None)
    with acting(given.SYSTEM):
        assert query("select state from appointments_appointment") == [("cancelled",)]
        assert query("select taken from appointments_slot where id = %s", [slot]) == [(0,)]
        assert (
            query("select 1 from messages_notification where sent_at is null and withdrawn_at is null") == []
        )
        assert {row[0] for row in query("select ended_why from people_proxy")} == {"died"}
        before = query("select count(*) from messages_notification")
    assert street.seen(street.mother) == set()
    assert where(browser.get("/mine/", follow=True)) == "/mine/sign-in"
    # Nothing that is written later is ever sent.
    with acting(given.SYSTEM):
        for key, more in (("late", {"request": request}), ("later", {"person": street.old})):
            notify(
                organisation=street.practice, key=key, by="sms", to="+447700900001", template="call_missed",
                values={"practice": "x", "reference": "y", "next": ""}, now=timezone.now(), **more,
            )  # fmt: skip
        assert query("select count(*) from messages_notification") == [(before[0][0] + 2,)]
    supplier = Counting()
    deliver(supplier=supplier, now=timezone.now() + timedelta(hours=1))
    assert supplier.sent == []


def test_a_death_noted_in_error_is_put_right_on_the_same_day_only(street: Street) -> None:
    street.grant(street.old, "carer", "agrees")
    request = street.asked(street.old)
    for attempt in range(2):
        with acting(street.desk):
            death.note_death(person=street.old, on=timezone.localdate(), now=timezone.now())
        if attempt == 0:
            with acting(street.desk):
                death.recorded_in_error(person=street.old, why="Another Edith Test", now=timezone.now())
            assert street.ward.row(request).state == "waiting"
            assert street.seen(street.mother) == {request}
            assert "do not come" in street.ward.story(request)[-1][2]
    with acting(street.desk), pytest.raises(Refused, match="earlier day"):
        death.recorded_in_error(person=street.old, why="Late", now=timezone.now() + timedelta(days=2))
    elsewhere = given.staff(given.practice(), "receptionist")
    with acting(elsewhere), pytest.raises(Refused):
        death.note_death(person=street.daughter, on=timezone.localdate(), now=timezone.now())


def test_a_care_home_has_its_residents_on_one_page_and_nothing_hidden(street: Street) -> None:
    browser = street.ward.browser(street.carer)
    assert "No resident is admitted yet" in text(browser.get("/staff/residents"))
    admitted = street.admit(street.old)
    street.asked(street.old, problem_name="Sore throat")
    street.asked(street.old, problem_name="Something private", hidden=True)
    street.asked(street.mother, problem_name="A neighbour’s matter")
    page = text(browser.get("/staff/residents"))
    assert "TEST, Edith" in page
    assert "Sore throat" in page
    assert page.count("All of these rest on draft content") == 1
    assert "draft content" not in page.replace("All of these rest on draft content", "")
    assert "private" not in page
    assert "neighbour" not in page
    with acting(street.desk):
        proxies.end(proxy=admitted, now=timezone.now())
    assert "Edith" not in text(browser.get("/staff/residents"))


def test_a_care_home_asks_for_a_resident(street: Street) -> None:
    street.admit(street.old)
    browser = street.ward.browser(street.carer)
    assert browser.post(f"/staff/residents/{street.mother}/ask").status_code == 404
    page = go(browser, f"/staff/residents/{street.old}/ask")
    draft = where(page).removesuffix("danger")
    go(browser, f"{draft}danger", signs="none")
    go(browser, f"{draft}kind", kind="clinical")
    go(browser, f"{draft}words", words="Her back hurts")
    go(browser, f"{draft}problem", problem="low_back_pain")
    answer_all(browser, draft)
    confirm(browser, draft)
    go(browser, f"{draft}send")
    with acting(given.SYSTEM):
        [(person, channel, level, by)] = query(
            "select person, channel, identity_level, asked_by from requests_request"
        )
    assert (person, channel, level) == (street.old, "partner", "verified")
    assert by.startswith("Joy Ade")
    assert "Low back pain" in text(browser.get("/staff/residents"))


PROXY_VERBS = {  # nobody, receptionist, clinician, care home, another practice's clinician
    "grant": (401, 303, 303, 403, 404),
    "admit": (401, 303, 303, 403, 404),
    "review": (401, 303, 303, 403, 404),
    "suspend": (401, 303, 303, 403, 404),
    "end": (401, 303, 303, 403, 404),
    "check-contact": (401, 303, 303, 403, 404),
    "died": (401, 303, 303, 403, 404),
    "lives": (401, 303, 303, 403, 404),
}


@pytest.mark.parametrize("verb", PROXY_VERBS)
def test_who_may_change_who_acts(street: Street, verb: str) -> None:
    from weald.services.requests.views.staff.proxies import VERBS

    assert set(VERBS) == set(PROXY_VERBS)
    desk = street.ward.somebody("Priya Shah", "receptionist")
    outsider = street.ward.somebody("Dr Ben Ward", party=given.practice())
    browsers = [Client(), *(street.ward.browser(one) for one in (desk, street.reed, street.carer, outsider))]
    with acting(given.SYSTEM):
        query("update people_person set phone = '+447700900012' where id = %s", [street.old])
    mother = street.claim()
    today = timezone.localdate()
    forms: dict[str, dict[str, Any]] = {
        "grant": mother | {"kind": "carer", "scope": ["see"], "capacity": "agrees"},
        "admit": {"home": _code(street.home), "home_capacity": "agrees"},
        "suspend": {"why": "A worry"},
        "check-contact": {"by": "sms"},
        "died": {
            "on-day": str(today.day),
            "on-month": str(today.month),
            "on-year": str(today.year),
            "sure": "yes",
        },
        "lives": {"why_error": "Another Edith"},
    }
    seen = []
    for browser in browsers:
        with acting(given.SYSTEM):
            query(
                "update people_proxy set ended_at = now(), ended_why = 'staff', changed_at = now() where ended_at is null"
            )
            query(
                "update people_person set died_on = null, death_noted_at = null where id = %s", [street.old]
            )
        proxy = (
            street.grant(street.old, "carer", "agrees") if verb in {"review", "suspend", "end"} else uuid4()
        )
        if verb == "lives":
            with acting(street.desk):
                death.note_death(person=street.old, on=today, now=timezone.now())
        sent = {"key": str(uuid4()), "proxy": str(proxy), **forms.get(verb, {})}
        address = f"/staff/person/{street.old}/proxies/{verb}"
        seen.append(browser.post(address, sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code)
    assert tuple(seen) == PROXY_VERBS[verb]


def _code(organisation: UUID) -> str:
    from weald.services.directory import queries

    return queries.practice_by_id(organisation).ods_code


def test_the_page_of_who_acts_opens_for_staff_of_the_practice(street: Street) -> None:
    street.grant(street.daughter)
    page = text(street.ward.browser(street.reed).get(f"/staff/person/{street.daughter}/proxies"))
    assert "Grace Test" in page
    assert "A parent’s access stops on" in page
    outsider = street.ward.somebody("Dr Ben Ward", party=given.practice())
    assert street.ward.browser(outsider).get(f"/staff/person/{street.daughter}/proxies").status_code == 404
