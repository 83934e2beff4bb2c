"""From the opening page to an ending: every step, every ending, and the clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from markupsafe import escape

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import (
    ABOUT,
    answer_all,
    begin,
    born,
    count,
    go,
    identifier,
    private_token,
    stored,
    text,
    to_check,
    to_questions,
    to_words,
    where,
)
from weald.engines import triage
from weald.foundation.access import acting, query
from weald.services.library import content

pytestmark = pytest.mark.django_db

SATURDAY_NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def test_a_whole_journey_ends_in_a_decision_that_can_be_read_again(patient: Client, code: str) -> None:
    opening = patient.get("/p/z00001/")
    assert "Call 999 now" in text(opening)
    assert "Open now, until 6:30pm today" in text(opening)
    draft = to_words(patient, code)
    found = go(patient, f"{draft}words", words="My throat hurts when I swallow, since Friday")
    assert where(found) == f"{draft}problem"
    assert "Sore throat" in text(found)
    assert "You wrote “throat hurts”" in text(found)
    go(patient, f"{draft}problem", problem="sore_throat")
    answer_all(patient, draft)
    checked = go(patient, f"{draft}about-you", **ABOUT)
    assert "6 May 1984" in text(checked)
    assert "None of these" in text(checked)
    decision = go(patient, f"{draft}send")
    assert where(decision) == f"{draft}decision"
    assert "What happens next" in text(decision)
    again = patient.get(f"{draft}decision")
    assert private_token(again) == private_token(decision), "the same link is shown after a refresh"
    assert where(patient.get(f"{draft}question", follow=True)) == f"{draft}decision"
    assert count("requests_answer", draft) > 3
    assert count("requests_decision", draft) == 1


def test_every_sign_of_danger_and_its_help_can_be_read_without_opening_anything(
    patient: Client, code: str
) -> None:
    draft = begin(patient, code)
    html = patient.get(f"{draft}danger").content.decode()
    rules = content.current()
    [group] = rules.danger.groups
    seen = [html.index(escape(rules.findings[name].help)) for name in group.members]
    assert html.count('type="checkbox"') == len(group.members) + 2
    assert seen == sorted(seen)
    assert seen[-1] < html.index('value="none"') < html.index("We will ask about each one")
    assert "<details" not in html
    assert html.index('href="tel:999"') < html.index("<form"), "nobody reads twelve signs to find the number"


def test_the_helps_of_the_first_question_are_short_enough_to_be_read_in_fear() -> None:
    rules = content.current()
    helps = {name: rules.findings[name].help for name in rules.danger.groups[0].members}
    assert all(len(one) <= 160 for one in helps.values()), helps
    assert sum(map(len, helps.values())) < 100 * len(helps)


def test_a_comma_is_not_quoted_as_what_somebody_wrote(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words="sore throat for two days, it hurts to swallow")
    assert where(page) == f"{draft}problem"
    assert "You wrote “sore throat”" in text(page)
    assert "“,”" not in text(page)


def test_a_word_inside_a_phrase_is_not_quoted_a_second_time(patient: Client, code: str) -> None:
    draft = to_words(patient, code, **{"for_whom": "child", "born-year": "2023"})
    page = go(patient, f"{draft}words", words="she is a bit grumpy and her tummy aches")
    assert "You wrote “tummy aches”" in text(page)
    assert "“tummy”" not in text(page)


def test_danger_ends_the_questions_and_is_recorded_before_any_name(patient: Client, code: str) -> None:
    draft = begin(patient, code)
    page = go(patient, f"{draft}danger", signs="danger_stroke")
    assert where(page) == f"{draft}emergency"
    assert "Call 999 now" in text(page)
    assert 'href="tel:999"' in page.content.decode()
    assert stored(draft, "level") == "now"
    assert stored(draft, "family_name") == ""
    assert "private link" not in text(page), "nobody gave a date of birth, so there is none"
    nobody = go(patient, f"{draft}emergency", name="", phone="")
    assert nobody.status_code == 422
    html = nobody.content.decode()
    assert html.index('href="tel:999"') < html.index("nhsuk-error-summary"), "nothing stands above 999"
    assert "<details" in html.partition("nhsuk-error-summary")[2].partition(" open>")[0]
    named = go(patient, f"{draft}emergency", name="Ada Test", phone="07700 900982")
    assert "Ada Test" in text(named)
    assert stored(draft, "phone") == "+447700900982"
    assert count("requests_decision", draft) == 1


def test_a_sign_of_danger_counts_even_beside_none_of_these(patient: Client, code: str) -> None:
    draft = begin(patient, code)
    page = go(patient, f"{draft}danger", signs=["danger_stroke", "none"])
    assert where(page) == f"{draft}emergency"


def test_not_sure_about_danger_asks_each_sign_by_itself(patient: Client, code: str) -> None:
    draft = begin(patient, code)
    page = go(patient, f"{draft}danger", signs="unsure")
    assert where(page) == f"{draft}danger"
    members = re.findall(r'name="member" value="(\w+)"', page.content.decode())
    assert len(members) > 5
    half = go(patient, page.request["PATH_INFO"].replace("danger", "question/danger_now"), member=members)
    assert half.status_code == 422
    html = half.content.decode()
    assert f"{len(members)} questions have no answer yet" in html
    assert html.count('href="#danger_') == 1, "the summary leads to the first of them and repeats none"
    assert html.count("Choose yes, no or not sure") == len(members), "each says by itself that it is left"
    one = go(
        patient,
        f"{draft}question/danger_now",
        member=members,
        **dict.fromkeys(members[:3] + members[4:], "no"),
    )
    assert "1 question has no answer yet" in text(one)
    assert f'href="#{members[3]}"' in one.content.decode()
    calm = go(patient, f"{draft}question/danger_now", member=members, **dict.fromkeys(members, "no"))
    assert where(calm) == f"{draft}who"
    other = begin(patient, code)
    go(patient, f"{other}danger", signs="unsure")
    alarmed = go(
        patient,
        f"{other}question/danger_now",
        member=members,
        **(dict.fromkeys(members, "no") | {"danger_blue": "yes"}),
    )
    assert where(alarmed) == f"{other}emergency"


def test_who_is_not_sure_of_a_long_group_reads_a_few_signs_at_a_time_and_a_yes_ends_it(
    patient: Client, code: str
) -> None:
    draft = to_questions(patient, code, "vomiting_diarrhoea")
    signs = [one.finding for one in triage.question_for(content.current(), "vd_danger").members]
    page = go(patient, f"{draft}question/vd_danger", signs="unsure")
    read: list[list[str]] = []
    while members := re.findall(r'name="member" value="(\w+)"', page.content.decode()):
        read.append(members)
        left = len(signs) - sum(map(len, read))
        assert (f"Still to come after this page: {left}." in text(page)) == bool(left)
        page = go(patient, f"{draft}question/vd_danger", member=members, **dict.fromkeys(members, "no"))
    assert [sign for each in read for sign in each] == signs
    assert max(map(len, read)) <= 4
    other = to_questions(patient, code, "vomiting_diarrhoea")
    go(patient, f"{other}question/vd_danger", signs="unsure")
    said = dict.fromkeys(read[0], "no") | {read[0][0]: "yes"}
    assert where(go(patient, f"{other}question/vd_danger", member=read[0], **said)) == f"{other}emergency"


def test_an_emergency_halfway_stops_the_questions(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat")
    page = go(patient, f"{draft}question/throat_noisy_breathing", answer="yes")
    assert where(page) == f"{draft}emergency"
    assert stored(draft, "problem") == "sore_throat"
    assert "Keep your private link" in text(page)


@pytest.mark.parametrize(("said", "careful"), [("unsure", True), ("yes", False)])
def test_whoever_is_not_sure_of_a_sign_does_not_read_that_they_have_it(
    patient: Client, code: str, said: str, careful: bool
) -> None:
    draft = to_questions(patient, code, "cough")
    signs = [one.finding for one in triage.question_for(content.current(), "cough_breathing").members]
    go(patient, f"{draft}question/cough_breathing", signs="unsure")
    answers = dict.fromkeys(signs, "no") | {"cough_blood_lots": said}
    page = go(patient, f"{draft}question/cough_breathing", member=signs, **answers)
    assert where(page) == f"{draft}emergency"
    assert "Coughing up a lot of blood is an emergency." in text(page)
    assert (
        "We could not rule this out from what you told us, so we are being careful." in text(page)
    ) == careful


def test_whoever_must_call_999_now_does_not_read_when_to_ask_again(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat")
    page = text(go(patient, f"{draft}question/throat_noisy_breathing", answer="yes"))
    assert "Call 999 now" in page
    for at_home in content.current().problems["sore_throat"].safety_net:
        assert at_home not in page
    for until_help in content.current().danger.safety_net:
        assert until_help in page
    going = to_questions(patient, code, "pregnancy_problem", sex="female")
    answer_all(patient, going, preg_danger="preg_bleeding", preg_stage="w24_36")
    there = text(patient.get(f"{going}question", follow=True))
    assert "Call 999 if you bleed heavily" in there
    assert "Call us, or 111 when we are closed" not in there


def test_bleeding_late_in_pregnancy_is_sent_to_the_maternity_unit_and_not_to_999(
    patient: Client, code: str
) -> None:
    draft = to_questions(patient, code, "pregnancy_problem", sex="female")
    answer_all(patient, draft, preg_danger="preg_bleeding", preg_stage="w24_36")
    page = patient.get(f"{draft}question", follow=True)
    assert where(page) == f"{draft}emergency"
    assert "Call your maternity unit now" in text(page)
    assert "Call 999 if the bleeding is heavy" in text(page)
    assert 'href="tel:999"' not in page.content.decode()
    assert stored(draft, "service") == "maternity_unit"


def test_words_of_danger_are_asked_about_at_once(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words="crushing chest pain")
    assert where(page).startswith(f"{draft}question/")
    assert "You wrote something that we must ask about first" in text(page)


def test_a_sign_that_the_words_name_is_not_asked_a_second_time_after_none_of_these(
    patient: Client, code: str
) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words="a bit of a tight chest when I walk up stairs")
    asked: list[str] = []
    for _ in range(30):
        here = where(page)
        if here.endswith("/problem"):
            page = go(patient, here, problem="chest_pain")
            continue
        if "/question" not in here:
            break
        html = page.content.decode()
        asked.append(re.search(r'<form method="post" action="([^"]+)"', html)[1])  # type: ignore[index]
        least = "none" if 'name="signs"' in html else "no" if 'value="no"' in html else "over_72_hours"
        page = go(patient, asked[-1], signs="none", answer=least)
    assert any(one.endswith("chest_pressure") for one in asked)
    assert sorted(asked) == sorted(set(asked))
    assert where(page) == f"{draft}about-you"


def test_signs_that_the_words_name_are_ticked_to_be_confirmed(patient: Client, code: str) -> None:
    draft = to_questions(
        patient, code, "chest_pain", words="sharp stabbing pain in my chest and coughing blood"
    )
    page = patient.get(f"{draft}question/chest_clot_signs").content.decode()
    assert "We ticked what you wrote about" in page
    ticked = [box for box in re.findall(r"<input[^>]*>", page) if "checked" in box]
    assert [re.search(r'value="(\w+)"', box)[1] for box in ticked] == ["coughing_blood"]  # type: ignore[index]
    go(patient, f"{draft}question/chest_clot_signs", signs="none")
    page = patient.get(f"{draft}question/chest_clot_signs").content.decode()
    assert "We ticked" not in page
    assert not re.search(r'<input[^>]*value="coughing_blood"[^>]*checked', page)


def test_what_nobody_recognises_goes_to_a_person(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words="xyzzy plugh")
    assert where(page) == f"{draft}problem"
    assert "We could not tell from your words" in text(page)
    after = go(patient, f"{draft}problem", problem="something_else")
    assert where(after) == f"{draft}about-you"
    go(patient, f"{draft}about-you", **ABOUT)
    decision = go(patient, f"{draft}send")
    assert "A clinician at Hop Lane Surgery will read this" in text(decision)
    assert stored(draft, "level") == "today"
    assert stored(draft, "service") == "gp"
    assert stored(draft, "self_service") is False


def test_problems_of_others_are_not_proposed(patient: Client, code: str) -> None:
    draft = to_words(patient, code, sex="male")
    page = go(patient, f"{draft}words", words="xyzzy plugh")
    assert "Sore throat" in text(page)
    assert "(women)" not in text(page)


def test_what_is_administrative_has_paths_of_its_own(patient: Client, code: str) -> None:
    draft = to_words(patient, code, kind="administrative")
    page = go(patient, f"{draft}words", words="A fit note for my employer please")
    assert where(page) == f"{draft}problem"
    assert "A fit note (sick note)" in text(page)
    page = go(patient, f"{draft}problem", problem="fit_note")
    assert where(page).startswith(f"{draft}question/")
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT)
    decision = go(patient, f"{draft}send")
    assert stored(draft, "kind") == "administrative"
    assert "Somebody from our team" in text(decision)


@pytest.mark.parametrize(
    ("began", "words", "problem", "becomes"),
    [
        ("administrative", "a letter about my sore throat", "sore_throat", "clinical"),
        ("clinical", "I need a sick note", "fit_note", "administrative"),
        ("administrative", "A fit note for my employer please", "fit_note", "administrative"),
        ("administrative", "something for the council", "something_else", "administrative"),
        ("clinical", "xyzzy plugh", "something_else", "clinical"),
    ],
)
def test_a_request_is_of_the_kind_of_its_problem_whatever_it_began_as(
    patient: Client, code: str, began: str, words: str, problem: str, becomes: str
) -> None:
    draft = to_words(patient, code, kind=began)
    go(patient, f"{draft}words", words=words)
    page = patient.get(f"{draft}problem?all=1")
    assert f'value="{problem}"' in page.content.decode()
    go(patient, f"{draft}problem", problem=problem)
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT)
    go(patient, f"{draft}send")
    assert stored(draft, "kind") == becomes
    assert stored(draft, "problem") == problem


def test_paperwork_says_what_an_emergency_is(patient: Client, code: str) -> None:
    draft = to_words(patient, code, kind="administrative")
    go(patient, f"{draft}words", words="A fit note for my employer please")
    go(patient, f"{draft}problem", problem="fit_note")
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT)
    html = go(patient, f"{draft}send").content.decode()
    card = html.partition("Call 999 if it becomes an emergency")[2].partition("</ul>")[0]
    assert 'href="tel:999"' in card
    assert "heart attack, stroke, trouble breathing" in card
    assert "Call 999 if it is an emergency" not in html
    assert re.search(r'href="/p/Z00001/">(?:(?!</a>).)*Send a health request', html, re.DOTALL), (
        "it says to send one"
    )


def test_danger_in_what_began_as_administrative_comes_to_the_clinicians(patient: Client, code: str) -> None:
    draft = to_words(patient, code, kind="administrative")
    assert stored(draft, "kind") is None
    go(patient, f"{draft}danger", signs="danger_breathing")
    assert stored(draft, "level") == "now"
    assert stored(draft, "kind") == "clinical"


def test_for_a_child_the_questions_speak_of_them(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat", for_whom="child", **born(6, 5, 2019))
    html = text(patient.get(f"{draft}question/throat_hard_to_breathe"))
    assert "hard for them to breathe" in html
    answer_all(patient, draft)
    missing = go(patient, f"{draft}about-you", **ABOUT)
    assert "Enter your own name" in text(missing)
    go(patient, f"{draft}about-you", **ABOUT, asked_by="Grace Test")
    go(patient, f"{draft}send")
    assert stored(draft, "asked_by") == "Grace Test"


def test_an_answer_can_be_changed_and_what_it_led_to_is_left_behind(patient: Client, code: str) -> None:
    draft = to_check(patient, code)
    path = re.findall(r"/question/(\w+)", patient.get(f"{draft}check").content.decode())
    changed = go(patient, f"{draft}who", for_whom="me", sex="male", **born())
    assert "pregnant" not in text(patient.get(f"{draft}check", follow=True))
    assert where(changed).startswith((f"{draft}check", f"{draft}question/"))
    answer_all(patient, draft)
    go(patient, f"{draft}send")
    with acting(given.SYSTEM):
        kept = {
            row[0]
            for row in query("select finding from requests_answer where request_id = %s", [identifier(draft)])
        }
    assert kept < set(path) | kept
    assert "pregnant" not in kept


def test_whoever_changes_their_age_reads_why_questions_come_again(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat")
    assert "You changed an answer" not in text(patient.get(f"{draft}question", follow=True))
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT)
    older = {"born-day": "6", "born-month": "5", "born-year": "1950"}
    again = go(patient, f"{draft}who", for_whom="me", sex="female", **older)
    assert where(again).startswith(f"{draft}question/")
    assert "You changed an answer, so we need to ask this" in text(again)


def test_when_closed_every_page_says_when_somebody_reads(patient: Client, code: str, clock: Clock) -> None:
    clock.now = SATURDAY_NIGHT
    sentence = "A person will read what you send from 8am on Monday 23 November"
    assert "Closed now" in text(patient.get("/p/Z00001/"))
    draft = to_questions(patient, code, "sore_throat")
    for step in ("danger", "who", "kind", "words", "problem", "question"):
        assert sentence in patient.get(f"{draft}{step}").content.decode(), step
    answer_all(patient, draft, throat_risk_medicine="yes", throat_defences="throat_risk_medicine")
    go(patient, f"{draft}about-you", **ABOUT)
    decision = go(patient, f"{draft}send")
    assert stored(draft, "level") == "today"
    assert "Go to 111.nhs.uk or call 111 now" in text(decision)
    assert stored(draft, "due_at") > datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_baby_is_sent_to_the_phone_when_closed(patient: Client, code: str, clock: Clock) -> None:
    clock.now = SATURDAY_NIGHT
    draft = to_questions(patient, code, "sore_throat", for_whom="child", **born(1, 2, 2026))
    answer_all(patient, draft)
    go(patient, f"{draft}about-you", **ABOUT, asked_by="Grace Test")
    page = go(patient, f"{draft}send")
    assert stored(draft, "level") == "today"
    assert "Call 111 now" in text(page)
    assert "Go to 111.nhs.uk or" not in text(page)


def test_a_staff_first_practice_says_when_staff_confirm(patient: Client) -> None:
    given.practice("Z00002", self_service=False)
    draft = to_check(patient, "Z00002", "sore_throat")
    page = go(patient, f"{draft}send")
    assert "Staff will confirm it" in text(page)
    assert "will read this and confirm what happens next by 6:30pm" in text(page)
    assert stored(draft, "state") == "waiting"


def test_outside_the_demonstration_unsigned_content_waits_for_staff(
    patient: Client, code: str, settings: pytest.FixtureRequest
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    draft = to_check(patient, code, "sore_throat")
    go(patient, f"{draft}send")
    assert stored(draft, "self_service") is False


def test_advice_is_an_ending_that_stays_open(patient: Client, code: str) -> None:
    draft = to_check(patient, code, "low_back_pain")
    page = go(patient, f"{draft}send")
    assert stored(draft, "state") == "advised"
    assert "stays open until they or you close it" in text(page)
    closed = go(patient, f"{draft}close")
    assert "This request is closed" in text(closed)
    assert stored(draft, "state") == "closed"
    assert go(patient, f"{draft}close").status_code == 200


def test_a_form_is_thrown_away_after_a_day(patient: Client, code: str, clock: Clock) -> None:
    draft = to_words(patient, code)
    clock.now += timedelta(hours=25)
    page = patient.get(f"{draft}words")
    assert page.status_code == 410
    assert "run out of time" in text(page)
    lost = patient.post(f"{draft}words", {"words": "still here"})
    assert lost.status_code == 410


def test_two_hours_after_sending_the_device_needs_the_link(patient: Client, code: str, clock: Clock) -> None:
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    clock.now += timedelta(hours=2, minutes=1)
    page = patient.get(f"{draft}decision")
    assert page.status_code == 404
    assert "Use your private link" in text(page)


def test_the_quick_exit_is_there_from_the_first_words_that_nobody_else_should_see(
    patient: Client, code: str
) -> None:
    draft = to_words(patient, code)
    assert "data-leave" not in patient.get(f"{draft}words").content.decode()
    asked = go(patient, f"{draft}words", words="my partner hits me and I am scared")
    assert where(asked).startswith(f"{draft}question/")
    for page in (asked, patient.get(f"{draft}words"), patient.get(f"{draft}problem")):
        assert "data-leave" in page.content.decode()
    other = Client()
    knee = go(other, f"{to_words(other, code)}words", words="my knee hurts")
    assert where(knee).endswith(("/problem", "/question/sounds_serious"))
    assert "data-leave" not in knee.content.decode()
