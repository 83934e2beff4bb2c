"""The verbs of staff on a request: who has it, what is decided, and what can never happen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.requests.actions import booking, care, disagreeing, holding

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls at the same moment, each in a thread with a connection of its own; results or refusals, in order."""
    results: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = calls[number]()
        except Refused as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_never_hold_one_request() -> None:
    ward = Ward()
    clinicians = [ward.somebody(f"Dr {number}") for number in range(8)]
    for _ in range(5):
        request = ward.request()

        def take(who: Any, request: UUID = request) -> str:
            with acting(who):
                holding.take(request=request, version=0, key=uuid4().hex, now=NOW)
            return str(who.name)

        results = together(*[lambda who=who: take(who) for who in clinicians])
        winners = [one for one in results if isinstance(one, str)]
        assert len(winners) == 1
        assert ward.row(request).owner_name == winners[0]
        assert all(winners[0] in str(one) for one in results if isinstance(one, Refused))
        assert [kind for kind, _, _ in ward.story(request)] == ["taken"]


def test_taking_twice_is_taking_once() -> None:
    ward = Ward()
    request = ward.request()
    for _ in range(2):
        with acting(ward.reed):
            holding.take(request=request, version=0, key="a", now=NOW)
    assert ward.row(request).version == 1
    assert ward.audit("requests.take") == [("Dr Amara Reed", [str(request)])]


def test_a_stale_version_is_refused_and_writes_nothing() -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.reed):
        care.call_missed(request=request, version=0, note="", key="a", now=NOW)
    before, story = ward.row(request), ward.story(request)
    with acting(ward.reed), pytest.raises(holding.Changed, match="Read it again"):
        care.resolve(request=request, version=0, outcome="done", note="Done.", key="b", now=NOW)
    assert (ward.row(request), ward.story(request)) == (before, story)
    assert ward.audit("requests.resolve") == []


def test_what_somebody_else_has_is_left_alone_until_it_is_handed_over() -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.reed):
        holding.take(request=request, version=0, key="a", now=NOW)
    with acting(ward.okafor), pytest.raises(Refused, match="Dr Amara Reed has this request"):
        care.confirm(request=request, version=1, key="b", now=NOW)
    with acting(ward.okafor):
        holding.hand_over(request=request, version=1, to=ward.okafor.identity, key="c", now=NOW)
        care.confirm(request=request, version=2, key="d", now=NOW)
    assert ward.row(request).owner_name == "Dr Tom Okafor"
    assert ("handed_over", "", "from Dr Amara Reed to Dr Tom Okafor") in ward.story(request)


def test_nothing_is_handed_to_somebody_from_elsewhere() -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.reed), pytest.raises(Refused, match="does not work here"):
        holding.hand_over(request=request, version=0, to=ward.outsider.identity, key="a", now=NOW)


def test_confirming_tells_the_person_and_lets_them_book() -> None:
    ward = Ward()
    request = ward.request()
    with acting(given.SYSTEM):
        [slot] = given.slots(ward.practice)
    with acting(given.person(request)), pytest.raises(Refused):
        booking.book(request=request, slot=slot, key="x", now=NOW)
    with acting(ward.reed):
        care.confirm(request=request, version=0, key="a", now=NOW)
    row = ward.row(request)
    assert (row.state, row.owner_name, row.confirmed_at) == ("confirmed", "Dr Amara Reed", NOW)
    assert ward.notices() == ["decision_confirmed"]
    assert "You need an appointment." in ward.story(request)[0][1]
    with acting(given.person(request)):
        booking.book(request=request, slot=slot, key="y", now=NOW)


def test_advice_stays_open_when_it_is_confirmed() -> None:
    ward = Ward()
    request = ward.request(level="self_care", service="community_pharmacy", state="advised")
    with acting(ward.reed):
        care.confirm(request=request, version=0, key="a", now=NOW)
    assert ward.row(request).state == "advised"


def test_somebody_in_danger_never_comes_to_rest_among_the_advised() -> None:
    ward = Ward()
    request = ward.request(level="now", service="emergency_999", due_at=NOW)
    with acting(ward.reed):
        care.confirm(request=request, version=0, key="a", now=NOW)
    assert ward.row(request).state == "confirmed"


def test_lowering_a_red_flag_asks_twice_and_raising_is_free() -> None:
    ward = Ward()
    flagged = ward.request(level="today", red_flag=True, due_at=NOW + timedelta(hours=4))
    lower = {
        "request": flagged,
        "version": 0,
        "level": "routine",
        "service": "gp",
        "reason": "Seen last week.",
        "now": NOW,
    }
    with acting(ward.reed), pytest.raises(care.NeedsSure):
        care.change(**lower, sure=False, key="a")
    assert ward.row(flagged).level == "today"
    with acting(ward.reed):
        care.change(**lower, sure=True, key="b")
    assert (ward.row(flagged).level, ward.row(flagged).red_flag) == ("routine", True)

    soon = ward.request()
    with acting(ward.reed):
        care.change(
            request=soon,
            version=0,
            level="today",
            service="gp",
            reason="Worse.",
            sure=False,
            key="c",
            now=NOW,
        )
    row = ward.row(soon)
    assert row.level == "today"
    assert row.due_at < NOW + timedelta(days=1)
    with acting(given.SYSTEM):
        rules = query(
            "select rule, level, reason from requests_decision where request_id = %s order by id", [soon]
        )
    assert rules == [("low_back_pain.otherwise", "soon", ""), ("", "today", "Worse.")]


def test_raising_never_gives_more_time() -> None:
    ward = Ward()
    request = ward.request(level="soon", due_at=NOW + timedelta(minutes=5))
    with acting(ward.reed):
        care.change(
            request=request,
            version=0,
            level="today",
            service="gp",
            reason="Worse.",
            sure=False,
            key="a",
            now=NOW,
        )
    assert ward.row(request).due_at == NOW + timedelta(minutes=5)


def test_a_raised_decision_brings_a_booked_request_back() -> None:
    ward = Ward()
    request = ward.request()
    ward.books(request)
    version = ward.row(request).version
    with acting(ward.reed):
        care.change(
            request=request,
            version=version,
            level="today",
            service="gp",
            reason="Worse.",
            sure=False,
            key="b",
            now=NOW,
        )
    assert ward.row(request).state == "confirmed"


@pytest.mark.parametrize(
    ("level", "service", "said"),
    [
        ("now", "gp", "cannot promise a GP now. Choose .*999"),
        (
            "soon",
            "emergency_999",
            r"cannot promise the ambulance service \(999\) within 7 days. Choose .* or ",
        ),
        ("never", "gp", "Choose how soon from the list"),
    ],
)
def test_a_decision_that_nobody_could_promise_is_refused(level: str, service: str, said: str) -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.reed), pytest.raises(Refused, match=said):
        care.change(
            request=request, version=0, level=level, service=service, reason="x", sure=True, key="a", now=NOW
        )


def test_a_reason_is_required() -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.reed), pytest.raises(Refused, match="why"):
        care.change(
            request=request, version=0, level="today", service="gp", reason=" ", sure=True, key="a", now=NOW
        )


def test_a_call_that_nobody_answered_never_closes() -> None:
    ward = Ward()
    request = ward.request(level="today", red_flag=True)
    due = ward.row(request).due_at
    for tries in range(1, 8):
        with acting(ward.desk):
            care.call_missed(request=request, version=tries - 1, note="", key=str(tries), now=NOW)
        row = ward.row(request)
        assert (row.state, row.closed_at, row.calls_tried, row.due_at) == ("waiting", None, tries, due)
    assert "go and look" in care.next_step(row, row.calls_tried)
    assert not any("answer" in outcome.lower() for outcome in care.OUTCOMES.values())
    assert ward.notices() == ["call_missed"] * 7


@pytest.mark.parametrize(
    ("columns", "last"),
    [
        ({"level": "today"}, "Ask the duty clinician now whether somebody must go and look (welfare check)."),
        (
            {"level": "now", "service": "emergency_999"},
            "Ask the duty clinician now whether somebody must go and look",
        ),
        ({"level": "soon", "red_flag": True}, "Ask the duty clinician now whether somebody must go and look"),
        ({"level": "routine"}, "Send a message, and try at another time of day."),
    ],
)
def test_each_unanswered_call_says_what_to_do_next(columns: dict[str, Any], last: str) -> None:
    ward = Ward()
    request = ward.request(**columns)
    due = ward.row(request).due_at
    for tries, next_ in ((1, "about 10 minutes"), (2, "about 30 minutes"), (3, last), (4, last)):
        with acting(ward.reed):
            care.call_missed(request=request, version=tries - 1, note="", key=str(tries), now=ward.now)
        row = ward.row(request)
        assert next_ in care.next_step(row, row.calls_tried)
        assert (row.state, row.calls_tried, row.due_at) == ("waiting", tries, due)


def test_a_disagreement_is_kept_for_the_author_and_changes_nothing() -> None:
    ward = Ward()
    request = ward.request()
    before = ward.row(request)
    for _ in range(2):
        with acting(ward.reed):
            disagreeing.disagree(request=request, note="Too cautious under 30.", key="a", now=NOW)
    with acting(given.SYSTEM):
        kept = query("select rule, release, note, by from requests_disagreement")
    assert kept == [("low_back_pain.otherwise", "abc", "Too cautious under 30.", "Dr Amara Reed")]
    assert ward.row(request) == before


def test_resolving_needs_a_note_and_no_appointment_ahead() -> None:
    ward = Ward()
    request = ward.request()
    ward.books(request)
    version = ward.row(request).version
    close = {"request": request, "outcome": "seen", "now": NOW}
    with acting(ward.reed), pytest.raises(Refused, match="appointment ahead"):
        care.resolve(**close, version=version, note="Thank you.", key="b")
    with acting(ward.reed):
        care.attendance(request=request, state="attended", key="c", now=NOW + timedelta(hours=2))
    with acting(ward.reed), pytest.raises(Refused, match="plain words"):
        care.resolve(**close, version=version + 1, note=" ", key="d")
    with acting(ward.reed):
        care.resolve(**close, version=version + 1, note="Keep moving.", key="e")
    assert (ward.row(request).state, ward.row(request).outcome) == ("closed", "seen")
    assert ("resolved", "Keep moving.", "") in ward.story(request)
    with acting(ward.reed):
        care.reopen(request=request, version=version + 2, reason="Rang again.", key="f", now=NOW)
    row = ward.row(request)
    assert (row.state, row.closed_at, row.owner_name) == ("waiting", None, "Dr Amara Reed")


def test_whoever_did_not_attend_is_owed_an_answer_again() -> None:
    ward = Ward()
    request = ward.request()
    ward.books(request)
    for _ in range(2):
        with acting(ward.desk):
            care.attendance(request=request, state="did_not_attend", key="b", now=NOW + timedelta(hours=3))
    assert ward.row(request).state == "waiting"


def test_whoever_was_noted_as_absent_by_mistake_is_put_right_and_it_stays_on_record() -> None:
    ward, later = Ward(), NOW + timedelta(hours=3)
    request = ward.request()
    ward.books(request)
    with acting(ward.desk):
        care.attendance(request=request, state="did_not_attend", key="a", now=later)
    browser = ward.browser(ward.desk)
    assert "They did attend: put it right" in browser.get(f"/staff/request/{request}").content.decode()
    for _ in range(2):
        with acting(ward.desk):
            care.attendance(request=request, state="attended", key="b", now=later)
    row = ward.row(request)
    assert (row.state, row.serving) == ("booked", ward.practice)
    with acting(given.SYSTEM):
        assert query("select state from appointments_appointment") == [("attended",)]
        assert query("select why from access_auditrow where verb = 'requests.attendance' order by id") == [
            ("did_not_attend",),
            ("attended, not did_not_attend",),
        ]
    assert [(kind, told) for kind, told, _ in ward.story(request)][-1] == (
        "attended", "We noted that you did not come to your appointment. That was wrong, and we have put it right.",
    )  # fmt: skip
    assert "They did attend" not in browser.get(f"/staff/request/{request}").content.decode()
    with acting(ward.desk), pytest.raises(Refused, match="noted already"):
        care.attendance(request=request, state="did_not_attend", key="c", now=later)


def test_a_receptionist_books_and_calls_but_does_not_decide() -> None:
    ward = Ward()
    request = ward.request()
    for forbidden in (
        lambda: care.confirm(request=request, version=0, key="a", now=NOW),
        lambda: care.change(
            request=request, version=0, level="today", service="gp", reason="x", sure=True, key="b", now=NOW
        ),
        lambda: care.resolve(request=request, version=0, outcome="done", note="x", key="c", now=NOW),
        lambda: disagreeing.disagree(request=request, note="x", key="d", now=NOW),
    ):
        with acting(ward.desk), pytest.raises(Forbidden):
            forbidden()
    with acting(given.SYSTEM):
        [slot] = given.slots(ward.practice)
    with acting(ward.desk):
        booking.book(request=request, slot=slot, key="e", now=NOW)
    office = ward.request(kind="administrative", service="reception")
    with acting(ward.desk):
        care.resolve(
            request=office, version=0, outcome="done", note="Your letter is ready.", key="f", now=NOW
        )
    assert ward.row(office).state == "closed"


def test_another_organisation_cannot_find_it() -> None:
    ward = Ward()
    request = ward.request()
    with acting(ward.outsider), pytest.raises(holding.NoSuchRequest):
        holding.take(request=request, version=0, key="a", now=NOW)
    with acting(ward.outsider), pytest.raises(holding.NoSuchRequest):
        care.attendance(request=request, state="arrived", key="a", now=NOW)
    assert ward.row(request).version == 0
