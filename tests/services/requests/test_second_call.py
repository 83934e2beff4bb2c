"""The line went, and a colleague answers when the caller rings again: they go on with what was begun, one of them at a time."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from tests import given
from tests.services.requests.desk import ADA, NOW, Desk
from tests.services.requests.test_reception import find, text
from weald.foundation.access import acting, query
from weald.services.requests.queries.calling import LASTS

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Desk()


def begun(desk: Desk) -> str:
    """An entry with words and a problem, whose line went at the first question on it."""
    address = desk.begins()
    desk.says(address)
    return address


def colleague(desk: Desk, name: str = "Bea Brown", practice: Any = None) -> Any:
    return desk.ward.browser(desk.ward.somebody(name, "receptionist", practice))


def goes_on(desk: Desk, browser: Any, address: str, instead: str = "") -> Any:
    return browser.post(f"{address}/go-on", {"instead": instead or str(desk.ward.desk.identity)})


def rings_again(browser: Any) -> str:
    return str(
        browser.post("/staff/reception", {"q": "osei ada 6.5.84", "channel": "phone"}).content.decode()
    )


def test_whoever_answers_the_second_call_sees_what_was_begun_by_whom_and_when_and_goes_on_by_a_key(
    desk: Desk,
) -> None:
    address, bea = begun(desk), colleague(desk)
    assert "OSEI, Ada" not in text(bea.get("/staff/reception"))
    page = rings_again(bea)
    assert "OSEI, Ada, begun today at 10:03am by " + desk.ward.desk.name in page
    assert "my lower back hurts" in page
    assert f'action="{address}/go-on"' in page
    assert 'data-key="g"' in page
    assert goes_on(desk, bea, address)["Location"] == address
    page = text(bea.get(address))
    assert "my lower back hurts" in page
    assert "Low back pain" in page
    assert f"begun by {desk.ward.desk.name}" in page
    assert desk.ward.audit("requests.go_on_with_entry") == [("Bea Brown", [address.rpartition("/")[2]])]
    sent = bea.post(address, {"do": "hand_over"})
    assert sent.status_code == 303
    assert desk.request(address)[7] == "my lower back hurts"


def test_what_the_first_still_types_overwrites_nothing_and_is_shown_to_them(desk: Desk) -> None:
    address, bea = begun(desk), colleague(desk)
    goes_on(desk, bea, address)
    answer = desk.presses(
        address, "words", words="no, my knee hurts", for_whom="me", asked_by="", phone="07700 900111"
    )
    assert answer.status_code == 409
    page = text(answer)
    assert "Bea Brown goes on with this entry" in page
    assert "Not breathing well" in page  # a danger is said from this page, whatever became of the entry
    assert "no, my knee hurts" in page
    assert "Bea Brown goes on with this entry" in text(desk.browser.get(address))
    for press in ({"do": "away"}, {"do": "send"}, {"do": "hand_over"}, {"do": "left", "words": "knee"}):
        assert desk.browser.post(address, press).status_code == 409
    page = text(bea.get(address))
    assert "my lower back hurts" in page
    assert "my knee" not in page
    assert desk.request(address) is None


def test_it_is_gone_on_with_instead_of_whom_the_page_named_and_can_be_taken_back(desk: Desk) -> None:
    address, bea, cy = begun(desk), colleague(desk), colleague(desk, "Cy Clark")
    assert goes_on(desk, bea, address).status_code == 303
    assert goes_on(desk, bea, address).status_code == 303  # pressed twice
    refused = goes_on(desk, cy, address)
    assert refused.status_code == 409
    assert "Bea Brown goes on with this entry" in text(refused)
    page = find(desk, "osei ada 6.5.84").content.decode()
    assert f"by {desk.ward.desk.name}, now with Bea Brown" in page
    holder = page.partition('name="instead" value="')[2].partition('"')[0]
    assert goes_on(desk, desk.browser, address, holder).status_code == 303
    assert "my lower back hurts" in text(desk.browser.get(address))
    assert bea.get(address).status_code == 409


def test_of_many_who_go_on_at_the_same_moment_one_has_it_and_the_others_are_told_who(desk: Desk) -> None:
    address = begun(desk)
    many = {f"Desk {turn}": colleague(desk, f"Desk {turn}") for turn in range(6)}
    together, got = threading.Barrier(len(many)), {}

    def press(name: str, browser: Any) -> None:
        together.wait()
        got[name] = goes_on(desk, browser, address)
        connections.close_all()

    threads = [threading.Thread(target=press, args=one) for one in many.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    [winner] = [name for name, answer in got.items() if answer.status_code == 303]
    for name, answer in got.items():
        assert name == winner or f"{winner} goes on with this entry" in text(answer)


def test_what_was_sent_is_nobodys_to_go_on_with(desk: Desk) -> None:
    address, _ = desk.decides()
    desk.presses(address, "send")
    refused = goes_on(desk, colleague(desk), address)
    assert refused.status_code == 409
    assert "went on with this entry and sent it" in text(refused)


def test_an_entry_whose_call_is_long_over_stands_at_reception_for_every_colleague(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, bea = begun(desk), colleague(desk)
    assert address not in bea.get("/staff/reception").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: NOW + LASTS)
    bea, desk.browser = colleague(desk), desk.ward.browser(desk.ward.desk)  # nobody stays signed in as long
    left = bea.get("/staff/reception").content.decode().partition('id="left"')[2]
    assert f"begun today at 10:03am by {desk.ward.desk.name}" in left
    assert "<strong>07700 900982</strong>" in left
    assert f'action="{address}/go-on"' in left
    assert 'id="left"' not in desk.browser.get("/staff/reception").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=24))
    bea = colleague(desk)
    assert address not in bea.get("/staff/reception").content.decode()
    assert goes_on(desk, bea, address).status_code == 409


def test_nobody_at_another_practice_goes_on_with_it_nor_with_what_somebody_fills_in_themself(
    desk: Desk,
) -> None:
    address = begun(desk)
    elsewhere = colleague(desk, "Di Dean", given.practice("Elsewhere Surgery"))
    assert "cannot be found" in text(goes_on(desk, elsewhere, address))
    assert elsewhere.get(address).status_code == 404
    own = uuid4()
    with acting(given.SYSTEM):
        query(
            "insert into requests_draft (id, organisation, device_hash, for_whom, sex, kind, words, problem, answers, about,"
            " created_at, expires_at) values (%s, %s, %s, '', '', '', 'my secret', '', '{}', %s::jsonb, %s, %s)",
            [own, desk.ward.practice, b"a phone", f'{{"person": "{ADA.id}"}}', NOW - LASTS, NOW + LASTS],
        )
    bea = colleague(desk)
    assert "my secret" not in rings_again(bea)
    assert "cannot be found" in text(goes_on(desk, bea, f"/staff/enter/{own}"))
    assert bea.get(f"/staff/enter/{own}").status_code == 404
