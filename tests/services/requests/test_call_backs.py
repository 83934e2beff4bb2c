"""Better, the same or worse? Whoever was promised to be asked is asked, and nobody is lost on the way."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.messages import queries as messages
from weald.services.messages.models import HOW
from weald.services.people.models import Person
from weald.services.requests.actions import call_backs, care, conversation
from weald.services.requests.actions.safety_net import by_day
from weald.services.requests.queries.call_backs import to_call
from weald.services.requests.queries.queue import queue

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
DAY = timedelta(days=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def promise(ward: Ward, request: UUID, after: str = "P1D", at: datetime = NOW) -> None:
    with acting(ward.reed):
        call_backs.ask_again(
            request=request, version=ward_version(request), after=after, note="Can they swallow?", key=uuid4().hex, now=at
        )  # fmt: skip


def ward_version(request: UUID) -> int:
    return int(query("select version from requests_request where id = %s", [request])[0][0])


def job(at: datetime) -> int:
    looked = 0
    while True:
        with acting(given.SYSTEM):
            found = call_backs.ask_due(now=at, most=3)
        looked += found
        if not found:
            return looked


def states(request: UUID) -> list[str]:
    with acting(given.SYSTEM):
        return [one.state for one in messages.call_backs(request)]


@pytest.mark.parametrize("level", ["now", "today", "soon", "routine", "self_care"])
def test_after_an_outage_nobody_is_woken_who_is_not_urgent(ward: Ward, level: str) -> None:
    request = ward.request(level=level)
    promise(ward, request)
    # NOW is in daylight: the job was to ask a day later at the same hour, and comes back only in the night.
    night = (NOW + DAY).replace(hour=23, minute=30)
    morning = by_day(night)
    assert morning - night > timedelta(hours=8)
    before = len(ward.notices())
    assert job(night) == 1
    urgent = level in {"now", "today"}
    assert states(request) == ["asked" if urgent else "waiting"]
    assert len(ward.notices()) == before + urgent
    if not urgent:
        assert job(morning - timedelta(minutes=1)) == 0
        assert job(morning) == 1
        assert states(request) == ["asked"]
        assert len(ward.notices()) == before + 1


def answer(request: UUID, how: str, at: datetime, who: Any = None) -> bool:
    with acting(who or given.person(request)):
        found = call_backs.open_call_back(request)
        assert found is not None
        return call_backs.answer(request=request, call_back=found.id, how=how, now=at)


def test_somebody_is_asked_at_the_stated_time_and_phoned_if_they_do_not_answer(ward: Ward) -> None:
    request = ward.request(level="routine")
    promise(ward, request)
    assert job(NOW + DAY - timedelta(minutes=1)) == 0
    assert job(NOW + DAY) == 1
    assert states(request) == ["asked"]
    assert ward.notices() == ["call_back"]
    with acting(ward.reed):
        assert to_call(NOW) == ()
    assert job(NOW + 3 * DAY) == 1
    with acting(ward.reed):
        assert [(one.request, one.note, one.tries) for one in to_call(NOW)] == [
            (request, "Can they swallow?", 0)
        ]
    with acting(ward.outsider):
        assert to_call(NOW) == ()


@pytest.mark.parametrize(
    "contact", [{"contact_by": "phone"}, {"phone": "", "email": ""}, {"phone": "01632 960001"}]
)
def test_whom_no_message_reaches_is_put_on_the_call_list_at_once(ward: Ward, contact: dict[str, str]) -> None:
    request = ward.request(**contact)
    promise(ward, request)
    job(NOW + DAY)
    assert states(request) == ["to_call"]
    assert ward.notices() == []


def test_worse_returns_to_the_top_and_stays_there(ward: Ward) -> None:
    other = ward.request(level="now", due_at=NOW)
    request = ward.request(level="routine", due_at=NOW + 14 * DAY)
    promise(ward, request)
    job(NOW + DAY)
    assert answer(request, "worse", NOW + DAY)
    row = ward.row(request)
    assert (row.wants, row.due_at) == ("worse", NOW + DAY)
    with acting(ward.reed):
        rows = queue(kind="clinical", show="all", text="", now=NOW + DAY)[1]
        assert {rows[0].id, rows[1].id} == {request, other}
    # A second press cannot take it back.
    assert not answer(request, "better", NOW + DAY)
    assert ward.row(request).wants == "worse"
    with acting(given.person(request)):
        conversation.send(request=request, body="hello", key="k", now=NOW + DAY)
    assert ward.row(request).wants == "worse"


@pytest.mark.parametrize("how", ["better", "same"])
def test_better_and_same_are_noted_and_can_become_worse(ward: Ward, how: str) -> None:
    request = ward.request()
    promise(ward, request)
    job(NOW + DAY)
    answer(request, how, NOW + DAY)
    assert ward.row(request).wants == ""
    assert states(request) == ["done"]
    assert answer(request, "worse", NOW + 2 * DAY)
    assert ward.row(request).wants == "worse"


def test_somebody_whose_request_was_closed_is_asked_all_the_same_and_worse_opens_it(ward: Ward) -> None:
    request = ward.request()
    promise(ward, request)
    with acting(ward.reed):
        care.resolve(
            request=request, version=1, outcome="advice_given", note="Rest.", key="r", now=NOW + timedelta(hours=1)
        )  # fmt: skip
    job(NOW + DAY)
    answer(request, "worse", NOW + DAY)
    row = ward.row(request)
    assert (row.state, row.wants, row.closed_at) == ("waiting", "worse", None)


def test_a_call_that_nobody_answers_keeps_them_on_the_list(ward: Ward) -> None:
    request = ward.request(contact_by="phone", level="today", red_flag=True)
    promise(ward, request, "PT4H")
    job(NOW + timedelta(hours=4))
    for tries in range(4):
        with acting(ward.desk):
            [one] = to_call(NOW)
            assert one.tries == tries
            for _ in range(2):  # pressed twice, counted once
                call_backs.not_reached(
                    request=request,
                    call_back=one.call_back,
                    tries=tries,
                    now=NOW + timedelta(hours=4 + tries),
                )
    page = ward.browser(ward.desk).get("/staff/call-backs").content.decode()
    assert "welfare check" in page
    assert "4 calls not answered" in page
    assert answer(request, "better", NOW + DAY, who=ward.desk)
    with acting(ward.desk):
        assert to_call(NOW) == ()


@pytest.mark.parametrize("place", ["/staff/queue", "/staff/reception"])
def test_how_many_are_to_be_phoned_stands_in_the_bar_of_the_queue_and_of_reception(
    ward: Ward, place: str
) -> None:
    def said(who: Any) -> list[str]:
        page = ward.browser(who).get(place).content.decode()
        return re.findall(r'>Call-backs <span class="staff-count">(\d+)<', page)

    assert said(ward.desk) == ["0"]
    promise(ward, ward.request(contact_by="phone"))
    job(NOW + DAY)
    told_nothing = ward.request()
    with acting(given.SYSTEM):
        query("update requests_request set wants = 'call' where id = %s", [told_nothing])
    assert said(ward.desk) == ["2"]
    assert said(ward.outsider) == ["0"]


def test_how_many_are_to_be_phoned_is_seen_where_the_list_lies_under_more(ward: Ward) -> None:
    manager = ward.browser(ward.somebody("Mo Manager", "practice_manager"))

    def beside_more() -> list[str]:
        summary = manager.get("/staff/queue").content.decode().partition("<summary>More")[2]
        return re.findall(r'<span class="staff-count">(\d+)<', summary.partition("</summary>")[0])

    assert beside_more() == []
    told_nothing = ward.request()
    with acting(given.SYSTEM):
        query("update requests_request set wants = 'call' where id = %s", [told_nothing])
    assert beside_more() == ["1"]


ROWS = "/staff/call-backs/rows"


def test_the_list_is_read_again_without_a_trace_until_it_changes(ward: Ward) -> None:
    first, second = ward.request(contact_by="phone"), ward.request(contact_by="phone")
    promise(ward, first)
    job(NOW + DAY)
    desk = ward.browser(ward.desk)
    page = unescape(desk.get("/staff/call-backs").content.decode())
    stamp = page.split('data-stamp="')[1].split('">')[0]
    assert desk.get(ROWS, headers={"if-none-match": stamp}).status_code == 304
    read = len(ward.audit("requests.read_call_backs"))
    promise(ward, second)
    job(NOW + DAY)
    changed = desk.get(ROWS, headers={"if-none-match": stamp})
    assert changed.status_code == 200
    assert changed["X-Waiting"] == "call_backs=2"
    assert [str(one) in changed.content.decode() for one in (first, second)] == [True, True]
    assert "csrfmiddlewaretoken" in changed.content.decode()
    traces = ward.audit("requests.read_call_backs")
    assert len(traces) == read + 1
    assert set(traces[-1][1]) == {str(first), str(second)}
    assert desk.get(ROWS, headers={"if-none-match": changed["ETag"]}).status_code == 304
    assert len(ward.audit("requests.read_call_backs")) == read + 1
    assert (
        ward.browser(ward.outsider).get(ROWS, headers={"if-none-match": changed["ETag"]}).status_code == 200
    )


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/staff/call-backs/waiting/{}", {"slot": "zz"}),
        ("/staff/call-backs/waiting/{}", {"how": "yes", "hold": "1"}),
        ("/staff/waiting/{}", {"how": "no", "hold": ""}),
    ],
)
def test_a_button_of_a_page_that_cannot_be_read_says_so(
    ward: Ward, address: str, sent: dict[str, str]
) -> None:
    page = ward.browser(ward.desk).post(address.format(ward.request()), sent)
    assert page.status_code == 409
    assert "This page is out of date. Look at it as it is now." in page.content.decode()


def test_nobody_is_asked_at_night() -> None:
    assert by_day(NOW) == NOW
    night = NOW.replace(hour=22)
    assert by_day(night) == NOW.replace(hour=8, minute=0) + DAY
    assert by_day(NOW.replace(hour=3)) == NOW.replace(hour=8, minute=0)


def test_whoever_has_died_is_not_asked(ward: Ward) -> None:
    request = ward.request()
    promise(ward, request)
    person = uuid4()
    with acting(given.SYSTEM):
        Person.objects.create(
            id=person, organisation=ward.practice, given_name="Ada", family_name="Test", birth_date="1984-05-06",
            sex="female", died_on=NOW.date(),
        )  # fmt: skip
        query(
            "update requests_request set person = %s, registered = organisation where id = %s",
            [person, request],
        )
    job(NOW + DAY)
    assert states(request) == ["ended"]
    assert ward.notices() == []


def test_only_a_choice_from_the_list_counts(ward: Ward) -> None:
    request = ward.request()
    with acting(ward.reed):
        for after in ("", "P1Y", "soon"):
            with pytest.raises(Refused):
                call_backs.ask_again(request=request, version=0, after=after, note="", key=after, now=NOW)
    promise(ward, request)
    job(NOW + DAY)
    with pytest.raises(Refused, match="better, the same, or worse"):
        answer(request, "excellent", NOW + DAY)
    with acting(ward.outsider), pytest.raises(Refused):
        call_backs.answer(request=request, call_back=uuid4(), how="better", now=NOW)


STEPS = st.lists(
    st.sampled_from(["hours", "day", "job", "crash", "better", "same", "worse", "phone", "close", "write", "reply", "promise"]),
    min_size=1,
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@examples(steps=STEPS, reached=st.booleans())
def test_nobody_is_lost_on_the_way(steps: list[str], reached: bool) -> None:
    """Whatever happens in whatever order: each promise waits for its time, was asked, is on the list, or has an answer; and
    whoever said that they are worse is on top until a clinician has answered."""
    ward = Ward()
    request = ward.request(contact_by="sms" if reached else "phone")
    now, worst = NOW, -1
    promise(ward, request)
    for number, step in enumerate(steps):
        now += timedelta(minutes=1)
        if step in {"hours", "day"}:
            now += timedelta(hours=5) if step == "hours" else DAY
        elif step == "job":
            job(now)
        elif step == "crash":
            with suppress(MemoryError), acting(given.SYSTEM):
                call_backs.ask_due(now=now)
                raise MemoryError
        elif step in HOW:
            with acting(given.person(request)):
                found = call_backs.open_call_back(request)
                if (
                    found
                    and call_backs.answer(request=request, call_back=found.id, how=step, now=now)
                    and step == "worse"
                ):
                    worst = number
        elif step == "phone":
            with acting(ward.desk):
                for one in to_call(NOW):
                    if one.call_back:
                        call_backs.not_reached(
                            request=request, call_back=one.call_back, tries=one.tries, now=now
                        )
        elif step == "write":
            with acting(given.person(request)), suppress(Refused):
                conversation.send(request=request, body="hello", key=str(number), now=now)
        elif step == "promise":
            with suppress(Refused):
                promise(ward, request, at=now)
        else:
            worst = _clinician(ward, request, step, number, now, worst)
    row = ward.row(request)
    assert (row.wants == "worse") == (worst >= 0)
    with acting(ward.reed):
        listed = {one.call_back for one in to_call(NOW)}
        for one in messages.call_backs(request):
            if one.state == "to_call":
                assert one.id in listed
            elif one.state != "done":
                assert one.state in {"waiting", "asked"}
                assert one.next_at <= max(one.due_at, now) + 3 * DAY
        if worst >= 0:
            assert queue(kind="clinical", show="all", text="", now=now)[1][0].id == request
    # In the end, with a job that runs and nobody who answers, everybody is on the list.
    noon = now.replace(hour=12)
    job(noon + 30 * DAY)
    job(noon + 40 * DAY)
    assert set(states(request)) <= {"to_call", "done"}


def _clinician(ward: Ward, request: UUID, step: str, number: int, now: datetime, worst: int) -> int:
    """A clinician answers or closes: from then on the mark has been seen."""
    if ward.row(request).state == "closed":
        return worst
    with acting(ward.reed):
        if step == "reply":
            conversation.reply(request=request, version=None, text="Come in.", key=str(number), now=now)
        else:
            care.resolve(
                request=request, version=ward_version(request), outcome="done", note="Done.", key=str(number), now=now,
                replies=True,
            )  # fmt: skip
    return -1
