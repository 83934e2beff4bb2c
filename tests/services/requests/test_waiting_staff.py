"""What staff do with the waiting list, links to book, and recalls: in a browser without scripts."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_inviting import Inviting, job
from tests.services.requests.waiters import asked, hold_of, rows
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import date_text, when
from weald.services.requests.actions import invited, waiting
from weald.services.requests.queries.waiting import Wishes

pytestmark = pytest.mark.usefixtures("committed_db")


class Office(Inviting):
    """The same practice, by the real clock, with a receptionist at work."""

    def __init__(self) -> None:
        super().__init__(timezone.now())
        self.ward = ward = Ward(self.now)
        self.browser: Any = ward.browser(ward.somebody("Priya Shah", "receptionist", party=self.practice))

    def form(self, **more: Any) -> dict[str, Any]:
        last = self.today + timedelta(days=40)
        return {
            "services": ["nurse"], "modes": [], "clinic": "", "reason": "blood_pressure", "days": "14", "key": uuid4().hex,
            "message": "", "earliest-day": self.today.day, "earliest-month": self.today.month, "earliest-year": self.today.year,
            "latest-day": last.day, "latest-month": last.month, "latest-year": last.year,
        } | more  # fmt: skip


def test_somebody_is_put_on_the_list_phoned_and_answered_for() -> None:
    at = Office()
    with acting(given.SYSTEM):
        [request] = asked(at.practice, phone="+441632960001", contact_by="phone", sent_at=at.now)
    assert "Put on the waiting list" in text(at.browser.get(f"/staff/request/{request}/wait"))
    page = at.browser.post(
        f"/staff/request/{request}/wait",
        {"places": "any", "parts": ["morning", "afternoon", "evening"]},
        follow=True,
    )
    assert "TEST, Ada" in text(page)
    at.cancels(now=timezone.now())
    page = text(at.browser.get("/staff/waiting"))
    held = hold_of(request)
    if held is None:  # on a weekend nobody could be phoned in time: it stays free
        assert "No message tells them" not in page
        return
    assert "No message tells them. They stand on the call list" in page
    answer = at.browser.post(f"/staff/waiting/{request}", {"how": "yes", "hold": str(held.id)}, follow=True)
    assert "Noted." in answer.content.decode()
    assert rows("select state from requests_request where id = %s", request) == [("booked",)]


def test_the_list_says_what_is_out_of_date_and_lets_go_on_and_leave() -> None:
    at = Office()
    with acting(given.SYSTEM):
        [request] = asked(at.practice, sent_at=at.now)
    with acting(given.person(request)):
        waiting.join(request=request, wishes=Wishes(), now=at.now)
    with acting(given.SYSTEM):
        query("update requests_waiting set state = 'paused', lapsed = 3")
    assert "Offers went unanswered on 3 days" in text(at.browser.get("/staff/waiting"))
    for wrong in ({"how": "yes", "hold": "x"}, {"how": "yes", "hold": str(uuid4())}, {"how": "perhaps"}):
        assert at.browser.post(f"/staff/waiting/{request}", wrong).status_code == 409
    at.browser.post(f"/staff/waiting/{request}", {"how": "still"})
    assert rows("select state from requests_waiting") == [("waiting",)]
    at.browser.post(f"/staff/waiting/{request}", {"how": "leave"})
    assert "Nobody waits for a time." in text(at.browser.get("/staff/waiting"))
    assert at.browser.post(f"/staff/waiting/{uuid4()}", {"how": "leave"}).status_code == 404


def test_a_link_is_sent_from_a_request_and_from_a_person() -> None:
    at = Office()
    with acting(given.SYSTEM):
        [request] = asked(at.practice, state="confirmed", confirmed_at=at.now, sent_at=at.now)
    page = at.browser.get(f"/staff/request/{request}/invite")
    assert "Send TEST, Ada a link to book" in text(page)
    assert "Flu clinic (6 places free)" in text(page)
    empty = at.browser.post(f"/staff/request/{request}/invite", at.form(version="0", services=["midwife"]))
    assert "no time that they can choose is free" in text(at.browser.get(empty["Location"]))
    person = at.people[0]
    assert "What is it for?" in text(at.browser.get(f"/staff/person/{person}/invite"))
    form = at.form()
    for _ in range(2):
        sent = at.browser.post(f"/staff/person/{person}/invite", form)
        assert sent.status_code == 303
    done = text(at.browser.get(sent["Location"]))
    assert "The link is sent." in done or "The link goes out in the morning" in done
    assert rows("select count(*) from messages_notification where template = 'invited'") == [(2,)]
    nobody = at.browser.post(f"/staff/person/{person}/invite", at.form(services=["midwife"]))
    assert "no time that they can choose is free" in text(at.browser.get(nobody["Location"]))
    assert (
        at.browser.post(f"/staff/person/{person}/invite", at.form(services=[], days="0")).status_code == 422
    )
    with acting(given.SYSTEM):
        query("update people_person set phone = '' where id = %s", [person])
    refused = at.browser.post(f"/staff/person/{person}/invite", at.form())
    assert "No message can reach this person. Phone them to book." in text(refused)


def test_the_page_of_a_person_says_to_what_they_are_invited_until_they_have_used_it() -> None:
    at = Office()
    made, page = at.invites(at.people[0], days=3), f"/staff/person/{at.people[0]}"
    last = date_text(at.today + timedelta(days=3))
    asked_ = f"A blood pressure check: asked to book {when(at.now, at.now)}"
    assert f"{asked_}, no answer yet. Their link is good until {last}." in text(at.browser.get(page))
    assert "asked to book" not in text(at.browser.get(f"/staff/person/{at.people[1]}"))
    with acting(given.person(made)):
        invited.decline(invitation=made, how="not_now", now=at.now)
    assert f"{asked_}, they said that they do not want it now." in text(at.browser.get(page))
    with acting(given.person(made)):
        invited.book(invitation=made, slot=at.nurse[0], now=at.now)
    assert "asked to book" not in text(at.browser.get(page)), "the request tells"


def test_staff_who_ask_at_night_read_that_the_messages_leave_in_the_morning(clock: Clock) -> None:
    clock.now = given.NOW.replace(hour=23)
    at = Office()
    numbers = "9990000018\r\n9990000026\r\n9990000034"
    form = at.form(numbers=numbers, remind_weeks="3, 6", from_age="", to_age="", sex="")
    there = at.browser.post("/staff/recalls", form)["Location"]
    job(clock.now)
    waits = "messages are not sent yet: they go out from tomorrow at 8am, as nobody is written to at night."
    assert f"3 of 3 have been looked at. 3 {waits}" in text(at.browser.get(there))
    with acting(given.SYSTEM):
        one = "select min(key) from messages_notification where template = 'invited'"
        query(f"update messages_notification set sent_at = made_at where key in ({one})")
    assert f"2 {waits}" in text(at.browser.get(there))
    sent = at.browser.post(f"/staff/person/{at.people[3]}/invite", at.form())
    assert "The link goes out in the morning" in text(at.browser.get(sent["Location"]))
    clock.now += timedelta(hours=10)
    at.browser = at.ward.browser(at.ward.somebody("Sam Lee", "receptionist", party=at.practice))
    assert "2 messages are not sent yet." in text(at.browser.get(there))
    with acting(given.SYSTEM):
        query("update messages_notification set sent_at = made_at")
    assert "not sent yet" not in text(at.browser.get(there))
    sent = at.browser.post(f"/staff/person/{at.people[4]}/invite", at.form())
    assert "The link is sent." in text(at.browser.get(sent["Location"]))


def test_a_recall_from_the_form_to_the_list_to_phone() -> None:
    at = Office()
    with acting(given.SYSTEM):
        query("update people_person set phone = '' where id = %s", [at.people[1]])
    numbers = "999 000 0018\r\n9990000026\r\n999-000-0077\r\n"
    form = at.form(numbers=numbers, remind_weeks="3, 6", from_age="", to_age="", sex="")
    page = at.browser.post("/staff/recalls", form, follow=True)
    assert "0 of 3 have been looked at." in text(page)
    address = page.redirect_chain[-1][0]
    job(timezone.now())
    page = text(at.browser.get(address))
    assert "3 of 3 have been looked at." in page
    assert rows("select count(*) from requests_recalled where state = 'told'") == [(1,)]
    assert "999 000 0077" in page
    assert "OSEI, Ada1" in page
    [(recalled,)] = rows("select id from requests_recalled where state = 'to_call'")
    assert "A blood pressure check: 1 person" in text(at.browser.get("/staff/call-backs"))
    other = at.ward.browser(at.ward.somebody("Dr Noor Khan", party=at.practice))
    assert at.browser.post(f"{address}/call", {"one": str(recalled)}).status_code == 303
    assert "Being called by" in text(other.get(address))
    kept = other.post(f"{address}/phoned", {"how": "called", "one": str(recalled)})
    assert kept.status_code == 409
    assert "(Phoned)" not in text(kept)
    at.browser.post(f"{address}/phoned", {"how": "called", "one": str(recalled)})
    assert "(Phoned)" in text(at.browser.get(address))
    assert "Being called by" not in text(other.get(address))
    assert "A blood pressure check: 1 person" not in text(at.browser.get("/staff/call-backs"))
    assert "Stopped" in text(at.browser.post(address, follow=True))
    assert "A blood pressure check" in text(at.browser.get("/staff/recalls"))
    again = at.browser.post("/staff/recalls", form)
    assert (again.status_code, again["Location"]) == (303, address)


def test_a_call_for_a_recall_that_nobody_answered_is_noted_and_they_are_tried_again_after_the_others() -> (
    None
):
    at = Office()
    with acting(given.SYSTEM):
        query("update people_person set phone = '' where id = any(%s)", [at.people[:2]])
    form = at.form(numbers="9990000018\r\n9990000026", from_age="", to_age="", sex="", remind_weeks="3")
    address = at.browser.post("/staff/recalls", form)["Location"]
    job(timezone.now())
    ids = dict(
        rows("select p.given_name, d.id from requests_recalled d join people_person p on p.id = d.person")
    )

    def lines(answer: Any) -> str:
        return unescape(answer.content.decode())

    read = at.browser.get(f"{address}/rows")
    first, second = sorted(ids, key=lines(read).index)
    stamp = {"if-none-match": read["ETag"]}
    assert at.browser.get(f"{address}/rows", headers=stamp).status_code == 304
    at.browser.post(f"{address}/call", {"one": str(ids[first])})
    sent = {"one": str(ids[first]), "how": "not_reached", "tries": "0"}
    assert "Noted." in text(at.browser.post(f"{address}/phoned", sent, follow=True))
    assert rows("select 1 from requests_calling") == []
    again = lines(at.browser.get(f"{address}/rows", headers=stamp))
    assert "1 call not answered. Try again" in again
    assert again.index(second) < again.index(first)
    # Pressed again, by them or by a colleague who read the same, it counts once.
    assert "Nothing is added" in text(at.browser.post(f"{address}/phoned", sent, follow=True))
    assert rows("select sum(calls) from requests_recalled") == [(1,)]
    assert "Choose what they said." in text(at.browser.post(f"{address}/phoned", sent | {"how": "maybe"}))
    # Reached at last: what went before is not held against them, and whoever is not on the list any more is no error.
    at.browser.post(f"{address}/phoned", sent | {"how": "declined"})
    assert "not answered" not in text(at.browser.get(address))
    assert "Nothing is added" in text(at.browser.post(f"{address}/phoned", sent, follow=True))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"numbers": "12"}, "is no NHS number"),
        ({"numbers": ""}, "Paste NHS numbers, or choose an age"),
        ({"from_age": "50"}, "Not both"),
        ({"remind_weeks": "soon"}, "Write whole weeks"),
        ({"remind_weeks": "1,2,3,4"}, "at most 3 times"),
        ({"services": []}, "Choose with whom they can book"),
        ({"reason": ""}, "Choose what it is for"),
        ({"key": "zz"}, "out of date"),
        ({"latest-year": "2019"}, "same as or after"),
    ],
)  # fmt: skip
def test_what_a_recall_cannot_be_is_said_beside_the_field(wrong: dict[str, Any], said: str) -> None:
    at = Office()
    good = at.form(numbers="9990000018", remind_weeks="3", from_age="", to_age="", sex="")
    answer = at.browser.post("/staff/recalls", good | wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert rows("select 1 from requests_recall") == []


def test_from_the_phone_list_of_a_recall_staff_come_to_its_times_and_book_one() -> None:
    at = Office()
    with acting(given.SYSTEM):
        query(
            "update people_person set phone = '', email = '' where id = %s",
            [at.people[0]],
        )
    form = at.form(numbers="9990000018", remind_weeks="", from_age="", to_age="", sex="")
    there = at.browser.post("/staff/recalls", form)["Location"]
    job(timezone.now())
    page = at.browser.get(there).content.decode()
    assert "Find a time with them" in page
    one = page.partition('name="one" value="')[2].partition('"')[0]
    sheet = at.browser.post(f"{there}/phoned", {"one": one, "how": "books"}, follow=True)
    assert "Choose a time with them" in text(sheet)
    assert str(at.nurse[0]) in sheet.content.decode()
    assert 'id="act-book" data-times open' in sheet.content.decode()
    assert "Find a time with them" not in text(at.browser.get(there))
    assert at.browser.post(f"{there}/phoned", {"one": str(uuid4()), "how": "books"}).status_code == 404
