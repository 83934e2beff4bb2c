"""After sending: book, move, cancel, and the private link."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import (
    ABOUT,
    answer_all,
    born,
    count,
    go,
    identifier,
    private_token,
    stored,
    text,
    to_check,
    to_questions,
    where,
)
from weald.foundation.access import acting, query
from weald.services.directory import queries as directory
from weald.services.directory.models import Organisation
from weald.services.requests.actions import booking, drafts
from weald.services.requests.queries.offers import ASKED

pytestmark = pytest.mark.django_db


@pytest.fixture
def times(code: str) -> None:
    """Six free slots with a GP this morning, at the practice in Green Lane."""
    Organisation.objects.update(address=["1 Green Lane", "Oastham"], postcode="ZZ99 1AA")
    found = directory.practice(code)
    assert found is not None
    with acting(given.SYSTEM):
        given.slots(found.id, 6, place=found.name)


@pytest.fixture
def sent(patient: Client, code: str, times: None) -> str:
    """A request that a GP should see, which may be booked at once."""
    draft = to_questions(patient, code, "sore_throat")
    answer_all(patient, draft, throat_risk_medicine="yes", throat_defences="throat_risk_medicine")
    go(patient, f"{draft}about-you", **ABOUT)
    go(patient, f"{draft}send")
    return draft


def offered(page) -> list[str]:  # type: ignore[no-untyped-def]
    return re.findall(r'name="slot" type="radio" value="([^"]+)"', page.content.decode())


def key(page) -> str:  # type: ignore[no-untyped-def]
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]  # type: ignore[index]


def test_a_time_is_booked_confirmed_and_put_in_the_calendar(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    assert "Choose a time" in text(page)
    booked = go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    assert where(booked) == f"{sent}booked"
    assert "Your appointment is booked" in text(booked)
    assert "Dr Amara Reed" in text(booked)
    assert "1 Green Lane, Oastham, ZZ99 1AA" in text(booked), "where to come, for whoever was never there"
    calendar = patient.get(f"{sent}appointment.ics")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in calendar.content
    assert "throat" not in calendar.content.decode().lower()
    assert b"1 Green Lane" in calendar.content.replace(b"\r\n ", b"")
    assert "You have an appointment" in text(patient.get(f"{sent}decision"))


def test_the_confirmation_says_how_far_its_message_came(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    booked = go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    assert "We are sending you this as a text message." in text(booked)
    assert "We have sent" not in text(booked)

    def now(columns: str) -> str:
        with acting(given.SYSTEM):
            query(f"update messages_notification set {columns} where template = 'booked'")
        return text(patient.get(f"{sent}booked"))

    assert "We have sent you this as a text message." in now("sent_at = now()")
    assert "We could not send you this. Please write the time down" in now("failed_at = now()")
    taken_back = now("sent_at = null, failed_at = null, withdrawn_at = now()")
    assert "as a text message" not in taken_back
    assert "We could not send" not in taken_back


def test_pressed_twice_it_is_one_appointment(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    press = {"slot": offered(page)[0], "key": key(page)}
    assert where(go(patient, f"{sent}book", **press)) == f"{sent}booked"
    assert where(go(patient, f"{sent}book", **press)) == f"{sent}booked"
    assert count("appointments_appointment", sent) == 1


def test_a_time_that_was_taken_meanwhile_brings_fresh_ones(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    slot = offered(page)[0]
    with acting(given.SYSTEM):
        query("update appointments_slot set taken = capacity where id = %s", [slot])
    late = go(patient, f"{sent}book", slot=slot, key=key(page))
    assert late.status_code == 409
    assert "Please look again" in text(late)
    assert slot not in offered(late)
    assert offered(late)
    assert count("appointments_appointment", sent) == 0


def test_no_time_chosen_and_nonsense_are_explained(patient: Client, sent: str) -> None:
    page = go(patient, f"{sent}book", key="0")
    assert "Choose one of the times first" in text(page)
    assert f'href="#slot-{offered(page)[0]}"' in page.content.decode(), "the error leads to the first time"
    assert "Choose one of the times first" in text(go(patient, f"{sent}book", slot="x", key="0"))
    assert patient.get(f"{sent}decision?on=someday").status_code == 200


def test_the_page_that_moves_an_appointment_reads_once_what_the_request_may_have(
    patient: Client, sent: str
) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    with CaptureQueriesContext(connection) as read:
        assert offered(patient.get(f"{sent}move"))
    assert sum(one["sql"].startswith(f"select {ASKED} from") for one in read.captured_queries) == 1


def test_an_appointment_is_moved_and_cancelled(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    other = patient.get(f"{sent}move")
    assert offered(page)[0] not in offered(other)
    moved = go(patient, f"{sent}book", slot=offered(other)[0], key=key(other), move="1")
    assert where(moved) == f"{sent}booked?done=moved"
    assert "Your appointment is changed" in text(moved)
    assert "Cancel this appointment?" in text(patient.get(f"{sent}cancel"))
    gone = go(patient, f"{sent}cancel")
    assert where(gone) == f"{sent}decision?done=cancelled"
    assert "Choose a time" in text(gone)
    assert "Your appointment is cancelled" in text(gone)
    assert stored(sent, "state") == "waiting"
    again = go(patient, f"{sent}cancel")
    assert again.status_code == 409
    assert "is cancelled" not in text(again)


def test_whoever_did_not_read_that_the_practice_cancelled_reads_it_on_their_page(
    patient: Client, sent: str
) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    with acting(given.SYSTEM):
        booking.cancel(request=identifier(sent), now=given.NOW)
    for address in (f"{sent}decision", f"{sent}decision?full"):
        page = patient.get(address)
        assert "You have no appointment at the moment." in text(page)
        assert text(page).index("Cancelled: ") < text(page).index("Choose a time")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    assert "You have no appointment" not in text(patient.get(f"{sent}decision"))


def test_what_was_done_is_not_said_where_it_is_no_longer_so(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    for name in ("cancelled", "no-time", "pharmacy", "declined", "nonsense"):
        assert "nhsuk-notification-banner" not in patient.get(f"{sent}decision?done={name}").content.decode()


def test_an_appointment_is_changed_to_no_time_at_all_on_the_page_that_has_the_times(
    patient: Client, sent: str
) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    again = go(patient, f"{sent}book", key=key(patient.get(f"{sent}move")), move="1")
    assert again.status_code == 409
    assert "Choose one of the times first" in text(again)
    assert f'href="#slot-{offered(again)[0]}"' in again.content.decode()
    assert stored(sent, "state") == "booked"


def test_no_time_suits_or_a_message_is_asked_for(patient: Client, sent: str) -> None:
    page = go(patient, f"{sent}no-time", note="Only mornings 🌞")
    assert "No time suited you" in text(page)
    assert "We have told your practice that no time suits you" in text(page)
    assert stored(sent, "wants") == "another_time"
    go(patient, f"{sent}message", note="")
    assert stored(sent, "wants") == "message"


def test_a_closed_request_gives_its_time_back(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}decision")
    go(patient, f"{sent}book", slot=offered(page)[0], key=key(page))
    closed = go(patient, f"{sent}close")
    assert re.search(r'href="/p/\w+/">.*Ask for help again', closed.content.decode())
    assert "change or cancel" not in text(closed)
    # What was last told stands at the top, not only in the folded story.
    assert "This request is closed Information: You told us that you no longer need this." in text(closed)
    with acting(given.SYSTEM):
        assert query("select sum(taken) from appointments_slot")[0][0] == 0


def test_the_private_link_opens_with_the_date_of_birth_on_any_device(patient: Client, sent: str) -> None:
    token = private_token(patient.get(f"{sent}decision"))
    phone = Client()
    asked = phone.get(f"/r/{token}/")
    assert "Date of birth" in text(asked)
    assert "throat" not in asked.content.decode()
    assert go(phone, f"/r/{token}/", **born(1, 1, 1990)).status_code == 422
    opened = go(phone, f"/r/{token}/", **born())
    assert "You need help today" in text(opened)
    booked = go(phone, f"/r/{token}/book", slot=offered(opened)[0], key=key(opened))
    assert where(booked) == f"/r/{token}/booked"
    assert Client().get(f"/r/{token}/booked", follow=True).request["PATH_INFO"] == f"/r/{token}/"


def test_five_wrong_dates_end_the_link(patient: Client, sent: str) -> None:
    token = private_token(patient.get(f"{sent}decision"))
    thief = Client()
    for day in range(1, 6):
        answer = go(thief, f"/r/{token}/", **born(day, 1, 1990))
    assert "Too many wrong dates" in text(answer)
    assert "Too many wrong dates" in text(go(thief, f"/r/{token}/", **born()))


def test_a_guessed_link_and_an_old_one_do_not_open(patient: Client, sent: str, clock: Clock) -> None:
    token = private_token(patient.get(f"{sent}decision"))
    assert "does not open" in text(go(Client(), "/r/guessed-guessed-guessed/", **born()))
    clock.now += timedelta(days=15)
    old = go(Client(), f"/r/{token}/", **born())
    assert "more than 14 days ago" in text(old)


def test_an_opened_link_closes_by_itself(patient: Client, sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = private_token(patient.get(f"{sent}decision"))
    phone = Client()
    go(phone, f"/r/{token}/", **born())
    other = private_token(patient.get(f"{sent}decision"))
    assert token == other
    forged = Client()
    forged.cookies["weald_opened"] = f"{identifier(sent)}:forged"
    assert "Date of birth" in text(forged.get(f"/r/{token}/"))
    import time

    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 31 * 60)
    assert "Date of birth" in text(phone.get(f"/r/{token}/"))


def test_a_new_link_goes_only_to_the_contact_and_says_nothing(patient: Client, sent: str) -> None:
    reference = stored(sent, "reference")
    before = count("messages_notification", sent)
    right = go(Client(), "/r/new", reference=f" {reference[:4].lower()} {reference[4:]} ", **born())
    wrong = go(Client(), "/r/new", reference="7K2M 9QX3", **born())
    other = go(Client(), "/r/new", reference=reference, **born(1, 1, 1990))
    assert text(right) == text(wrong) == text(other)
    for mistyped in (reference[:7], f"{reference[:7]}{'1' if reference[7] == '0' else '0'}"):
        slip = go(Client(), "/r/new", reference=mistyped, **born())
        assert (slip.status_code, "one is wrong or left out" in text(slip)) == (422, True)
    assert count("messages_notification", sent) == before + 1
    for _ in range(10):
        go(Client(), "/r/new", reference=reference, **born())
    assert count("messages_notification", sent) <= before + 6
    with acting(given.SYSTEM):
        rows = query(
            "select body from messages_notification where request_id = %s order by id desc limit 1",
            [identifier(sent)],
        )
    token = re.search(r"/r/([\w-]{20,})/", rows[0][0])[1]  # type: ignore[index]
    assert "You need help today" in text(go(Client(), f"/r/{token}/", **born()))


def test_drafts_are_thrown_away_and_requests_stay(patient: Client, code: str, clock: Clock) -> None:
    sent = to_check(patient, code)
    go(patient, f"{sent}send")
    to_check(patient, code)
    with acting(given.SYSTEM):
        assert drafts.forget(now=clock.now + timedelta(hours=25)) == 2
    assert stored(sent, "id") == identifier(sent)
