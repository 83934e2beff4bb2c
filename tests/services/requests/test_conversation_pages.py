"""The pages on which a person and their practice write to each other, in browsers without scripts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import given
from tests.services.messages.files import pdf, photo
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import count, go, identifier, stored, text, to_check, where
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.ui.display import COOKIE
from weald.services.messages import scanner
from weald.services.messages.ports import ScannerAway
from weald.services.messages.scanner import TEST_VIRUS, LocalScanner
from weald.services.messages.uploads import MOST_BYTES
from weald.services.requests.actions import call_backs, care, conversation, safety_net

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(patient: Client, code: str) -> str:
    """A request, sent from this browser."""
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    scanner.bind(LocalScanner())
    return draft


def write(patient: Client, sent: str, body: str = "", *files: bytes, **more: Any) -> Any:
    named = [SimpleUploadedFile("holiday.jpg", one, "image/jpeg") for one in files]
    return patient.post(f"{sent}messages", {"body": body, "files": named, **more}, follow=True)


def test_a_message_with_a_photo_goes_and_the_page_says_what_follows(patient: Client, sent: str) -> None:
    page = patient.get(f"{sent}messages")
    assert "There are no messages yet" in text(page)
    assert "Do not use this in an emergency: call 999" in text(page)
    assert "Never send such a photo of anybody under 18" in text(page)
    answer = write(patient, sent, "This is my back", photo(), pdf())
    assert where(answer) == f"{sent}messages?sent=1"
    assert "Your message is sent. We will answer" in text(answer)
    assert "Sent, not read yet" in text(answer)
    links = re.findall(r'href="([^"]*messages/file[^"]*)"', answer.content.decode())
    kinds = {patient.get(link)["Content-Type"] for link in links}
    assert kinds == {"image/jpeg", "application/pdf"}
    got = patient.get(links[0])
    assert got["Content-Disposition"].startswith("attachment; filename=")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert b"SecretPhone" not in got.content
    assert stored(sent, "wants") == "reply"
    # Only those who may open the request get the file.
    assert Client().get(links[0]).status_code == 404
    assert patient.get(f"{sent}messages/file?id=nonsense").status_code == 404
    assert patient.get(f"{sent}messages/file?id={identifier(sent)}").status_code == 404


class Away:
    """A scanner that gives no answer."""

    def scan(self, data: bytes) -> str:
        raise ScannerAway("gone")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([b"MZ a program"], "Send a photo (JPEG or PNG) or a PDF"),
        ([b"\xff\xd8\xff" + TEST_VIRUS], "found a virus"),
        ([bytes(MOST_BYTES + 1)], "at most 15 megabytes"),
        ([photo()] * 4, "at most 3 files"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained_and_the_words_stay(
    patient: Client, sent: str, files: list[bytes], says: str
) -> None:
    answer = write(patient, sent, "These are my words", *files)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "These are my words</textarea>" in answer.content.decode()
    assert count("messages_message", sent) == count("messages_attachment", sent) == 0
    assert stored(sent, "wants") == ""


def test_without_a_scanner_no_file_is_taken(patient: Client, sent: str) -> None:
    scanner.bind(Away())
    assert "cannot look at files for viruses" in text(write(patient, sent, "x", photo()))
    scanner.bind(None)
    page = patient.get(f"{sent}messages")
    assert 'type="file"' not in page.content.decode()
    assert "cannot be sent here at the moment" in text(page)
    assert "cannot be sent here at the moment" in text(write(patient, sent, "x", photo()))
    assert count("messages_attachment", sent) == 0
    write(patient, sent, "without a photo")
    assert count("messages_message", sent) == 1


def test_nothing_written_is_explained(patient: Client, sent: str) -> None:
    answer = write(patient, sent, "  ")
    assert answer.status_code == 422
    assert "Write your message" in text(answer)
    assert "2,000 characters" in text(write(patient, sent, "x" * 2001))


def test_words_of_danger_say_999_at_once(patient: Client, sent: str) -> None:
    answer = write(patient, sent, "now I have crushing chest pain")
    words = text(answer)
    assert words.index("Call 999 if this is happening now") < words.index("Messages with")
    assert stored(sent, "wants") == "danger"
    card = answer.content.decode().partition("Call 999 if this is happening now")[2].partition("<h1>")[0]
    assert 'href="tel:999"' in card
    assert "Your message is sent. It is at the top of our list." in card
    assert "A person at the practice can read it now." in card
    assert "now I have crushing chest pain" in words


def test_at_night_words_of_danger_are_kept_and_the_page_says_where_to_turn(
    patient: Client, sent: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    card = write(patient, sent, "now I have crushing chest pain").content.decode().partition("<h1>")[0]
    for said in (
        "Your message is sent.",
        "A person will read this from 8am today.",
        "This should not wait that long.",
    ):
        assert said in card
    assert card.index('href="tel:999"') < card.index('href="tel:111"')
    assert "can read it now" not in card


@pytest.mark.parametrize("easy", [False, True])
def test_after_words_of_danger_what_was_said_before_is_no_longer_the_news(
    patient: Client, code: str, easy: bool
) -> None:
    draft = to_check(patient, code, "sore_throat")
    before = text(go(patient, f"{draft}send"))
    write(patient, draft, "now I have crushing chest pain")
    if easy:
        patient.cookies[COOKIE] = "large.auto.easy.en"
    after = patient.get(f"{draft}decision")
    heading = re.search(r"<h1>([^<]*)</h1>", after.content.decode())
    assert heading
    assert heading[1] == "A person will look at this first"
    assert heading[1] not in before
    assert text(after).index("at the top of our list") < text(after).index("Call 999 if")
    assert text(after).count("at the top of our list") == 1
    if not easy:
        assert text(after).index("at the top of our list") < text(after).index("What we said before")


def test_words_that_may_need_help_sooner_are_answered_with_when_to_call_999(
    patient: Client, code: str
) -> None:
    draft = to_check(patient, code, "sore_throat")
    go(patient, f"{draft}send")
    answer = write(patient, draft, "it is worse today and I cant swallow my spit")
    card = answer.content.decode().partition("Do not wait if it gets worse")[2].partition("<h1>")[0]
    assert "you cannot swallow your spit" in card
    assert card.index('href="tel:999"') < card.index('href="tel:111"')


def test_words_that_may_need_help_sooner_are_answered_with_what_leads_to_an_emergency_department(
    patient: Client, sent: str
) -> None:
    answer = write(patient, sent, "my back is much worse and I cannot feel when I pee")
    card = answer.content.decode().partition("Do not wait if it gets worse")[2].partition("<h1>")[0]
    assert "Go to an emergency department at once if you get numbness between the legs" in card
    assert "Ask us again" not in card


def test_the_wish_for_a_message_leads_to_the_messages(patient: Client, sent: str) -> None:
    answer = go(patient, f"{sent}message", note="I cannot talk at work")
    assert where(answer) == f"{sent}messages?sent=1"
    assert "I cannot talk at work" in text(answer)
    assert count("messages_message", sent) == 1


def test_a_closed_request_says_how_to_ask_again(patient: Client, sent: str) -> None:
    go(patient, f"{sent}close")
    page = patient.get(f"{sent}messages")
    assert "cannot write to us here any more" in text(page)
    assert "Ask for help again" in text(page)
    assert "<textarea" not in page.content.decode()
    answer = write(patient, sent, "hello")
    assert answer.status_code == 409
    assert "so your message was not sent" in text(answer)


def test_what_staff_wrote_is_shown_as_new_until_it_is_opened(patient: Client, sent: str) -> None:
    practice = stored(sent, "organisation")
    with acting(given.staff(practice)):
        conversation.reply(
            request=identifier(sent), version=None, text="Keep moving.", key="k", now=given.NOW
        )
    assert "You have a new message from your practice" in text(patient.get(f"{sent}decision"))
    page = text(patient.get(f"{sent}messages"))
    assert "Keep moving." in page
    assert "Dr Test" in page
    assert "You have a new message" not in text(patient.get(f"{sent}decision"))
    with acting(given.SYSTEM):
        assert query("select read_at from messages_message") == [(given.NOW,)]


@pytest.mark.parametrize(
    ("how", "says"),
    [("better", "close your request"), ("same", "noted that it is the same"), ("worse", "A clinician will look at this first")],
)  # fmt: skip
def test_better_same_or_worse_is_one_press(patient: Client, sent: str, how: str, says: str) -> None:
    request = identifier(sent)
    with acting(given.SYSTEM):
        safety_net.ask_later(
            request=request, organisation=stored_in(sent), after=given.NOW - given.NOW, note="", now=given.NOW
        )
        call_backs.ask_due(now=given.NOW)
    assert "Tell us how you are now" in text(patient.get(f"{sent}decision"))
    page = patient.get(f"{sent}how-are-you")
    asked = re.search(r'name="call_back" value="([^"]+)"', page.content.decode())
    assert asked
    assert patient.post(f"{sent}how-are-you", {"call_back": asked[1]}).status_code == 422
    answer = go(patient, f"{sent}how-are-you", call_back=asked[1], how=how)
    assert says in text(answer)
    if how == "worse":
        assert text(answer).index("Call 999") < text(answer).index("Thank you")
    assert stored(sent, "wants") == ("worse" if how == "worse" else "")


def worse(patient: Client, sent: str) -> Any:
    """They were asked how they are, and say: worse."""
    with acting(given.SYSTEM):
        safety_net.ask_later(
            request=identifier(sent), organisation=stored_in(sent), after=given.NOW - given.NOW, note="", now=given.NOW
        )  # fmt: skip
        call_backs.ask_due(now=given.NOW)
        [(call_back,)] = query("select id from messages_callback where request_id = %s", [identifier(sent)])
    return go(patient, f"{sent}how-are-you", call_back=call_back, how="worse")


def test_worse_while_we_are_open_is_on_top_and_nobody_says_that_we_are_late(
    patient: Client, sent: str, clock: Clock
) -> None:
    assert "We are closed" not in text(worse(patient, sent))
    clock.now += timedelta(minutes=1)
    page = text(patient.get(f"{sent}decision"))
    assert "at the top of our list. If it gets worse before we reach you, call 111" in page
    assert "We are late" not in page
    assert "We are closed" not in page


def test_worse_at_night_says_when_somebody_reads_it_and_where_to_turn(
    patient: Client, sent: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    for page in (text(worse(patient, sent)), text(patient.get(f"{sent}decision"))):
        assert page.count("We are closed. A person will read this from 8am today.") == 1
        assert "This should not wait that long. Go to 111.nhs.uk or call 111 now." in page


@pytest.mark.parametrize("replies", [True, False])
def test_a_closed_request_says_until_when_it_can_be_answered(
    patient: Client, sent: str, clock: Clock, replies: bool
) -> None:
    version = stored(sent, "version")
    with acting(given.staff(stored(sent, "organisation"))):
        care.resolve(
            request=identifier(sent), version=version, outcome="advice_given", note="Rest.",
            replies=replies, key="r", now=given.NOW,
        )  # fmt: skip
    said, address = "That opens your request again.", f'href="{sent}messages"'
    page = patient.get(f"{sent}decision")
    assert (said in text(page)) == (address in page.content.decode()) == replies
    clock.now += conversation.REPLIES
    page = patient.get(f"{sent}decision")
    assert said not in text(page)
    assert address not in page.content.decode()


def stored_in(sent: str) -> Any:
    return query("select organisation from requests_request where id = %s", [identifier(sent)])[0][0]


def test_the_call_list_is_worked_through_by_buttons() -> None:
    ward = Ward()
    request = ward.request(contact_by="phone", level="routine")
    with acting(given.SYSTEM):
        safety_net.ask_later(
            request=request,
            organisation=ward.practice,
            after=given.NOW - given.NOW,
            note="Fever?",
            now=given.NOW,
        )
        call_backs.ask_due(now=given.NOW)
    desk = ward.browser(ward.desk)
    page = desk.get("/staff/call-backs").content.decode()
    assert "TEST, Ada" in page
    assert "Fever?" not in page  # clinical: not for the desk
    assert "Fever?" in ward.browser(ward.reed).get("/staff/call-backs").content.decode()
    action = re.search(r'action="(/staff/call-backs/[^"]+)"', page)
    assert action
    assert desk.post(action[1], {"how": "not_reached", "tries": "0"}).status_code == 303
    assert "1 call not answered" in desk.get("/staff/call-backs").content.decode()
    assert desk.post(action[1], {"how": "excellent"}).status_code == 409
    answer = desk.post(action[1], {"how": "worse"})
    assert answer["Location"].startswith(f"/staff/request/{request}")
    assert "Nobody is to be asked now" in desk.get("/staff/call-backs").content.decode()
    assert "They say that they are worse" in desk.get(f"/staff/request/{request}").content.decode()


def test_worse_counts_from_a_call_list_that_is_out_of_date() -> None:
    ward = Ward()
    request = ward.request(phone="+447700900001", contact_by="phone")
    with acting(given.SYSTEM):
        safety_net.ask_later(
            request=request, organisation=ward.practice, after=given.NOW - given.NOW, note="", now=given.NOW
        )  # fmt: skip
        call_backs.ask_due(now=given.NOW)
    one, other = ward.browser(ward.desk), ward.browser(ward.reed)
    action = re.search(r'action="(/staff/call-backs/[^"]+)"', one.get("/staff/call-backs").content.decode())
    assert action
    assert other.post(action[1], {"how": "better"})["Location"] == "/staff/call-backs?done=noted"
    # Whoever still has the old list phones them as well.
    for how in ("not_reached", "better"):
        answer = one.post(action[1], {"how": how}, follow=True)
        assert "was written down meanwhile" in answer.content.decode()
    assert ward.row(request).wants == ""
    assert one.post(action[1], {"how": "worse"})["Location"].startswith(f"/staff/request/{request}")
    assert ward.row(request).wants == "worse"
    outsider = ward.browser(ward.outsider)
    assert outsider.post(action[1], {"how": "worse"}).status_code == 404
