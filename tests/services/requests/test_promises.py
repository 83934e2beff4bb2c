"""What is promised, counted and shown of it: on the real database, with row security."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.engines.promises import Tally
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.messages.actions import call_backs as messages
from weald.services.requests import tasks
from weald.services.requests.actions import booking, call_backs, care, conversation, settling
from weald.services.requests.actions.submit import add_link
from weald.services.requests.presenters.staff.board.words import share, share_length
from weald.services.requests.queries.measures import timelines
from weald.services.requests.queries.measures.board import Board, behind, board
from weald.services.requests.queries.measures.days import reckoned
from weald.services.requests.queries.measures.reckoning import Day
from weald.services.requests.views.patient.holding import keep_open

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
HOUR, TODAY = timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def ward(monkeypatch: pytest.MonkeyPatch) -> Ward:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Ward(NOW)


def promised(request: UUID) -> list[tuple[Any, ...]]:
    with acting(given.SYSTEM):
        return [
            (one.cause, one.made_at, one.due_at, one.at_once)
            for one in timelines.of([request])[request].promises
        ]


def told(ward: Ward, request: UUID, kind: str, when: datetime, by_staff: bool = True) -> None:
    """A line in the story of a request."""
    with acting(given.SYSTEM):
        query(
            "insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note)"
            " select organisation, id, %s, 'Dr Test', %s, %s, '', '' from requests_request where id = %s",
            [when, ward.reed.identity if by_staff else None, kind, request],
        )


def settle(day: date = MONDAY, *, ward: Ward, now: datetime = NOW) -> int:
    with acting(given.SYSTEM):
        return settling.settle(organisation=ward.practice, day=day, now=now)


def read(ward: Ward, weeks: int = 0, now: datetime = NOW) -> Board:
    with acting(ward.somebody("Mo Hill", "practice_manager")):
        return board(weeks, now)


def counts(found: Board, measure: str, dimension: str = "", value: str = "") -> tuple[int, int, int]:
    one = found.tallies.get((measure, dimension, value))
    return (one.met, one.missed, one.left_out) if one else (0, 0, 0)


def test_the_database_adds_a_promise_whoever_changes_the_request(ward: Ward) -> None:
    due = NOW + TODAY
    request = ward.request(sent_at=NOW - HOUR, due_at=due, level="soon")
    assert promised(request) == [("sent", NOW - HOUR, due, False)]
    with acting(ward.reed):
        care.change(
            request=request,
            version=0,
            level="today",
            service="gp",
            reason="Worse",
            sure=False,
            key="a",
            now=NOW,
        )
        care.resolve(request=request, version=1, outcome="done", note="Done.", key="b", now=NOW + HOUR)
        care.reopen(request=request, version=2, reason="Not done", key="c", now=NOW + 2 * HOUR)
    assert [(cause, made) for cause, made, _, _ in promised(request)] == [
        ("sent", NOW - HOUR), ("changed", NOW), ("reopened", NOW + 2 * HOUR),
    ]  # fmt: skip


def test_what_was_promised_cannot_be_changed_or_added_by_the_program(ward: Ward) -> None:
    request = ward.request()
    for statement in (
        "update requests_promise set due_at = now()",
        "delete from requests_promise",
        "insert into requests_promise (organisation, request_id, line, made_at, due_at, level, cause, at_once)"
        " select organisation, request_id, 0, now(), now(), 'soon', 'sent', false from requests_promise",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(given.SYSTEM):
            query(statement)
    assert len(promised(request)) == 1


def test_taking_it_and_calling_in_vain_promise_nothing_new(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - HOUR, due_at=NOW + HOUR)
    with acting(ward.reed):
        care.call_missed(request=request, version=0, note="", key="a", now=NOW)
    assert len(promised(request)) == 1


def test_danger_in_a_message_is_an_interrupt_and_leaves_the_promise_as_it_was(ward: Ward) -> None:
    """The time that was promised still holds; how long the danger waited is counted beside it."""
    due = NOW + 6 * HOUR
    request = ward.request(sent_at=NOW - HOUR, due_at=due)
    with acting(given.person(request)):
        conversation.send(request=request, body="I have crushing chest pain", key="a", now=NOW)
    assert promised(request)[-1] == ("wrote", NOW, NOW, True)
    assert read(ward).open == 1
    assert counts(read(ward, now=NOW + HOUR), "promise") == (0, 0, 0)
    with acting(ward.reed):
        conversation.reply(request=request, version=1, text="Call 999 now.", key="b", now=NOW + HOUR / 3)
    found = read(ward, now=NOW + HOUR)
    assert counts(found, "promise") == (1, 0, 0)
    assert counts(found, "at_once") == (1, 0, 0)
    [wait] = [one for one in found.waits if (one.measure, one.level) == ("at_once", "")]
    assert (wait.people, wait.median) == (1, 20)


def test_a_reply_of_danger_to_a_closed_request_is_due_at_that_moment(ward: Ward) -> None:
    """Not at the time that was promised days ago: nobody is called days late who wrote a minute ago."""
    request = ward.request(sent_at=NOW - 3 * TODAY, due_at=NOW - 2 * TODAY)
    with acting(ward.reed):
        care.resolve(
            request=request,
            version=0,
            outcome="done",
            note="Done.",
            key="a",
            now=NOW - 2.5 * TODAY,
            replies=True,
        )
    with acting(given.person(request)):
        conversation.send(request=request, body="I have crushing chest pain", key="b", now=NOW)
    assert ward.row(request).due_at == NOW
    with acting(ward.reed):
        conversation.reply(request=request, version=2, text="Call 999 now.", key="c", now=NOW + HOUR)
    assert ward.row(request).due_at > NOW + HOUR


def test_worse_at_the_call_back_is_dated_by_its_line(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - HOUR, due_at=NOW + 6 * HOUR)
    with acting(ward.reed):
        messages.ask_later(organisation=ward.practice, request=request, due_at=NOW, note="", now=NOW - HOUR)
    with acting(given.SYSTEM):
        [(case,)] = query("update messages_callback set state = 'asked' returning id")
    with acting(given.person(request)):
        call_backs.answer(request=request, call_back=case, how="worse", now=NOW + HOUR / 2)
    assert promised(request)[-1] == ("worse", NOW + HOUR / 2, NOW + HOUR / 2, True)


def test_who_does_not_come_is_promised_a_time_again_and_is_not_called_late(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - 2 * TODAY, due_at=NOW - TODAY, level="today")
    with acting(given.SYSTEM):
        [slot] = given.slots(
            ward.practice, starts_at=NOW - 2 * HOUR, ends_at=NOW - 2 * HOUR + timedelta(minutes=10)
        )
    with acting(ward.reed):
        booking.book(request=request, slot=slot, key="a", now=NOW - 3 * HOUR)
        care.attendance(request=request, state="did_not_attend", key="b", now=NOW)
    assert ward.row(request).due_at > NOW
    assert [cause for cause, *_ in promised(request)] == ["sent", "did_not_attend"]


def test_who_cancels_after_the_time_is_promised_one_again(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - 3 * TODAY, due_at=NOW - 2 * TODAY, confirmed_at=NOW - 3 * TODAY)
    ward.books(request, NOW - 2.5 * TODAY)
    with acting(given.person(request)):
        booking.cancel(request=request, now=NOW)
    assert ward.row(request).due_at > NOW
    assert [cause for cause, *_ in promised(request)] == ["sent", "cancelled"]


def test_today_is_read_as_it_is_and_days_before_as_they_were_counted(ward: Ward) -> None:
    due = NOW - HOUR / 2
    kept, late, never, gone = (ward.request(sent_at=NOW - 3 * HOUR, due_at=due) for _ in range(4))
    ward.request(sent_at=NOW - HOUR, due_at=NOW + HOUR)
    ward.request(organisation=ward.elsewhere, sent_at=NOW - 3 * HOUR, due_at=due)
    told(ward, kept, "confirmed", NOW - HOUR)
    told(ward, late, "reply", NOW - HOUR / 4)
    told(ward, never, "call", NOW - HOUR)
    told(ward, gone, "closed", NOW - HOUR, by_staff=False)
    found = read(ward)
    assert counts(found, "promise") == (1, 2, 1)
    assert found.open == 1
    tomorrow = NOW + TODAY
    before = read(ward, 4, tomorrow)
    assert (before.missing, counts(before, "promise")) == (1, (0, 0, 0))
    settle(ward=ward, now=tomorrow)
    after = read(ward, 4, tomorrow)
    # What was still open has been broken meanwhile.
    assert (after.missing, counts(after, "promise")) == (0, (1, 3, 1))
    assert counts(after, "promise", "level", "soon") == (1, 3, 1)
    assert after.days[MONDAY].met == 1


def test_what_was_life_threatening_and_is_found_to_need_help_today_is_promised_that(ward: Ward) -> None:
    request = ward.request(level="now", service="emergency_999", due_at=NOW)
    phoned = NOW + HOUR
    with acting(ward.reed):
        care.change(
            request=request, version=0, level="today", service="gp", reason="phoned: no danger", sure=True, key="k", now=phoned
        )  # fmt: skip
    with acting(given.SYSTEM):
        settling.settle(organisation=ward.practice, day=MONDAY, now=NOW + TODAY)
        outcomes = dict(
            query("select measure, result from requests_outcome where request_id = %s", [request])
        )
    assert outcomes["at_once"] == "met"
    assert outcomes["promise"] == "missed"
    assert outcomes["urgent_same_day"] == "missed"


def test_counting_a_day_again_gives_the_same(ward: Ward) -> None:
    for kind in ("confirmed", "reply", "call"):
        told(ward, ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR), kind, NOW - 2 * HOUR)

    def stored() -> list[tuple[Any, ...]]:
        with acting(given.SYSTEM):
            return query(
                "select organisation, day, measure, dimension, value, met, missed, left_out, waits from requests_tally"
                " order by 3, 4, 5"
            )

    assert settle(ward=ward, now=NOW + TODAY) == settle(ward=ward, now=NOW + 2 * TODAY)
    once = stored()
    settle(ward=ward, now=NOW + 3 * TODAY)
    assert stored() == once
    assert once


def test_the_job_counts_what_never_was_and_the_last_days_again(ward: Ward) -> None:
    for days in (30, 3):
        ward.request(sent_at=NOW - timedelta(days=days), due_at=NOW - timedelta(days=days))
    with acting(given.SYSTEM):
        days = [day for organisation, day in settling.to_settle(now=NOW) if organisation == ward.practice]
        assert (days[0], days[-1], len(days)) == (MONDAY - timedelta(days=30), MONDAY - TODAY, 30)
        for day in days:
            settling.settle(organisation=ward.practice, day=day, now=NOW)
        left = [day for organisation, day in settling.to_settle(now=NOW) if organisation == ward.practice]
        assert left == [MONDAY - timedelta(days=back) for back in (5, 4, 3, 2, 1)]
        assert (ward.practice, MONDAY) in settling.to_settle(now=NOW, today_too=True)
    with pytest.raises(Forbidden), acting(ward.somebody("Mo Hill", "practice_manager")):
        settling.to_settle(now=NOW)


def test_a_day_that_cannot_be_counted_keeps_no_other_back(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (3, 2):
        ward.request(sent_at=NOW - timedelta(days=days), due_at=NOW - timedelta(days=days))
    bad, whole = MONDAY - timedelta(days=3), settling.settle

    def settle_but_one(*, organisation: UUID, day: date, now: datetime) -> int:
        if day == bad:
            raise Refused("This day cannot be counted.")
        return whole(organisation=organisation, day=day, now=now)

    monkeypatch.setattr(settling, "settle", settle_but_one)
    with pytest.raises(Refused, match="cannot be counted"):
        tasks.settle(0)
    with acting(given.SYSTEM):
        counted = [row[0] for row in query("select day from requests_settled order by day")]
    assert counted == [MONDAY - timedelta(days=2), MONDAY - TODAY]


def test_national_measures_on_the_real_tables(ward: Ward) -> None:
    """Asked on Monday morning: one urgent seen that day, one only decided; one not urgent, booked for the next week."""
    seen, decided, routine = (
        ward.request(sent_at=NOW, due_at=NOW + HOUR, level=level, service="gp")
        for level in ("today", "today", "routine")
    )
    told(ward, decided, "confirmed", NOW + HOUR / 2)
    with acting(given.SYSTEM):
        [soon] = given.slots(ward.practice, starts_at=NOW + 2 * HOUR, ends_at=NOW + 2.2 * HOUR)
        [late] = given.slots(
            ward.practice, starts_at=NOW + 8 * TODAY, ends_at=NOW + 8 * TODAY + HOUR / 5,
            category="General Consultation Routine",
        )  # fmt: skip
    for request, slot in ((seen, soon), (routine, late)):
        with acting(ward.reed):
            booking.book(request=request, slot=slot, key=f"{request}", now=NOW + HOUR / 2)
    with acting(given.SYSTEM):
        query("update appointments_appointment set booked_at = %s", [NOW + HOUR / 2])
    settle(ward=ward, now=NOW + 9 * TODAY)
    settle(MONDAY + timedelta(days=8), ward=ward, now=NOW + 9 * TODAY)
    found = read(ward, 4, NOW + 9 * TODAY)
    assert counts(found, "urgent_same_day") == (1, 1, 0)
    assert counts(found, "answered_by_next_core_period") == (1, 0, 0)
    assert counts(found, "non_urgent_7_days") == (0, 1, 0)
    assert counts(found, "non_urgent_14_days") == (1, 0, 0)
    assert counts(found, "gpad_same_day") == (1, 1, 0)
    assert counts(found, "gpad_same_day", "band", "8 to 14 days") == (0, 1, 0)
    assert counts(found, "acc_08") == (2, 0, 0)
    assert counts(found, "seen") == (2, 0, 0)


def test_a_hub_counts_its_own_book_and_the_practice_its_patients(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - TODAY, due_at=NOW, level="routine")
    with acting(given.SYSTEM):
        [slot] = given.slots(ward.elsewhere, starts_at=NOW + HOUR)
        query(
            "insert into appointments_appointment (id, organisation, responsible, request_id, slot_id, key, sole, state, service,"
            " professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by, booked_at)"
            " select %s, organisation, %s, %s, id, 'k', true, 'attended', service, professional, professional_name, place, kind,"
            " mode, starts_at, ends_at, 'x', %s from appointments_slot where id = %s",
            [uuid4(), ward.practice, request, NOW - TODAY, slot],
        )
        ours, _ = reckoned(ward.practice, Day(MONDAY), NOW + 2 * HOUR)
        theirs, _ = reckoned(ward.elsewhere, Day(MONDAY), NOW + 2 * HOUR)

    def about(found: list[Any]) -> set[str]:
        return {one.outcome.measure for one in found if one.request == request} - {
            "promise", "answered_by_next_core_period",
        }  # fmt: skip

    assert about(ours) == {"non_urgent_7_days", "non_urgent_14_days", "seen"}
    assert about(theirs) == {"gpad_same_day", "gpad_14_days", "acc_08"}


def test_behind_a_figure_stand_those_that_the_reader_may_see(ward: Ward) -> None:
    late = [
        ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR, given_name=name) for name in ("Ada", "Bea")
    ]
    ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR, level="today", given_name="Cleo")
    ward.request(organisation=ward.elsewhere, sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR)
    asked: dict[str, Any] = {"measure": "promise", "result": "missed", "dimension": "level", "value": "soon"}
    with acting(ward.somebody("Mo Hill", "practice_manager")):
        count, rows = behind(weeks=0, now=NOW, **asked)
    assert (count, {row.request for row in rows}) == (2, set(late))
    settle(ward=ward, now=NOW + TODAY)
    with acting(ward.somebody("Jo Hill", "practice_manager")):
        count, rows = behind(weeks=4, now=NOW + TODAY, **asked)
        assert (count, {row.given_name for row in rows}) == (2, {"Ada", "Bea"})
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)):
        assert behind(weeks=4, now=NOW + TODAY, **asked)[0] == 0


def test_the_page_leads_to_the_requests_and_the_audit_says_who_looked(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    browser = ward.browser(manager)
    empty = browser.get("/staff/promises?weeks=0").content.decode()
    assert "No promise fell due today." in empty
    late = ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR, family_name="Latecomer")
    told(ward, ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR), "reply", NOW - 2 * HOUR)
    body = browser.get("/staff/promises?weeks=0").content.decode()
    assert body.count('<svg class="chart-drawing" role="img"') == body.count("<figure") >= 7
    for words in ("<strong>1 of 2</strong> promises kept", "How soon", "Channel", "National measures", "How we read it.", "Source: ", "checked 22 November 2026", "An answer is:"):  # fmt: skip
        assert words in body, words
    address = "/staff/promises/behind?weeks=0&amp;measure=promise&amp;result=missed"
    assert address in body
    listed = browser.get(address.replace("&amp;", "&")).content.decode()
    assert "LATECOMER" in listed
    assert f"/staff/request/{late}" in listed
    assert ward.audit("promises.read_behind") == [("Mo Hill", [str(late)])]
    assert "LATECOMER" not in body


@pytest.mark.parametrize(
    ("met", "missed", "said", "length"),
    [
        (0, 0, "–", None),
        (1, 0, "1 of 1", None),
        (2, 1, "2 of 3", None),
        (0, 9, "0 of 9", None),
        (8, 2, "80%", 80),
        (299, 1, "99%", 99.67),
        (0, 12, "0%", 0),
    ],
)
def test_of_few_people_both_numbers_are_told_and_no_share(
    met: int, missed: int, said: str, length: float | None
) -> None:
    one = Tally("promise", "", "", met=met, missed=missed)
    assert share(one) == said
    assert share_length(one) == (length if length is None else pytest.approx(length, abs=0.01))


@pytest.mark.parametrize(
    "asked", ["measure=x&result=missed", "measure=promise&result=x", "measure=promise&result=missed&by=x", ""]
)
def test_nothing_stands_behind_what_is_no_figure(ward: Ward, asked: str) -> None:
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    assert browser.get(f"/staff/promises/behind?{asked}").status_code == 404


def test_the_file_says_of_whom_and_when(ward: Ward) -> None:
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    ward.request(sent_at=NOW - 3 * HOUR, due_at=NOW - HOUR)
    answer = browser.get("/staff/promises.csv?weeks=0")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("practice,ods_code,from,to")
    assert any(",promise,Promises,How soon,7 days,1,0,1,0," in line for line in lines)
    assert "not for publication" in lines[-1]
    assert [name for name, _ in ward.audit("promises.export")] == ["Mo Hill"]
    assert "Test" not in answer.content.decode().replace("Dr Test", "")


def page_of(ward: Ward, request: UUID) -> str:
    """The page of a request as whoever holds its private link reads it."""
    with acting(given.SYSTEM):
        token = add_link(request=request, organisation=ward.practice, now=NOW - TODAY)
    browser, keep = Client(), HttpResponse()
    keep_open(keep, token, request)
    browser.cookies.update(keep.cookies)
    body: str = browser.get(f"/r/{token}/").content.decode()
    return body


def test_the_person_reads_that_we_kept_our_promise(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - TODAY, due_at=NOW - HOUR)
    told(ward, request, "reply", NOW - 2 * HOUR)
    body = page_of(ward, request)
    assert "We said that we would answer by 7:03am today. We answered in time (today at 6:03am)." in body
    assert "We are late" not in body


def test_the_person_reads_that_our_answer_was_late(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - TODAY, due_at=NOW - 2 * HOUR)
    told(ward, request, "confirmed", NOW - HOUR)
    assert "We answered late (today at 7:03am), and we are sorry." in page_of(ward, request)


def test_the_person_reads_that_we_are_late_and_what_happens_next(ward: Ward) -> None:
    request = ward.request(sent_at=NOW - TODAY, due_at=NOW - HOUR)
    told(ward, request, "call", NOW - 2 * HOUR)
    body = page_of(ward, request)
    for words in (
        "We are late, and we are sorry.",
        "You do not have to ask again.",
        "You can phone us on 01632 960001.",
    ):
        assert words in body, words
    assert "We answered" not in body


def test_nothing_is_said_of_a_promise_that_has_time_left(ward: Ward) -> None:
    body = page_of(ward, ward.request(sent_at=NOW - HOUR, due_at=NOW + HOUR))
    assert "We said that" not in body


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"due_at": NOW + 3 * HOUR + HOUR / 6}, ("due 11:13am", "3 h 10 left")),
        ({"due_at": NOW + HOUR / 2}, ("due in 30 min", "Due soon", "30 min left")),
        ({"due_at": NOW - HOUR / 2}, ("overdue 30 min", "Overdue")),
        ({"due_at": NOW - HOUR, "confirmed_at": NOW - 2 * HOUR, "state": "confirmed"}, ("answered in time", "Answered, still open")),
        ({"due_at": NOW - HOUR, "confirmed_at": NOW, "state": "confirmed"}, ("overdue 1 h",)),
        # A decision is not enough for what is urgent.
        ({"due_at": NOW - HOUR, "confirmed_at": NOW - 2 * HOUR, "state": "confirmed", "level": "today"}, ("overdue 1 h", "Overdue")),
    ],
)  # fmt: skip
def test_the_queue_says_the_time_left_in_words_and_a_shape(
    ward: Ward, columns: dict[str, Any], words: tuple[str, ...]
) -> None:
    ward.request(sent_at=NOW - 3 * HOUR, **columns)
    body = ward.browser(ward.reed).get("/staff/queue").content.decode()
    row = body[body.index("<tbody") : body.index("</tbody>")]
    assert '<svg class="q-icon" aria-hidden="true"' in row
    for said in words:
        assert said in row, said
    assert ("overdue" in row) is ("overdue" in words[0])
