"""What goes wrong between a press and its answer: the page stays calm, what was typed is kept, and it happens once."""

import http.client
import threading
import time
import urllib.error
from urllib.parse import urlencode, urlsplit

import pytest

from tests.faults.conftest import Served
from tests.faults.device import Answer, Device, draft_of, slots_on
from tests.journeys import program

pytestmark = pytest.mark.slow

TYPED = "It hurts when I bend, “really” hurts & it’s <getting> worse 😣"
GONE = 10
"""Seconds for which the database is away."""


def requests_of(served: Served, page: Answer) -> int:
    """How many requests came of a form."""
    return int(served.count("select count(*) from requests_request where id = %s", draft_of(page)))


def decisions_of(served: Served, page: Answer) -> int:
    """How many decisions its request has."""
    return int(served.count("select count(*) from requests_decision where request_id = %s", draft_of(page)))


def press_until_it_answers(device: Device, page: Answer) -> Answer:
    """Presses as the page asks for: again, where a process has not yet found the database again. What was pressed may be
    kept and the page after it not come; that one has nothing to press, and is loaded again."""
    until = time.monotonic() + 60
    answer = device.press(page)
    while answer.status == 503 and time.monotonic() < until:
        time.sleep(1)
        answer = device.press(answer) if 'method="post"' in answer.text else device.get(answer.url)
    return answer


def test_the_database_gone_for_ten_seconds_in_the_middle_of_a_form(served: Served) -> None:
    phone, other = served.device(), served.device()
    words = phone.to_words()
    check = other.to_check()
    with served.without_database():
        until = time.monotonic() + GONE
        away = phone.press(words, words=TYPED)
        not_sent = other.press(check)
        assert phone.get(words.url).status == 503
        time.sleep(max(0, until - time.monotonic()))
    for page in (away, not_sent):
        assert page.status == 503
        assert "Please try again in a moment" in page.words
        assert "Call 999 now" in page.words
    assert dict(away.form()[1])["words"] == TYPED
    assert requests_of(served, check) == 0

    kept = press_until_it_answers(phone, away)
    assert kept.place.endswith("/problem")
    assert served.count("select words from requests_draft where id = %s", draft_of(words)) == TYPED
    sent = press_until_it_answers(other, not_sent)
    assert "You need help within 14 days" in sent.words
    assert (requests_of(served, check), decisions_of(served, check)) == (1, 1)
    assert press_until_it_answers(other, not_sent).place == sent.place
    assert (requests_of(served, check), decisions_of(served, check)) == (1, 1)


def test_the_database_standing_still_for_ten_seconds(served: Served) -> None:
    phone = served.device()
    check = phone.to_check()
    got: list[Answer] = []
    press = threading.Thread(target=lambda: got.append(phone.press(check)))
    with served.frozen_database():
        press.start()
        time.sleep(GONE)
    press.join(timeout=60)
    page = got[0]
    if page.status == 503:
        page = phone.press(page)
    assert "You need help within 14 days" in page.words
    assert (requests_of(served, check), decisions_of(served, check)) == (1, 1)


def test_forms_that_stand_still_on_a_bad_line_hold_up_nobody(served: Served) -> None:
    phone, other = served.device(), served.device()
    page = phone.to_words()
    address, hidden = page.form()
    body = urlencode([*hidden, ("words", TYPED)]).encode()
    server = urlsplit(served.url)
    lines = [http.client.HTTPConnection(server.hostname or "", server.port, timeout=60) for _ in range(60)]
    for line in lines:
        line.putrequest("POST", urlsplit(address).path)
        line.putheader("Content-Type", "application/x-www-form-urlencoded")
        line.putheader("Content-Length", str(len(body)))
        line.putheader("Cookie", "; ".join(f"{cookie.name}={cookie.value}" for cookie in phone.cookies))
        line.putheader("Origin", served.url)
        line.putheader("Sec-Fetch-Site", "same-origin")
        line.endheaders(body[:-40])
    for _ in range(3):
        assert other.to_offers().status == 200
    for line in lines[1:]:
        line.close()
    words = "select words from requests_draft where id = %s"
    assert served.count(words, draft_of(page)) == "", "half a form was taken for a whole one"
    lines[0].send(body[-40:])
    assert lines[0].getresponse().status == 303
    assert served.count(words, draft_of(page)) == TYPED


def dies_while_it_answers(served: Served, phone: Device, page: Answer, **typed: str) -> None:
    """Presses; the web process commits, and dies before it answers. Another one takes over."""
    served.dies_once.touch()
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        phone.press(page, **typed)
    assert not served.dies_once.exists()
    served.becomes(lambda: program.answers(f"{served.url}/health/ready"), "nobody serves any more")


def test_a_worker_killed_between_commit_and_answer(served: Served) -> None:
    phone = served.device()
    check = phone.to_check()
    dies_while_it_answers(served, phone, check)
    assert requests_of(served, check) == 1, "it was committed"
    # The person saw nothing, goes back, and presses again.
    offers = phone.press(check)
    assert "You need help within 14 days" in offers.words
    assert (requests_of(served, check), decisions_of(served, check)) == (1, 1)

    slot = slots_on(offers)[0]
    dies_while_it_answers(served, phone, offers, slot=slot)
    booked = phone.press(offers, slot=slot)
    assert "Your appointment is booked" in booked.words
    one = "select count(*) from appointments_appointment where request_id = %s"
    assert served.count(one, draft_of(check)) == 1


def at_once(*presses: tuple[Device, Answer, dict[str, str]]) -> list[Answer]:
    """Every press in a thread of its own, started together."""
    ready = threading.Barrier(len(presses))
    got: list[Answer | None] = [None] * len(presses)

    def press(index: int) -> None:
        phone, page, typed = presses[index]
        ready.wait()
        got[index] = phone.press(page, **typed)

    threads = [threading.Thread(target=press, args=(index,)) for index in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for one in got if one is not None]


def test_a_double_click_on_send_and_on_book_counts_once(served: Served) -> None:
    phone = served.device()
    check = phone.to_check()
    pages = at_once(*((phone.like(), check, {}) for _ in range(4)))
    assert [page.status for page in pages] == [200] * 4
    assert all("You need help within 14 days" in page.words for page in pages)
    assert (requests_of(served, check), decisions_of(served, check)) == (1, 1)
    told = "select count(*) from messages_notification where request_id = %s and template = %s"
    assert served.count(told, draft_of(check), "request_received") == 1

    offers = phone.get(pages[0].url)
    slot = slots_on(offers)[0]
    pages = at_once(*((phone.like(), offers, {"slot": slot}) for _ in range(4)))
    assert [page.status for page in pages] == [200] * 4
    assert all("Your appointment is booked" in page.words for page in pages)
    booked = "select count(*) from appointments_appointment where request_id = %s"
    assert served.count(booked, draft_of(check)) == 1
    assert served.count(told, draft_of(check), "booked") == 1


def test_a_form_whose_cookie_is_gone_carries_on_with_one_press(served: Served) -> None:
    phone = served.device()
    words = phone.to_words()
    phone.forgets("weald_csrf")
    late = phone.press(words, words=TYPED)
    assert late.status == 410
    assert "Nothing you typed is lost" in late.words
    assert dict(late.form()[1])["words"] == TYPED
    assert phone.press(late).place.endswith("/problem")
    assert served.count("select words from requests_draft where id = %s", draft_of(words)) == TYPED
