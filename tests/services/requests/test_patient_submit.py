"""Sending: once, whole, and in bulk; what lifts urgency, and by when an answer is owed."""

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests import given
from weald.foundation.access import acting, query
from weald.services.directory.hours import Hours, is_open
from weald.services.people.actions import NewPerson, register
from weald.services.requests.actions import drafts
from weald.services.requests.actions.submit import Incomplete, Submission, submit, submit_many
from weald.services.requests.due import due_at
from weald.services.requests.reach import reach

DEVICE = b"d" * 32
ABOUT = {"given_name": "Ada", "family_name": "Test", "contact_by": "sms", "phone": "+447700900982"}


def ready(organisation: UUID, **answers: str) -> UUID:
    """A draft of somebody whom no rule recognises, so that nothing more is asked."""
    draft = uuid4()
    key = {"draft": draft, "device_hash": DEVICE, "now": given.NOW}
    with acting(given.person(draft)):
        drafts.start(organisation=organisation, **key)
        drafts.answer(answers=answers or {"danger_now": "no"}, **key)
        drafts.say_who(for_whom="me", birth_date=date(1984, 5, 6), sex="female", **key)
        drafts.say_kind(kind="clinical", **key)
        drafts.say_words(words="something odd", **key)
        drafts.choose_problem(problem="something_else", **key)
        drafts.say_about(about=ABOUT, **key)
    return draft


def submission(organisation: UUID, **columns: object) -> Submission:
    values: dict[str, object] = {
        "id": uuid4(),
        "organisation": organisation,
        "kind": "clinical",
        "problem": "something_else",
        "answers": {"danger_now": "no"},
        "birth_date": date(1984, 5, 6),
        "family_name": "Test",
        "given_name": "Ada",
    }
    return Submission(**(values | columns))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.usefixtures("committed_db")
def test_eight_clicks_at_once_are_one_request() -> None:
    from django.db import connection

    draft = ready(given.practice())
    sent: list[str] = []
    together = threading.Barrier(8)

    def press() -> None:
        together.wait()
        try:
            with acting(given.person(draft)):
                sent.append(submit(draft=draft, now=given.NOW).reference)
        finally:
            connection.close()

    clicks = [threading.Thread(target=press) for _ in range(8)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(sent) == 8
    assert len(set(sent)) == 1
    with acting(given.SYSTEM):
        assert query("select count(*) from requests_request")[0][0] == 1
        assert query("select count(*) from requests_decision")[0][0] == 1
        assert query("select count(*) from access_auditrow where verb = 'requests.submit'")[0][0] == 1


@pytest.mark.django_db
def test_a_draft_with_an_open_question_is_not_sent() -> None:
    organisation = given.practice()
    draft = ready(organisation)
    with acting(given.person(draft)):
        drafts.choose_problem(draft=draft, device_hash=DEVICE, problem="sore_throat", now=given.NOW)
    with pytest.raises(Incomplete), acting(given.person(draft)):
        submit(draft=draft, now=given.NOW)
    with acting(given.SYSTEM):
        assert query("select count(*) from requests_request")[0][0] == 0


@pytest.mark.django_db
def test_a_draft_that_was_sent_can_not_be_written_on() -> None:
    draft = ready(given.practice())
    with acting(given.person(draft)):
        submit(draft=draft, now=given.NOW)
    with pytest.raises(drafts.DraftGone), acting(given.person(draft)):
        drafts.say_words(draft=draft, device_hash=DEVICE, words="other words", now=given.NOW)


@pytest.mark.django_db
def test_many_are_sent_once_with_one_audit_row() -> None:
    organisation = given.practice()
    batch = [submission(organisation, sent_at=given.NOW - timedelta(hours=hour)) for hour in range(5)]
    with acting(given.SYSTEM):
        assert submit_many(submissions=batch, now=given.NOW) == 5
        assert submit_many(submissions=batch, now=given.NOW) == 0
        assert query("select count(*) from requests_request")[0][0] == 5
        assert query("select count(*) from requests_decision")[0][0] == 5
        assert query("select count(*) from access_auditrow where verb = 'requests.submit_many'")[0][0] == 2


@pytest.mark.django_db
def test_a_third_request_in_a_week_is_raised_and_asks_nothing_more() -> None:
    """The front door sees no earlier request, and still counts them."""
    organisation = given.practice()
    with acting(given.SYSTEM):
        person = register(
            person=NewPerson(
                id=uuid4(), organisation=organisation, given_name="Ada", family_name="Test",
                birth_date=date(1984, 5, 6),
            ),
            now=given.NOW,
        )  # fmt: skip
        given.requests(
            organisation, 2, person=person, registered=organisation, sent_at=given.NOW - timedelta(days=1)
        )
        given.requests(
            organisation, 1, person=person, registered=organisation, sent_at=given.NOW - timedelta(days=9)
        )
    stranger = uuid4()
    with acting(given.person(stranger)):
        assert query("select requests_recent_contacts(%s, %s)", [person, given.NOW])[0][0] == 2
        assert query("select count(*) from requests_request")[0][0] == 0


def test_a_written_notice_finds_a_mobile_number_or_an_address() -> None:
    assert reach("sms", "+447700900982", "") == ("sms", "+447700900982")
    assert reach("phone", "+441632960001", "a@example.com") == ("email", "a@example.com")
    assert reach("email", "+447700900982", "a@example.com") == ("email", "a@example.com")
    assert reach("phone", "+441632960001", "") == ("", "")


HOURS = Hours()


@for_all(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["now", "today", "soon", "routine", "self_care"]),
    st.sampled_from(["PT0M", "PT4H", "PT8H", "P1D", "P2D", "P7D", "P14D"]),
)
def test_an_answer_is_never_owed_before_it_was_asked_for_nor_later_than_promised(
    at: datetime, level: str, within: str
) -> None:
    due = due_at(level, within, at, HOURS)
    assert due >= at
    assert due <= at + timedelta(days=5)
    more_urgent = due_at("today" if level not in {"now", "today"} else level, within, at, HOURS)
    assert more_urgent <= due_at("routine", within, at, HOURS)
    if level in {"now", "today"} and is_open(HOURS, at):
        assert due.date() == at.date()


def test_what_comes_at_night_counts_from_the_morning() -> None:
    saturday = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert due_at("now", "PT0M", saturday, HOURS) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert due_at("today", "PT4H", saturday, HOURS) == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert due_at("soon", "P7D", saturday, HOURS) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
