"""A caller whose line went, whom nobody reaches: one key at Reception gives a clinician what was said, and nothing is a no
that was not answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.desk import ADA, NOW, Desk
from tests.services.requests.test_reception import text
from weald.foundation.access import acting, query
from weald.services.library import actions as library
from weald.services.library import content
from weald.services.people.actions import register_many
from weald.services.requests.queries import replays

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    replays.stored_content.cache_clear()
    library.keep_release(content=content.current(), now=NOW)
    library.keep_policies(now=NOW)
    return Desk()


def says(desk: Desk, words: str, problem: str = "") -> str:
    """An entry with no danger, these words and perhaps a problem, whose caller is gone."""
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    desk.presses(address, "words", words=words, for_whom="me", asked_by="", phone="07700 900982")
    if problem:
        desk.presses(address, "problem", problem=problem)
    return address


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with acting(given.SYSTEM):
        return list(query(sql, list(values)))


def answered(address: str) -> dict[str, tuple[str, str]]:
    found = rows(
        "select finding, value #>> '{}', source from requests_answer where request_id = %s",
        address.rpartition("/")[2],
    )
    return {finding: (value, source) for finding, value, source in found}


def read_by_a_clinician(desk: Desk, address: str) -> str:
    gp = desk.ward.browser(desk.ward.reed)
    return text(gp.get(f"/staff/request/{address.rpartition('/')[2]}"))


def unlike_its_day(address: str) -> str:
    with acting(given.SYSTEM):
        [one] = replays.kept(NOW, NOW, only=UUID(address.rpartition("/")[2]))
        return replays.unlike(one)


def test_one_key_hands_what_was_begun_to_a_clinician_with_words_answers_and_phone(desk: Desk) -> None:
    address = says(desk, "my lower back hurts")
    desk.presses(address, "problem", problem="low_back_pain")
    waits = desk.browser.get("/staff/reception").content.decode().partition('id="unsent"')[2]
    assert f'action="{address}"' in waits
    assert 'data-key="a"' in waits
    page = text(desk.presses(address, "hand_over"))
    assert "Handed to a clinician" in page
    [(reference,)] = rows("select reference from requests_request where id = %s", address.rpartition("/")[2])
    assert f"Reference {reference[:4]} {reference[4:]}" in page
    assert "Their number: 07700 900982" in page
    request = desk.request(address)
    assert request[3:9] == ("today", "gp", "waiting", "low_back_pain", "my lower back hurts", "+447700900982")
    assert request[1] == desk.ada.id
    assert answered(address)["danger_now"] == ("no", "staff")
    assert all(value != "unsure" for value, _ in answered(address).values())
    assert address not in desk.browser.get("/staff/reception").content.decode()
    assert unlike_its_day(address) == ""


def test_pressed_twice_it_is_one_request(desk: Desk) -> None:
    address = says(desk, "my lower back hurts")
    first = text(desk.presses(address, "hand_over"))
    assert text(desk.presses(address, "hand_over")) == first
    identifier = address.rpartition("/")[2]
    told = "select count(*) from requests_entry where request_id = %s and kind = 'cut_off'"
    assert rows(told, identifier) == [(1,)]
    assert rows("select count(*) from requests_decision where request_id = %s", identifier) == [(1,)]


def test_a_danger_that_nobody_answered_is_no_no_and_comes_on_top(desk: Desk) -> None:
    address = says(desk, "crushing chest pain since this morning")
    assert "ask about first" in text(desk.browser.get(address))
    page = text(desk.presses(address, "hand_over"))
    assert "Tell the duty clinician now" in page
    assert "Put the phone down" not in page
    assert desk.request(address)[3:6] == ("now", "emergency_999", "waiting")
    assert answered(address) == {"danger_now": ("no", "staff"), "danger_chest_pain": ("unsure", "nobody")}
    read = read_by_a_clinician(desk, address)
    assert "Their call was cut off: call them back now." in read
    assert (
        "Not answered, which is not a no, and counted as not sure: tight, heavy or spreading chest pain"
        in read
    )
    assert "chest pain or pressure now: nobody answered" in read
    assert ": I’m not sure" not in read
    assert "Said no to:" in read
    assert "They were told" not in read
    assert unlike_its_day(address) == ""


def test_what_was_answered_already_counts_in_full_whatever_was_not_asked(desk: Desk) -> None:
    address = says(desk, "hit my head", "head_injury")
    page = desk.browser.get(address)
    for _ in range(12):
        asked = page.content.decode().partition("data-asks=")[2].partition("</fieldset>")[0]
        name = asked.partition('name="name" value="')[2].partition('"')[0]
        if name == "head_hospital":
            break
        page = desk.presses(address, "answer", name=name, answer="no" if 'value="no"' in asked else "unsure")
    sign = asked.partition('name="signs" value="')[2].partition('"')[0]
    desk.presses(address, "answer", name=name, answer="yes", signs=sign)
    assert desk.request(address) is None
    desk.presses(address, "hand_over")
    assert desk.request(address)[3] == "now"
    assert "call them back now" in read_by_a_clinician(desk, address)
    assert "More urgent rules" not in read_by_a_clinician(desk, address)
    assert unlike_its_day(address) == ""


def test_a_call_that_ended_before_the_first_question_was_answered_comes_on_top(desk: Desk) -> None:
    address = desk.begins()
    desk.presses(address, "hand_over")
    assert desk.request(address)[3] == "now"
    assert answered(address)["danger_now"] == ("unsure", "nobody")
    assert "Not answered, which is not a no" in read_by_a_clinician(desk, address)
    assert unlike_its_day(address) == ""


def test_what_would_end_in_advice_or_paperwork_waits_for_a_clinician_all_the_same(desk: Desk) -> None:
    address = desk.begins()
    desk.answers(address, desk.says(address, "a sick note please", "fit_note"))
    desk.presses(address, "hand_over")
    [(kind, state)] = rows(
        "select kind, state from requests_request where id = %s", address.rpartition("/")[2]
    )
    assert (kind, state) == ("clinical", "waiting")
    assert "The call ended before they were told anything." in read_by_a_clinician(desk, address)


def test_an_entry_without_a_person_is_not_handed_over_and_it_is_said_why(desk: Desk) -> None:
    address = desk.begins(person=None)
    waits = desk.browser.get("/staff/reception").content.decode().partition('id="unsent"')[2]
    assert "hand_over" not in waits
    assert "find the person first" in waits
    page = desk.presses(address, "hand_over")
    assert page.status_code == 422
    assert "no name and no number. Find the person first." in text(page)
    assert desk.request(address) is None


def test_what_was_typed_when_the_line_went_is_read_by_the_clinician_and_stands_in_the_box_again(
    desk: Desk,
) -> None:
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    left = desk.browser.post(address, {"do": "left", "words": "  crushing pain in my ch\n"})
    assert left.status_code == 204
    assert "crushing pain in my ch</textarea>" in desk.browser.get(address).content.decode()
    assert "crushing pain in my ch" in text(desk.browser.get("/staff/reception"))
    # It is no answer: what they say is still asked, and what was said already is not written over by a page that is left.
    assert "How can we help?" in text(desk.browser.get(address))
    handed = desk.presses(address, "hand_over")
    assert handed.status_code == 200
    assert desk.request(address)[7] == "crushing pain in my ch"
    other = desk.begins()
    desk.presses(other, "answer", name="danger_now", answer="no")
    desk.presses(other, "words", words="a cough", for_whom="me", asked_by="", phone="07700 900982")
    desk.browser.post(other, {"do": "left", "words": "something older"})
    desk.presses(other, "hand_over")
    assert desk.request(other)[7] == "a cough"


def test_whoever_rings_again_is_gone_on_with_by_a_key_where_only_one_was_found(desk: Desk) -> None:
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    desk.presses(address, "words", words="a cough", for_whom="me", asked_by="", phone="07700 900982")

    def finds(**more: str) -> str:
        return str(desk.browser.post("/staff/reception", {"q": "ada osei"} | more).content.decode())

    assert f'href="{address}" data-key="g"' in finds()
    assert 'data-key="g"' not in finds(entry=str(uuid4())), "somebody is looked for whose entry goes on"
    with acting(given.SYSTEM):
        alike = replace(
            ADA, id=uuid4(), organisation=desk.ward.practice, given_name="Adah", nhs_number="9990000026"
        )
        register_many(persons=[alike], now=desk.now - timedelta(days=30))
    several = finds()
    assert f'href="{address}">Go on with what was begun' in several, "of several the name is read first"
    assert 'data-key="g"' not in several
    desk.presses(address, "hand_over")
    assert "Go on with what was begun" not in finds()


def test_nobody_else_hands_it_over(desk: Desk) -> None:
    address = says(desk, "my lower back hurts")
    colleague = desk.ward.browser(desk.ward.somebody("Somebody Else", "receptionist"))
    assert colleague.post(address, {"do": "hand_over"}).status_code == 409
    assert desk.request(address) is None


def test_the_warning_goes_once_somebody_has_told_them_what_happens(desk: Desk) -> None:
    address = says(desk, "my lower back hurts")
    desk.presses(address, "hand_over")
    assert "Their call was cut off: call them back." in read_by_a_clinician(desk, address)
    rows(
        "insert into requests_entry (organisation, request_id, at, by, kind, told, note)"
        " values (%s, %s, %s, 'Dr Osman', 'confirmed', '', '') returning 1",
        desk.ward.practice, address.rpartition("/")[2], NOW,
    )  # fmt: skip
    assert "Their call was cut off" not in read_by_a_clinician(desk, address)
