"""Two people never dial one person: who calls whom is seen by every colleague, and the database lets one have the call."""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.messages.actions import call_backs as messages
from weald.services.people.models import Person
from weald.services.requests.actions import calling, care, waiting
from weald.services.requests.queries.calling import LASTS
from weald.services.requests.queries.waiting import Wishes

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def ward() -> Ward:
    """A practice with a receptionist and two clinicians, at this moment: the pages read the clock."""
    return Ward(timezone.now())


def to_ask(ward: Ward, request: UUID) -> UUID:
    """Puts somebody on the call list, to be asked how they are."""
    due = ward.now - timedelta(minutes=10)
    with acting(given.SYSTEM):
        messages.ask_later(organisation=ward.practice, request=request, due_at=due, note="", now=due)
        [(call_back,)] = query("select id from messages_callback where request_id = %s", [request])
        messages.to_call(call_back=call_back, now=due)
    return UUID(str(call_back))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def marks() -> list[str]:
    with acting(given.SYSTEM):
        return [name for (name,) in query("select name from requests_calling order by id")]


def test_of_many_who_press_at_the_same_moment_one_has_the_call_and_the_others_are_told_whose_it_is(
    ward: Ward,
) -> None:
    request = ward.request()
    to_ask(ward, request)
    everybody = [
        ward.reed,
        ward.okafor,
        ward.desk,
        *(ward.somebody(f"Desk {turn}", "receptionist") for turn in range(5)),
    ]
    browsers = [(who, ward.browser(who)) for who in everybody]
    begin, got = threading.Barrier(len(browsers)), {}

    def presses(name: str, browser: Any) -> Callable[[], None]:
        def press() -> None:
            begin.wait()
            got[name] = browser.post(f"/staff/call-backs/call/{request}", {"line": f"c{request}"})
            connections.close_all()

        return press

    clients = [threading.Thread(target=presses(who.name, browser)) for who, browser in browsers]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    [first] = [name for name, answer in got.items() if answer.status_code == 303]
    assert marks() == [first]
    for name, answer in got.items():
        if name != first:
            assert answer.status_code == 409
            assert f"Being called by {first} since" in text(answer)
            assert "Nothing was written down" in text(answer)


def test_who_calls_is_seen_by_the_others_until_what_came_of_it_is_noted(ward: Ward) -> None:
    request = ward.request()
    call_back = to_ask(ward, request)
    desk, doctor = ward.browser(ward.desk), ward.browser(ward.reed)
    stamp = doctor.get("/staff/call-backs/rows")["ETag"]
    begun = desk.post(f"/staff/call-backs/call/{request}", {"line": f"c{call_back}"})
    assert begun["Location"] == f"/staff/call-backs?done=calling#c{call_back}"
    assert "You are calling them, since" in text(desk.get("/staff/call-backs"))
    rows = doctor.get("/staff/call-backs/rows", headers={"if-none-match": stamp})
    assert "Being called by Priya Shah since" in text(rows)
    assert "Being called by Priya Shah since" in text(doctor.get(f"/staff/request/{request}"))
    desk.post(f"/staff/call-backs/{call_back}", {"how": "not_reached", "tries": "0"})
    assert marks() == []
    assert "Being called by" not in text(doctor.get("/staff/call-backs/rows"))
    assert len(ward.audit("requests.begin_call")) == 1
    desk.post(f"/staff/call-backs/call/{request}", {"line": f"c{call_back}"})
    doctor.post(f"/staff/call-backs/call/{request}", {"over": "yes"})
    assert marks() == ["Priya Shah"], "nobody ends the call of a colleague"
    over = desk.post(f"/staff/call-backs/call/{request}", {"line": f"c{call_back}", "over": "yes"})
    assert over["Location"] == f"/staff/call-backs?done=call_over#c{call_back}"
    assert marks() == []


def test_an_answer_from_somebody_else_is_held_back_with_a_sentence_until_they_take_the_call_over(
    ward: Ward,
) -> None:
    request = ward.request()
    call_back = to_ask(ward, request)
    desk, doctor = ward.browser(ward.desk), ward.browser(ward.reed)
    desk.post(f"/staff/call-backs/call/{request}")

    def better() -> Any:
        return doctor.post(f"/staff/call-backs/{call_back}", {"how": "better", "line": f"c{call_back}"})

    refused = better()
    assert refused.status_code == 409
    assert "Being called by Priya Shah since" in text(refused)
    assert f'href="#c{call_back}"' in text(refused)
    assert "Take the call over" in text(refused)
    assert ("better", "You told us that you are better.", "") not in ward.story(request)
    # Only from whom the page named: somebody else may have it by now.
    other = {"instead": str(ward.okafor.identity)}
    assert doctor.post(f"/staff/call-backs/call/{request}", other).status_code == 409
    over = {"instead": str(ward.desk.identity)}
    assert doctor.post(f"/staff/call-backs/call/{request}", over).status_code == 303
    assert marks() == ["Dr Amara Reed"]
    assert "Being called by Dr Amara Reed" in text(desk.post(f"/staff/call-backs/call/{request}"))
    assert better().status_code == 303
    assert "better" in [kind for kind, *_ in ward.story(request)]


def test_a_call_begins_and_ends_on_the_page_of_the_request_as_on_the_lists(ward: Ward) -> None:
    request = ward.request()
    desk, doctor = ward.browser(ward.desk), ward.browser(ward.reed)
    sent = {"back": "request"}
    assert f'formaction="/staff/call-backs/call/{request}"' in text(desk.get(f"/staff/request/{request}"))
    begun = desk.post(f"/staff/call-backs/call/{request}", sent)
    assert begun["Location"].startswith(f"/staff/request/{request}?done=on_call")
    assert "End the call" in text(desk.get(f"/staff/request/{request}"))
    second = doctor.post(f"/staff/call-backs/call/{request}", sent)
    assert second.status_code == 409
    assert "Nothing was written down" in text(second)
    assert f'value="{ward.desk.identity}" data-over' in text(second)
    taken = doctor.post(f"/staff/call-backs/call/{request}", sent | {"instead": str(ward.desk.identity)})
    assert taken.status_code == 303
    assert marks() == ["Dr Amara Reed"]
    # What is closed has been spoken about.
    with acting(ward.reed):
        care.resolve(request=request, version=0, outcome="done", note="We spoke.", key="closed", now=ward.now)
    assert marks() == []
    assert re.search(r"data-call[ >]", text(doctor.get(f"/staff/request/{request}"))), (
        "also about what is closed"
    )
    nobody = ward.request(phone="")
    assert not re.search(r"data-call[ >]", text(desk.get(f"/staff/request/{nobody}")))


def test_that_they_are_worse_counts_whoever_has_the_call(ward: Ward) -> None:
    request = ward.request()
    call_back = to_ask(ward, request)
    with acting(ward.desk):
        calling.begin(calling.of(request), now=ward.now)
    ward.browser(ward.reed).post(f"/staff/call-backs/{call_back}", {"how": "worse"})
    assert ward.row(request).wants == "worse"
    assert marks() == ["Priya Shah"]


def test_a_call_that_nobody_ended_is_over_after_a_while_and_ends_with_a_note_on_the_request(
    ward: Ward,
) -> None:
    request = ward.request()

    def begins(who: Any, at: datetime) -> None:
        with acting(who):
            calling.begin(calling.of(request), now=at)

    begins(ward.desk, ward.now)
    with pytest.raises(calling.BeingCalled):
        begins(ward.reed, ward.now + LASTS - timedelta(seconds=1))
    begins(ward.desk, ward.now + timedelta(minutes=1))
    assert len(ward.audit("requests.begin_call")) == 1, "pressed twice it is one call"
    begins(ward.reed, ward.now + LASTS)
    assert marks() == ["Dr Amara Reed"]
    with acting(ward.reed):
        care.call_missed(request=request, version=0, note="", key="missed", now=ward.now + LASTS)
    assert marks() == []


def test_one_person_with_two_requests_is_called_by_one_colleague(ward: Ward) -> None:
    person, first, second = uuid4(), ward.request(), ward.request()
    with acting(given.SYSTEM):
        Person.objects.create(
            id=person, organisation=ward.practice, given_name="Ada", family_name="Test", birth_date="1984-05-06", sex="female",
        )  # fmt: skip
        for one in (first, second):
            query(
                "update requests_request set person = %s, registered = organisation where id = %s",
                [person, one],
            )
    to_ask(ward, first)
    with acting(ward.reed):
        waiting.join(request=second, wishes=Wishes(), now=ward.now)
    desk, doctor = ward.browser(ward.desk), ward.browser(ward.reed)
    desk.post(f"/staff/call-backs/call/{first}")
    page = text(doctor.get("/staff/waiting"))
    assert "Being called by Priya Shah since" in page
    said = doctor.post(f"/staff/waiting/{second}", {"how": "leave", "line": f"w{second}"})
    assert said.status_code == 409
    assert "Being called by Priya Shah since" in text(said)
    taken = doctor.post(
        f"/staff/call-backs/call/{second}", {"instead": str(ward.desk.identity), "back": "waiting"}
    )
    assert taken["Location"].startswith("/staff/waiting?done=calling")
    assert doctor.post(f"/staff/waiting/{second}", {"how": "leave"}).status_code == 303


def test_a_colleague_of_another_practice_neither_sees_nor_begins_the_call(ward: Ward) -> None:
    request = ward.request()
    with acting(ward.desk):
        calling.begin(calling.of(request), now=ward.now)
    assert ward.browser(ward.outsider).post(f"/staff/call-backs/call/{request}").status_code == 404
    with acting(ward.outsider):
        assert query("select 1 from requests_calling") == []
