"""Reception: from a caller's name to what is said to them, by key and without a script."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import given
from tests.services.requests.desk import ADA, NOW, Desk
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import wall
from weald.services.appointments.actions import SlotTaken
from weald.services.people.actions import register_many
from weald.services.requests.actions import booking, drafts

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Desk()


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&nbsp;", " ").split())


def find(desk: Desk, line: str, **more: str) -> Any:
    return desk.browser.post("/staff/reception", {"q": line, **more})


def test_a_search_shows_the_person_with_a_key_and_puts_nothing_into_an_address(desk: Desk) -> None:
    page = find(desk, "osei ada 6.5.84")
    assert page.status_code == 200
    body = page.content.decode()
    assert 'name="person" value="00000000-0000-0000-0000-000000000007" data-key="1"' in body
    assert "OSEI, Ada" in text(page)
    assert "999 000 0018" in text(page)
    assert 'method="get"' not in body
    assert desk.browser.get("/staff/reception?q=osei").content.decode().count("OSEI") == 0


def test_two_that_look_alike_stand_side_by_side_with_a_warning(desk: Desk) -> None:
    twin = replace(
        desk.ada,
        id=uuid4(),
        nhs_number=None,
        birth_date=ADA.birth_date.replace(day=5, month=6),
        postcode="CT9 1ZZ",
    )
    with acting(given.SYSTEM):
        register_many(persons=[twin], now=NOW)
    page = text(find(desk, "ada osei 6.5.84"))
    assert "Two or more of these look alike" in page
    assert "you typed 6 May 1984" in page
    assert page.index("CT1 2AB") < page.index("CT9 1ZZ")


UNMATCHED = "Asked online, and matched to no record"


@pytest.mark.parametrize("line", ["lost cy", "Cy Lost 4.5.1968", "4.5.1968", "07700 900123", "lo"])
def test_whoever_asked_online_and_matched_no_record_is_found_by_what_they_say(desk: Desk, line: str) -> None:
    asked = {
        "given_name": "Cy",
        "family_name": "Lost",
        "birth_date": date(1968, 5, 4),
        "phone": "+447700900123",
    }
    theirs = desk.ward.request(**asked)
    desk.ward.request(**asked, closed_at=NOW, state="closed")
    desk.ward.request(**asked, organisation=desk.ward.elsewhere)
    desk.ward.request(**asked | {"family_name": "Other", "birth_date": date(1970, 1, 1), "phone": ""})
    page = find(desk, line)
    assert UNMATCHED in text(page)
    assert "LOST, Cy, born 4 May 1968." in text(page)
    assert re.findall(r'href="/staff/request/([^"]+)" data-key="1"', page.content.decode()) == [str(theirs)]
    assert page.content.decode().count('href="/staff/request/') == 1


@pytest.mark.parametrize("line", ["", "x", "cy lost 4.5.1970", "cy nobody", "999 000 0018"])
def test_what_fits_no_such_request_shows_none(desk: Desk, line: str) -> None:
    desk.ward.request(given_name="Cy", family_name="Lost", birth_date=date(1968, 5, 4))
    assert UNMATCHED not in text(find(desk, line))


def test_by_a_name_of_many_a_date_of_birth_is_asked_for_here_too(desk: Desk) -> None:
    asked = {"given_name": "Ada", "family_name": "Osei", "birth_date": date(1968, 5, 4)}
    desk.ward.request(**asked)
    assert UNMATCHED in text(find(desk, "osei ada"))
    with acting(given.SYSTEM):
        register_many(persons=[replace(desk.ada, id=uuid4(), nhs_number=None) for _ in range(30)], now=NOW)
    assert UNMATCHED not in text(find(desk, "osei ada"))
    assert "There are more: add the date of birth." in text(find(desk, "osei ada"))
    assert UNMATCHED in text(find(desk, "osei ada 4.5.68"))


def test_a_request_that_has_a_record_is_found_with_its_person_only(desk: Desk) -> None:
    desk.ward.request(
        given_name="Ada",
        family_name="Osei",
        birth_date=ADA.birth_date,
        person=ADA.id,
        registered=desk.ward.practice,
    )
    assert UNMATCHED not in text(find(desk, "ada osei"))


def test_somebody_elsewhere_shows_little_and_a_restricted_record_nothing(desk: Desk) -> None:
    with acting(given.SYSTEM):
        register_many(
            persons=[
                replace(
                    desk.ada,
                    organisation=desk.ward.elsewhere,
                    id=uuid4(),
                    nhs_number=None,
                    given_name="Zoe",
                    postcode="ME14 5XY",
                )
            ],
            now=NOW,
        )
        query(
            "insert into access_restriction (person, organisation, reason, since, by) values (%s, %s, 'colleague', %s, 'x')",
            [ADA.id, desk.ward.practice, NOW],
        )
    page = text(find(desk, "zoe osei 6.5.84"))
    assert "OSEI, Zoe" in page
    assert "ME14" in page
    assert "5XY" not in page
    page = text(find(desk, "ada osei 6.5.84"))
    assert "Restricted record: ask your practice manager" in page
    assert "OSEI" not in page
    closed = desk.browser.get(f"/staff/person/{ADA.id}")
    assert closed.status_code == 403
    assert "Osei" not in text(closed)
    refused = desk.browser.post(
        "/staff/enter", {"draft": str(uuid4()), "channel": "phone", "person": str(ADA.id)}
    )
    assert refused.status_code == 409


@pytest.mark.parametrize("line", ["", "x", "zzyzx", "%", "\x00", "0" * 500, "ada " * 100])
def test_whatever_is_typed_has_an_answer(desk: Desk, line: str) -> None:
    assert find(desk, line).status_code == 200


def test_a_caller_is_entered_decided_booked_told_and_printed(desk: Desk) -> None:
    monday = NOW + timedelta(days=3)
    with acting(given.SYSTEM):
        slots = given.slots(
            desk.ward.practice,
            3,
            service="gp",
            starts_at=monday,
            ends_at=monday + timedelta(minutes=30),
        )
    address, page = desk.decides(back_duration="two_to_six_weeks")
    assert desk.request(address) is None
    shown = text(page)
    assert "14 days Physiotherapist" in shown
    assert "answer by" in shown
    found = re.search(r'name="slot" value="([^"]+)" data-key="1"', page.content.decode())
    assert found
    assert UUID(found[1]) in slots
    page = desk.presses(address, "send", slot=found[1])
    assert desk.request(address)[:9] == (
        "phone", ADA.id, "verified", "routine", "physiotherapist", "booked", "low_back_pain", "my lower back hurts", "+447700900982",
    )  # fmt: skip
    assert "Your appointment is Monday 23 November at" in text(page)
    reference = re.search(r'r-reference">(\w{4} \w{4})<', page.content.decode())
    assert reference
    paper = desk.browser.get(f"/staff/print/{address.rpartition('/')[2]}")
    assert reference[1] in text(paper)
    assert "Your appointment Day Monday 23 November 2026" in text(paper)
    assert not {"today", "tomorrow"} & set(text(paper).lower().split())
    assert "call 999" in text(paper)
    again = desk.presses(address, "send", slot=found[1])
    assert reference[1] in text(again)
    with acting(given.SYSTEM):
        assert query("select count(*) from requests_request")[0][0] == 1
        assert query("select count(*) from appointments_appointment")[0][0] == 1


def test_danger_is_asked_first_and_a_yes_is_said_in_red_and_recorded_at_once(desk: Desk) -> None:
    address = desk.begins(person=None)
    assert "Is any of these happening right now?" in text(desk.browser.get(address))
    page = desk.presses(address, "answer", name="danger_now", answer="yes", signs="danger_breathing")
    assert 'class="r-now" role="alert"' in page.content.decode()
    assert "call 999 now" in text(page)
    assert desk.request(address)[3:6] == ("now", "emergency_999", "waiting")
    assert "Write where they are, a name or a phone number" in text(desk.presses(address, "contact"))
    page = desk.presses(address, "contact", where="12 High Street, by the church")
    assert "Where they are: 12 High Street, by the church" in text(page)
    assert "Who is it, if they can say?" in text(page)
    desk.presses(address, "contact", name="Bert", phone="07700 900111")
    assert desk.request(address)[8:12] == ("+447700900111", "", "me", "Bert")
    # Whoever opens the request reads it, the desk too; what the person reads does not repeat it.
    assert "12 High Street" in text(desk.browser.get(address.replace("/enter/", "/request/")))
    with acting(given.SYSTEM):
        told = query("select told, note from requests_entry where kind = 'contact' order by id")
    assert told == [
        ("You told us where you are.", "12 High Street, by the church"),
        ("You told us how to reach you.", ""),
    ]


def test_of_a_known_caller_in_danger_only_where_they_are_is_asked(desk: Desk) -> None:
    address = desk.begins()
    page = text(desk.presses(address, "answer", name="danger_now", answer="yes", signs="danger_breathing"))
    assert "Where are they, if they can say?" in page
    assert "who is it" not in page.lower()
    assert "Where are they" not in text(desk.presses(address, "contact", where="At work, the mill"))


def test_somebody_in_danger_at_the_desk_is_not_sent_away_to_call(desk: Desk) -> None:
    address = desk.begins(channel="walk_in")
    page = desk.presses(address, "answer", name="danger_now", answer="yes", signs="danger_breathing")
    assert "I am calling 999 for you now" in text(page)
    assert "Put the phone down" not in text(page)
    assert "Call 999 now" not in text(page)
    assert "Who is it" not in text(page)
    assert "Where are they" not in text(page)


def test_after_no_danger_the_person_is_found_and_the_entry_goes_on(desk: Desk) -> None:
    address = desk.begins(person=None, channel="walk_in")
    page = desk.presses(address, "answer", name="danger_now", answer="no")
    draft = address.rpartition("/")[2]
    assert f"/staff/reception?entry={draft}" in page.content.decode()
    found = find(desk, "ada osei", entry=draft).content.decode()
    assert f'name="draft" value="{draft}"' in found
    desk.browser.post("/staff/enter", {"draft": draft, "channel": "phone", "person": str(ADA.id)})
    page = desk.browser.get(address)
    assert "OSEI, Ada" in text(page)
    assert "At the desk" in text(page)
    assert "How can we help?" in text(page)


def test_the_person_can_be_changed_and_nothing_that_was_typed_is_lost(desk: Desk) -> None:
    son = replace(
        desk.ada,
        id=uuid4(),
        nhs_number=None,
        given_name="Ben",
        birth_date=NOW.date().replace(year=2018),
        sex="male",
    )
    with acting(given.SYSTEM):
        register_many(persons=[son], now=NOW - timedelta(days=1))
    address = desk.begins()
    desk.says(address, problem="sore_throat", words="sore throat")
    desk.browser.post(
        "/staff/enter", {"draft": address.rpartition("/")[2], "channel": "phone", "person": str(son.id)}
    )
    page = desk.browser.get(f"{address}?ask=words")
    assert "OSEI, Ben" in text(page)
    assert ">\nsore throat</textarea>" in page.content.decode()
    assert 'value="child" checked' in page.content.decode()


def test_for_whom_is_asked_by_name(desk: Desk) -> None:
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    page = desk.presses(address, "words", words="her back", for_whom="other", asked_by="", phone="")
    assert page.status_code == 422
    assert "Write the name of whoever asks for them" in text(page)
    assert "her back" in text(page)
    page = desk.presses(address, "words", words="her back", for_whom="other", asked_by="Kofi Osei", phone="")
    desk.answers(address, desk.presses(address, "problem", problem="low_back_pain"))
    desk.presses(address, "send")
    assert desk.request(address)[8:11] == ("", "Kofi Osei", "other")


@pytest.mark.parametrize(
    ("do", "sent"),
    [
        ("answer", {"name": "danger_now", "answer": "maybe"}),
        ("answer", {"name": "danger_now", "answer": "no", "signs": "danger_breathing"}),
        ("words", {"words": "", "for_whom": "me"}),
        ("problem", {"problem": "nonsense"}),
        ("send", {}),
        ("channel", {"channel": "pigeon"}),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(
    desk: Desk, do: str, sent: dict[str, str]
) -> None:
    address = desk.begins()
    page = desk.presses(address, do, **sent)
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert desk.request(address) is None


def test_an_answer_can_be_changed_before_it_is_sent(desk: Desk) -> None:
    address, page = desk.decides(back_duration="under_2_weeks")
    before = re.search(r"q-tag--(\w+)", page.content.decode())
    page = desk.browser.get(f"{address}?ask=back_duration")
    assert 'value="two_to_six_weeks"' in page.content.decode()
    page = desk.presses(address, "answer", name="back_duration", answer="two_to_six_weeks")
    page = desk.answers(address, page)
    after = re.search(r"q-tag--(\w+)", page.content.decode())
    assert before
    assert after
    assert (before[1], after[1]) == ("self_care", "routine")


def test_what_was_answered_on_one_page_is_written_with_what_they_say(desk: Desk) -> None:
    address = desk.begins()
    page = desk.browser.get(address).content.decode()
    assert 'value="no" data-goes-on' in page
    assert "data-words hidden" in page
    page = desk.presses(address, "words", words="my back", for_whom="me", before="danger_now:no")
    assert "Which is closest?" in text(page)
    page = desk.presses(address, "problem", problem="low_back_pain")
    names = re.findall(r'data-asks="(\w+)"', page.content.decode())
    assert names[:2] == ["back_nerves", "back_vessels"]
    assert page.content.decode().count(" disabled hidden>") == len(names) - 1
    before = [f"{name}:no" for name in names[: names.index("back_duration")]]
    assert len(before) > 5
    page = desk.presses(address, "answer", before=before, name="back_duration", answer="two_to_six_weeks")
    assert "14 days Physiotherapist" in text(page)
    desk.presses(address, "send")
    assert desk.request(address)[3:5] == ("routine", "physiotherapist")


def test_an_error_takes_back_nothing_of_what_was_answered_on_the_page(desk: Desk) -> None:
    address = desk.begins()
    page = desk.presses(
        address, "words", words="her back", for_whom="other", asked_by="", phone="", before="danger_now:no"
    )
    assert page.status_code == 422
    assert "How can we help?" in text(page)
    assert "her back" in text(page)
    assert "Is any of these happening right now? None" in text(page)
    desk.presses(address, "words", words="her back", for_whom="me", phone="", asked_by="")
    desk.presses(address, "problem", problem="low_back_pain")
    page = desk.presses(
        address, "answer", before="back_nerves:no", name="back_vessels", answer="no", signs="back_tearing"
    )
    body = page.content.decode()
    assert page.status_code == 422
    assert "Some signs are ticked" in text(page)
    assert re.findall(r'data-asks="(\w+)"', body)[0] == "back_vessels"
    assert re.findall(r'name="signs" value="(\w+)" checked', body) == ["back_tearing"]


def test_a_page_that_is_left_in_the_middle_keeps_its_answers(desk: Desk) -> None:
    address = desk.begins()
    answer = desk.browser.post(address, {"do": "answer", "before": ["danger_now:no"]})
    assert answer.status_code == 204
    assert "How can we help?" in text(desk.browser.get(address))
    assert desk.request(address) is None


def test_what_the_rules_do_not_ask_at_that_point_is_asked_again(desk: Desk) -> None:
    address = desk.begins()
    page = desk.presses(
        address,
        "answer",
        before=["danger_now:no", "back_bones:no"],
        name="back_duration",
        answer="under_2_weeks",
    )
    assert "How can we help?" in text(page)
    desk.presses(address, "words", words="my back", for_whom="me")
    page = desk.presses(address, "problem", problem="low_back_pain")
    assert {"back_bones", "back_duration"} <= set(re.findall(r'data-asks="(\w+)"', page.content.decode()))


def test_danger_after_other_answers_of_the_page_is_recorded_at_once(desk: Desk) -> None:
    address = desk.begins()
    desk.says(address)
    page = desk.presses(
        address, "answer", before="back_nerves:no", name="back_vessels", answer="yes", signs="back_tearing"
    )
    assert 'class="r-now" role="alert"' in page.content.decode()
    assert desk.request(address)[3] == "now"


def test_a_page_of_the_desk_reads_each_thing_once(desk: Desk) -> None:
    address = desk.begins()
    desk.says(address)
    desk.browser.get(address)
    with CaptureQueriesContext(connection) as pressed:
        assert (
            desk.browser.post(address, {"do": "answer", "name": "back_nerves", "answer": "no"}).status_code
            == 303
        )
    with CaptureQueriesContext(connection) as shown:
        desk.browser.get(address)
    for table, times in (("requests_draft", 2), ("people_person", 0)):
        assert sum(table in one["sql"] for one in pressed.captured_queries) == times
    for table in ("requests_draft", "people_person", "people_need", "access_auditrow"):
        assert sum(table in one["sql"] for one in shown.captured_queries) == 1


def test_an_ended_session_keeps_what_was_typed_and_the_entry_goes_on_after_signing_in(desk: Desk) -> None:
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    desk.browser.cookies.clear()
    page = desk.presses(
        address, "words", words="my back, since Monday", for_whom="me", before="danger_now:no"
    )
    assert page.status_code == 401
    assert 'value="my back, since Monday"' in page.content.decode()
    assert 'name="before" value="danger_now:no"' in page.content.decode()
    desk.browser = desk.ward.browser(desk.ward.desk)
    page = desk.presses(address, "words", words="my back, since Monday", for_whom="me", asked_by="", phone="")
    assert "Which is closest?" in text(page)


def test_what_was_begun_and_not_sent_waits_at_reception_for_whoever_began_it(desk: Desk) -> None:
    address = desk.begins()
    assert f'href="{address}"' in desk.browser.get("/staff/reception").content.decode()
    colleague = desk.ward.browser(desk.ward.somebody("Somebody Else", "receptionist"))
    assert address not in colleague.get("/staff/reception").content.decode()
    assert colleague.get(address).status_code == 409
    assert colleague.post(address, {"do": "away"}).status_code == 409
    assert desk.browser.get(address).status_code == 200
    desk.presses(address, "away")
    assert address not in desk.browser.get("/staff/reception").content.decode()
    assert desk.browser.get(address).status_code == 404


def test_what_a_caller_said_before_the_line_went_stands_at_reception_with_where_to_call_back(
    desk: Desk,
) -> None:
    address = desk.begins()
    desk.presses(address, "answer", name="danger_now", answer="no")
    page = desk.presses(
        address,
        "words",
        words="chest pain since <yesterday>",
        for_whom="me",
        asked_by="",
        phone="07700 900982",
    )
    assert "ask about first" in text(page)
    page = desk.browser.get("/staff/reception").content.decode()
    waits = page.partition('id="unsent"')[2]
    assert "OSEI, Ada, begun today at" in waits
    assert "chest pain since &lt;yesterday&gt;" in waits
    assert "<strong>07700 900982</strong>" in waits
    assert f'href="{address}" data-key="1"' in waits
    assert 'data-key="1"' not in find(desk, "zzzz").content.decode().partition('id="unsent"')[2]
    desk.presses(
        address, "words", words=f"{'back pain ' * 40}and the end", for_whom="me", asked_by="", phone=""
    )
    waits = desk.browser.get("/staff/reception").content.decode().partition('id="unsent"')[2]
    assert "back pain …" in waits
    assert "and the end" not in waits


def test_what_a_caller_said_is_not_thrown_away_by_one_press(desk: Desk) -> None:
    def button(page: str) -> str:
        return page[page.index('value="away"') - 400 : page.index('value="away"')].rpartition("r-strip")[2]

    address = desk.begins()
    assert "<details>" not in button(desk.browser.get(address).content.decode())
    page = desk.presses(address, "answer", name="danger_now", answer="no")
    assert "<details><summary" in button(page.content.decode())
    page = desk.presses(address, "words", words="my back", for_whom="me", asked_by="", phone="")
    assert "<details><summary" in button(page.content.decode())
    assert "Yes: no clinician reads it" in text(page)


def test_the_number_to_call_back_stands_as_it_is_read_out(desk: Desk) -> None:
    address = desk.begins()
    page = desk.presses(address, "answer", name="danger_now", answer="no").content.decode()
    assert 'value="07700 900982"' in page
    assert page.index("Phone to call back") < page.index(">Go on</button>", page.index('value="words"'))


def test_somebody_who_calls_again_is_followed_by_keys_to_what_they_asked(desk: Desk) -> None:
    asked = desk.ward.request(person=ADA.id, registered=desk.ward.practice)
    page = find(desk, "osei ada 6.5.84").content.decode()
    assert re.search(rf'href="/staff/person/{ADA.id}" data-key="o"', page)
    page = desk.browser.get(f"/staff/person/{ADA.id}").content.decode()
    assert f'href="/staff/request/{asked}" data-key="1"' in page
    address = desk.begins(person=None)
    entry = address.rpartition("/")[2]
    page = find(desk, "osei ada 6.5.84", entry=entry).content.decode()
    assert f'href="/staff/person/{ADA.id}?entry={entry}" data-key="o"' in page
    page = desk.browser.get(f"/staff/person/{ADA.id}?entry={entry}").content.decode()
    assert f'href="/staff/request/{asked}" data-key="1"' not in page  # there 1 goes on with the entry


def test_a_time_that_somebody_else_took_sends_nothing_and_offers_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(given.SYSTEM):
        [slot] = given.slots(
            desk.ward.practice,
            1,
            service="physiotherapist",
            starts_at=NOW + timedelta(hours=2),
            ends_at=NOW + timedelta(hours=2, minutes=10),
        )
        [other] = given.requests(
            desk.ward.practice, service="physiotherapist", state="confirmed", confirmed_at=NOW
        )
    address, _ = desk.decides(back_duration="two_to_six_weeks")
    with acting(desk.ward.reed):
        booking.book(request=other, slot=slot, key="x", now=NOW)
    page = desk.presses(address, "send", slot=str(slot))
    assert page.status_code == 422
    assert desk.request(address) is None
    assert SlotTaken.__name__
    desk.presses(address, "send")
    assert desk.request(address)[5] == "waiting"


def test_whoever_did_not_enter_it_prints_no_decision_unless_they_may_read_it(desk: Desk) -> None:
    address, _ = desk.decides(back_duration="two_to_six_weeks")
    desk.presses(address, "send")
    printed = f"/staff/print/{address.rpartition('/')[2]}"
    colleague = desk.ward.browser(desk.ward.somebody("Somebody Else", "receptionist"))
    clinician = desk.ward.browser(desk.ward.reed)
    assert "Get help sooner" in text(desk.browser.get(printed))
    assert "Get help sooner" in text(clinician.get(printed))
    assert "Get help sooner" not in text(colleague.get(printed))
    assert "How to come back to us" in text(colleague.get(printed))


def test_the_page_of_a_person_shows_what_they_asked_and_asks_for_them(desk: Desk) -> None:
    address, _ = desk.decides(back_duration="two_to_six_weeks")
    desk.presses(address, "send")
    page = desk.browser.get(f"/staff/person/{ADA.id}")
    assert "Low back pain" in text(page)
    assert 'data-key="p"' in page.content.decode()
    assert 'data-key="w"' in page.content.decode()
    assert ("Priya Shah", [str(ADA.id)]) in desk.ward.audit("people.read")
    assert desk.ward.browser(desk.ward.outsider).get(f"/staff/person/{ADA.id}").status_code == 404


NEW = {
    "registration": "visitor", "given_name": "Lena", "family_name": "Horn", "born-day": "1", "born-month": "2", "born-year": "1999",
    "sex": "female", "nhs_number": "", "postcode": "CT2 7NF", "phone": "07700 900444", "email": "", "contact_by": "sms",
    "until-day": "27", "until-month": "11", "until-year": "2026",
}  # fmt: skip


def test_somebody_new_without_an_nhs_number_is_registered_and_asked_for(desk: Desk) -> None:
    form = desk.browser.post("/staff/register", {"q": "lena horn 1.2.1999"})
    assert 'value="Lena" autocomplete="off" dir="auto" autofocus>' in form.content.decode()
    assert 'value="1999"' in form.content.decode()
    alone = desk.browser.post("/staff/register", {"q": "horn"}).content.decode()
    assert 'name="family_name" type="text" value="Horn"' in alone
    answer = desk.browser.post("/staff/register", NEW | {"id": str(uuid4())})
    assert answer.status_code == 303
    page = desk.browser.get(answer["Location"])
    assert "Visitor until 27 November 2026" in text(page)
    address = desk.begins(UUID(answer["Location"].rpartition("/")[2]), "walk_in")
    desk.says(address)
    assert "HORN, Lena" in text(desk.browser.get(address))


def test_somebody_who_looks_like_another_is_not_registered_before_they_were_compared(desk: Desk) -> None:
    alike = NEW | {
        "id": str(uuid4()),
        "given_name": "Aida",
        "family_name": "Osei",
        "born-day": "6",
        "born-month": "5",
        "born-year": "1984",
    }
    page = desk.browser.post("/staff/register", alike)
    assert page.status_code == 409
    assert "Is it one of these?" in text(page)
    assert "OSEI, Ada" in text(page)
    answer = desk.browser.post("/staff/register", alike | {"sure": "yes"})
    assert answer.status_code == 303
    assert desk.browser.post("/staff/register", alike | {"sure": "yes"})["Location"] == answer["Location"]
    with acting(given.SYSTEM):
        assert query("select count(*) from people_person where family_name = 'Osei'")[0][0] == 2


@pytest.mark.parametrize(
    "change",
    [
        {"until-day": "", "until-month": "", "until-year": ""},
        {"until-year": "2027"},
        {"registration": "registered"},
        {"given_name": ""},
        {"nhs_number": "9990000019"},
        {"phone": ""},
        {"born-year": "2030"},
        {"nhs_number": "9990000018", "sure": "yes"},
    ],
)
def test_what_cannot_be_registered_is_said_with_everything_still_there(
    desk: Desk, change: dict[str, str]
) -> None:
    page = desk.browser.post("/staff/register", NEW | {"id": str(uuid4())} | change)
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert 'value="Horn"' in page.content.decode()


def test_somebody_registered_elsewhere_is_registered_for_a_time() -> None:
    desk = Desk(timezone.now())  # the database's own clock says until when the record may be seen
    last = wall(desk.now).date() + timedelta(days=30)
    zoe = replace(desk.ada, organisation=desk.ward.elsewhere, id=uuid4(), nhs_number=None, given_name="Zoe")
    with acting(given.SYSTEM):
        register_many(persons=[zoe], now=desk.now - timedelta(days=1))
    page = find(desk, "zoe osei 6.5.84")
    assert f'name="admit" value="{zoe.id}"' in page.content.decode()
    assert "Register for a time" in text(desk.browser.post("/staff/register", {"admit": str(zoe.id)}))
    sent = {
        "admit": str(zoe.id),
        "registration": "temporary",
        "until-day": str(last.day),
        "until-month": str(last.month),
        "until-year": str(last.year),
    }
    answer = desk.browser.post("/staff/register", sent)
    assert answer.status_code == 303
    assert "OSEI, Zoe" in text(desk.browser.get(answer["Location"]))


def test_a_draft_of_the_desk_opens_for_nobody_at_the_front_door(desk: Desk) -> None:
    address = desk.begins()
    draft = address.rpartition("/")[2]
    assert desk.browser.get(f"/ask/{draft}/words").status_code == 404
    with acting(given.person(UUID(draft))), pytest.raises(drafts.DraftGone):
        drafts.say_words(draft=UUID(draft), device_hash=b"x", words="no", now=NOW)
