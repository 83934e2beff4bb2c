"""A receptionist with callers on the line, by keyboard alone: every key is counted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys import asking
from tests.journeys.conftest import WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

MOST_KEYS = 15
"""Keys for a known caller with low back pain, from Reception to booked, besides whom it is about and what they say.
docs/guides/staff.md states the figure; twelve callers in ten minutes are 50 seconds each."""
MOST_PAGES = 6
"""Pages for the same caller; every question on a page of its own made 13."""
WORDS = "my lower back hurts"


class Keys:
    """A keyboard that counts: keys that act, letters of names and words apart, and pages."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.pressed, self.letters, self.pages = walker, 0, 0, 0

    def press(self, key: str) -> None:
        """One key that acts, on a page that has settled: a key meant for the page before does nothing."""
        self.walker.page.locator("html[data-ready]").wait_for()
        self.pressed += 1
        self.walker.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Letters into the box that has the focus."""
        self.letters += len(text)
        self.walker.page.keyboard.type(text)

    def goes(self, key: str) -> None:
        """One key that leads to another page."""
        with self.walker.page.expect_navigation():
            self.press(key)
        self.pages += 1

    def answers(self, key: str) -> None:
        """One key that answers: the next question follows on this page, or on another."""
        page = self.walker.page
        page.locator("html[data-ready]").wait_for()
        follows = page.locator(f'[data-key="{key}"][data-goes-on]:visible').count() > 0
        if not follows:
            self.goes(key)
            return
        answered = page.locator("form[data-breath] [name=before]").count()
        self.press(key)
        expect(page.locator("form[data-breath] [name=before]")).to_have_count(answered + 1)


def somebody(town: Town, practice: str, named: str = "", born: str = "") -> tuple[str, str, str]:
    """A man of the practice who has asked for nothing, so that nothing is asked about that: family name, given name, birth date. The
    demonstration is small, and those who have asked are others at each hour: he is registered now. Others are called much like
    him, unless he is named otherwise."""
    [(many,)] = town.rows("select count(*) from people_person where family_name like 'Newcomb%%'")
    family, born = named or f"Newcomb{'abcdefghijklmnopqrst'[many]}", born or f"{many + 1:02}.03.1971"
    town.rows(
        "with new as (insert into people_person (id, organisation, given_name, family_name, birth_date, sex, phone, email, contact_by,"
        " postcode, registration) select uuidv7(), id, 'Piers', %s, to_date(%s, 'DD.MM.YYYY'), 'male', '+447700900555', '', 'sms',"
        " postcode, 'registered' from directory_organisation where name = %s returning id, organisation)"
        " insert into access_relationship (person, party, basis, since)"
        " select id, organisation, 'registration', now() - interval '1 year' from new returning 1",
        family, born, practice,
    )  # fmt: skip
    return family, "Piers", born


def reception(walker: Walker, practice: str = asking.BOOKS) -> Keys:
    asking.signs_in(walker, "Receptionist", practice)
    walker.opens("/staff/reception")
    walker.sees("Reception")
    return Keys(walker)


def asks_for_danger(walker: Walker, town: Town, caller: str = "") -> Keys:
    """A caller is found by what they say of themself, or by their NHS number, and the desk is asked for danger."""
    keys = reception(walker)
    keys.types(caller or " ".join(somebody(town, asking.BOOKS)))
    keys.goes("Enter")
    keys.goes("1")
    return keys


def number_of(town: Town, born: str) -> str:
    """The NHS number of somebody born so, who asked for nothing yet."""
    [(number,)] = town.rows(
        "select p.nhs_number from people_person p join directory_organisation o on o.id = p.organisation"
        f" where o.name = %s and p.birth_date {born} and p.nhs_number <> '' and p.died_on is null and p.merged_into is null"
        " and not exists (select from requests_request r where r.person = p.id) order by p.id limit 1",
        asking.BOOKS,
    )
    return str(number)


def says_what_is_wrong(keys: Keys, words: str = WORDS) -> None:
    """There is no danger, and the caller's words are entered: which problem is closest is asked next."""
    keys.answers("n")
    keys.types(words)
    keys.goes("Enter")


def heading(walker: Walker) -> str:
    found: str = walker.page.locator(".r-ask h2:visible").first.inner_text()
    return found


def answers(walker: Walker, keys: Keys, said: dict[str, str]) -> None:
    """Answers by one key each: n, or as `said` for the question that has this word, or the first."""
    for _ in range(asking.OFTEN):
        if walker.page.locator("input[name=do][value=answer]").count() == 0:
            return
        question = heading(walker)
        key = next((key for word, key in said.items() if word in question), "")
        if not key:
            key = "n" if walker.page.locator('[data-key="n"]:visible').count() else "1"
        keys.answers(key)
    raise AssertionError("the questions do not end")


def test_a_known_caller_from_the_search_to_a_booked_time_by_keys_alone(clinician: Walker, town: Town) -> None:
    walker = clinician
    keys = reception(walker)
    family, given, born = somebody(town, asking.BOOKS)
    keys.types(f"{family} {given} {born}")
    keys.goes("Enter")
    walker.looks()
    walker.reads(family.upper(), "Ask for help")
    keys.goes("1")
    walker.sees("Ask for help")
    walker.reads("Is any of these happening right now?")
    keys.answers("n")
    walker.looks()
    keys.types(WORDS)
    keys.goes("Enter")
    walker.looks()
    walker.reads("Which is closest?", "Low back pain")
    keys.goes("1")
    answers(walker, keys, {"How long": "2"})
    walker.looks()
    walker.reads("Send, and book")
    keys.goes("1")
    walker.sees("Sent")
    walker.reads("Your appointment is", "Reference")
    reference = walker.reference
    assert town.request(reference, "channel, state, identity_level, problem") == (
        "phone", "booked", "verified", "low_back_pain",
    )  # fmt: skip
    keys.goes("p")
    walker.sees("To take home")
    walker.reads(reference, "Your appointment", "How to come back to us")
    assert keys.pressed <= MOST_KEYS, keys.pressed
    assert keys.pages <= MOST_PAGES + 1, keys.pages  # and the one on paper
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "staff.md").read_text()
    assert f"takes {keys.pressed - 1} keys and {keys.pages - 1} pages" in guide


def test_a_caller_with_a_new_number_is_found_and_changed_by_two_keys(clinician: Walker, town: Town) -> None:
    keys = reception(clinician)
    family, given, born = somebody(town, asking.BOOKS, "Oxenbridge", "28.11.1949")
    keys.types(f"{family} {given} {born}")
    keys.goes("Enter")
    keys.goes("c")
    clinician.sees(f"Change details of {family.upper()}, {given}")
    clinician.looks()
    clinician.page.get_by_role("textbox", name="Phone", exact=True).fill("07700 900777")
    clinician.presses("Change the details")
    clinician.reads("Choose how you know who asks")
    clinician.looks()
    clinician.chooses(re.compile("I called them back"))
    clinician.presses("Change the details")
    clinician.reads("Choose whether we write to the old number or email")
    clinician.chooses(re.compile("whoever owns it hears of a change"))
    clinician.presses("Change the details")
    clinician.sees(f"{family.upper()}, {given}")
    clinician.reads("The details are changed", "07700 900777")
    keys.goes("c")
    clinician.reads("Put right before", "Phone: 07700 900555 → 07700 900777")
    clinician.looks()


def test_of_several_who_are_found_the_page_of_one_is_opened_by_keys(clinician: Walker, town: Town) -> None:
    keys = reception(clinician)
    (first, given, _), (second, _, _) = somebody(town, asking.BOOKS), somebody(town, asking.BOOKS)
    keys.types(f"{given} {first}")
    keys.goes("Enter")
    clinician.looks()
    names = clinician.page.locator(".r-found tbody th a")
    other = names.filter(has_text=second.upper())
    row = names.all_inner_texts().index(other.inner_text())
    keys.press("o")
    expect(names.first).to_be_focused()
    for _ in range(row):
        keys.press("ArrowDown")
    expect(other).to_be_focused()
    keys.goes("Enter")
    clinician.sees(re.compile(second.upper()))


TWELVE = {
    "my lower back hurts": "low back pain", "cough": "cough", "rash on his arm": "rash",
    "sore throat and a temp": "sore throat", "sick note": "fit note", "wants his tablets again": "repeat",
    "blood test result": "test result", "letter for the council": "letter",
    # What a caller does not want to say, or cannot: nothing is proposed, and the desk finds it by its name.
    "would rather not say": "anxiety", "his thing again": "eczema", "the usual": "blood pressure", "asks for the doctor": "knee",
}  # fmt: skip
"""Twelve callers: what they say, and how the name of their problem begins or what people call it."""
MOST_TO_FIND = 6
"""Keys and letters with which any of the problems is found by its name. Through the whole list it took up to 44."""


def test_the_problem_of_twelve_callers_is_chosen_by_a_digit_or_by_its_name(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    says_what_is_wrong(keys)
    took = {}
    for words, name in TWELVE.items():
        walker.opens(f"{walker.place}?ask=words")
        walker.page.locator("#words").fill("")
        keys.types(words)
        keys.goes("Enter")
        walker.reads("Which is closest?")
        walker.looks()
        keys.pressed = keys.letters = 0
        proposed = walker.page.locator("[data-problems] button[data-key] strong")
        if proposed.count() and name in proposed.first.inner_text().lower():
            keys.goes("1")
        else:
            finds(walker, keys, name)
        assert name in walker.page.locator(".q-words + p").inner_text().lower()
        took[words] = keys.pressed + keys.letters
    assert max(took.values()) <= MOST_TO_FIND, took
    assert sum(took.values()) <= 12 + 4 * MOST_TO_FIND, took


def finds(walker: Walker, keys: Keys, name: str) -> None:
    """Types the first letters of a problem's name, in the box that has the focus or gets it by its key."""
    box = walker.page.locator("#find-problem")
    walker.page.locator("html[data-ready]").wait_for()
    if not box.evaluate("one => one === document.activeElement"):
        keys.press("/")
    keys.types(name[:4])
    assert name in walker.page.get_by_role("status").inner_text().lower()
    keys.goes("Enter")


def test_a_problem_is_found_by_what_people_call_it_and_reached_by_the_arrows(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    says_what_is_wrong(keys)
    keys.press("/")
    keys.types("lumbago")
    walker.looks()
    status = walker.page.get_by_role("status")
    assert status.inner_text() == "Enter: Low back pain"
    keys.press("Escape")
    keys.press("/")
    walker.page.locator("#find-problem").fill("")
    keys.types("zzz")
    assert "No problem has this name" in status.inner_text()
    here = walker.page.url
    keys.press("Enter")
    assert walker.page.url == here
    assert walker.page.locator("form[data-sent]").count() == 0
    walker.page.locator("#find-problem").fill("")
    keys.types("pain")
    found = walker.page.locator("[data-problems] li:not([hidden]) button")
    assert found.count() > 1
    second = found.nth(1).inner_text()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.goes("Enter")
    walker.reads(second.splitlines()[0])


def test_whoever_calls_for_a_child_is_asked_for_by_name_on_the_same_page(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = asks_for_danger(
        walker, town, number_of(town, "between current_date - 3650 and current_date - 730")
    )
    keys.answers("n")
    here = walker.page.url
    keys.types("a cough")
    keys.press("Enter")
    expect(walker.page.get_by_label("Name of whoever asks")).to_be_focused()
    assert walker.page.url == here
    walker.does_not_read("There is a problem")
    keys.types("Grandma Osei")
    keys.goes("Enter")
    walker.reads("Which is closest?")


def test_a_caller_with_an_interpreter_is_entered_by_keys_alone(clinician: Walker, town: Town) -> None:
    walker = clinician
    number = number_of(town, "< '1960-01-01'")
    town.rows(
        "insert into people_need (organisation, person, need, language, note, by)"
        " select organisation, id, 'interpreter', 'pl', '', 'the desk' from people_person where nhs_number = %s returning 1",
        number,
    )
    keys = asks_for_danger(walker, town, number)
    keys.answers("n")
    keys.types("a cough")
    keys.press("Enter")
    chosen = walker.page.get_by_label("Who interprets?")
    expect(chosen).to_be_focused()
    keys.types("A p")
    expect(chosen).to_have_value("professional")
    keys.goes("Enter")
    walker.reads("Which is closest?")


def test_a_caller_who_will_not_say_goes_to_a_clinician_by_the_key_on_the_button(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    says_what_is_wrong(keys, "it is personal")
    walker.reads("Their words name none of the problems.")
    expect(walker.page.locator("#find-problem")).to_be_focused()
    keys.goes("0")
    walker.reads("Send without a time")


def test_a_caller_whose_line_went_is_handed_to_a_clinician_by_one_key(clinician: Walker, town: Town) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    says_what_is_wrong(keys, "crushing chest pain")
    walker.reads("They said something that we must ask about first.")
    walker.opens("/staff/reception")
    walker.looks()
    keys.press("Escape")
    keys.goes("a")
    walker.sees("Danger: tell the duty clinician")
    walker.looks()
    assert town.request(walker.reference, "level, state, words") == ("now", "waiting", "crushing chest pain")


def test_whoever_hangs_up_in_the_middle_and_rings_again_is_gone_on_with_where_they_were(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = reception(walker)
    caller = number_of(town, "between '1960-01-01' and '1967-12-31'")
    keys.types(caller)
    keys.goes("Enter")
    keys.goes("1")
    keys.answers("n")
    # The line goes while they speak: the next caller is one key away, and what was typed is kept as it stands.
    keys.types("pain in my tum")
    keys.press("Escape")
    keys.goes("i")
    walker.sees("Reception")
    walker.page.wait_for_timeout(500)  # what was kept is on its way beside the page
    keys.types(caller)
    keys.goes("Enter")
    walker.looks()
    walker.reads("Go on with what was begun", "and not sent")
    keys.goes("g")
    words = walker.page.get_by_label("How can we help?")
    expect(words).to_have_value("pain in my tum")
    assert walker.page.locator("[name=do][value=answer]").count() == 0, "the danger is not asked again"
    walker.page.keyboard.press("End")
    keys.types("my")
    keys.goes("Enter")
    walker.reads("Which is closest?", "pain in my tummy")
    # Later in the call nothing is lost either, and somebody who is handed over is read as far as they came.
    keys.goes("i")
    keys.types(caller)
    keys.goes("Enter")
    walker.reads("pain in my tummy")
    assert keys.pressed <= 11, keys.pressed


def test_a_caller_who_speaks_no_english_is_given_an_interpreter_and_entered_by_keys_alone(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = reception(walker)
    keys.types(number_of(town, "between '1968-01-01' and '1975-12-31'"))
    keys.goes("Enter")
    keys.goes("o")
    keys.goes("e")
    language = walker.page.get_by_label("Language of the interpreter")
    expect(language).to_be_focused()
    keys.types("Pol")
    walker.page.keyboard.press("Tab")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    walker.reads("Interpreter: Polish")
    keys.goes("p")
    keys.answers("n")
    keys.types("a cough")
    keys.press("Enter")
    keys.types("A p")
    keys.goes("Enter")
    walker.reads("Which is closest?", "Interpreter: Polish")
    assert keys.pressed + 2 <= 9, keys.pressed


def test_a_key_that_was_meant_for_the_question_before_answers_nothing(clinician: Walker, town: Town) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    first = heading(walker)
    page = walker.page
    page.locator("html[data-ready]").wait_for()
    kept = """repeat => !document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key: "n", repeat, bubbles: true, cancelable: true}))"""
    assert page.evaluate(kept, True)
    assert page.locator("form[data-sent]").count() == 0
    assert heading(walker) == first
    answered = page.locator("form[data-breath] [name=before]")
    # The key again at once, and the second half of a double click, mean the question that is gone.
    page.evaluate(f"() => {{ ({kept})(false); ({kept})(false); }}")
    assert answered.count() == 1
    page.locator("html[data-ready]").wait_for()
    keys.types(WORDS)
    keys.goes("Enter")
    keys.goes("1")
    page.locator("html[data-ready]").wait_for()
    page.get_by_role("button", name=re.compile("No, none of these")).dblclick()
    assert answered.count() == 1


def test_answers_of_one_page_are_taken_back_by_a_key_and_kept_when_it_is_left(
    clinician: Walker, town: Town
) -> None:
    walker = clinician
    keys = asks_for_danger(walker, town)
    keys.answers("n")
    assert walker.page.evaluate("document.activeElement.id") == "words"
    keys.types(WORDS)
    keys.goes("Enter")
    keys.goes("1")
    first = heading(walker)
    keys.answers("n")
    second = heading(walker)
    assert walker.page.evaluate("document.activeElement.textContent") == second
    keys.press("b")
    assert heading(walker) == first
    keys.answers("n")
    keys.answers("n")
    walker.looks()
    third = heading(walker)
    keys.press("1")
    keys.goes("n")
    walker.reads("Some signs are ticked")
    assert heading(walker) == third
    assert walker.page.locator("[name=signs]:checked").count() == 1
    keys.press("1")
    keys.answers("n")
    fourth = heading(walker)
    left = walker.page.url
    walker.opens("/staff/reception")
    walker.page.wait_for_timeout(500)
    walker.opens(left)
    assert heading(walker) == fourth


def test_danger_is_said_in_red_at_once_by_keys_alone_before_anybody_is_searched_for(
    clinician: Walker,
) -> None:
    walker = clinician
    keys = reception(walker)
    keys.press("Escape")
    keys.goes("d")
    walker.reads("Nobody found yet", "Is any of these happening right now?")
    keys.press("2")
    keys.goes("y")
    walker.sees("Danger: say this now")
    walker.reads("call 999 now", "Tell the duty clinician")
    assert walker.page.get_by_role("alert").is_visible()
    assert keys.pressed == 4
    # They cannot call, and say where they are: the box is one key away, and what was written stays to be read out to 999.
    keys.press("w")
    keys.types("12 High Street, by the church")
    keys.goes("Enter")
    walker.sees("Danger: say this now")
    walker.reads("Where they are: 12 High Street, by the church")


def test_somebody_new_at_the_desk_is_registered_and_entered_without_scripts(
    walkers: Callable[..., Walker], town: Town
) -> None:
    walker = walkers(scripts=False, viewport=WIDE)
    asking.signs_in(walker, "Receptionist", asking.BOOKS)
    walker.opens("/staff/reception")
    walker.writes("Name, date of birth, NHS number or phone, in any order", "Zebedee Quillfeather 1.2.1999")
    walker.chooses("At the desk")
    walker.presses("Find")
    walker.reads("Nobody was found.")
    walker.looks()
    walker.presses(re.compile("Register somebody new"))
    walker.sees("Register somebody")
    walker.chooses("Male")
    walker.page.get_by_label("Immediately necessary treatment").check()
    (day, month, year) = _a_week_on(town)
    group = walker.page.get_by_role("group", name="Last day of their stay")
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part, exact=True).fill(value)
    walker.page.get_by_label("Letter").check()
    walker.presses("Register")
    walker.sees("QUILLFEATHER, Zebedee")
    walker.reads("Immediately necessary treatment until")
    walker.presses(re.compile("at the desk"))
    walker.sees("Ask for help")
    walker.presses(re.compile("No, none of these"))
    walker.page.locator("#words").fill("a letter for the council")
    walker.presses("Go on")
    assert walker.page.locator("#find-problem").is_hidden()
    walker.page.get_by_text("All other problems, by area").click()
    assert walker.page.get_by_role("heading", name="Bones, joints and injuries").is_visible()
    walker.presses(re.compile("None of these: a clinician"))
    walker.reads("Say", "Send without a time")
    walker.looks()
    walker.presses(re.compile("^Send"))
    walker.sees("Sent")
    assert town.request(walker.reference, "channel, given_name, contact_by")[:2] == ("walk_in", "Zebedee")


def _a_week_on(town: Town) -> tuple[str, str, str]:
    [(day,)] = town.rows("select max(sent_at)::date + 7 from requests_request")
    return str(day.day), str(day.month), str(day.year)


def test_a_form_that_a_key_opens_is_typed_into_at_once(clinician: Walker, town: Town) -> None:
    walker = clinician
    keys = reception(walker)
    keys.types("Quillfeather")
    keys.goes("Enter")
    keys.press("Escape")
    keys.goes("r")
    expect(walker.page.get_by_label("First name")).to_be_focused()
    expect(walker.page.get_by_label("Last name")).to_have_value("Quillfeather")
    [(person,)] = town.rows(
        "select p.id from people_person p join directory_organisation o on o.id = p.organisation"
        " where o.name = %s and p.died_on is null and p.merged_into is null order by p.id limit 1",
        asking.BOOKS,
    )
    walker.opens(f"/staff/person/{person}/proxies")
    summary = walker.page.locator("summary[data-key]").first
    walker.page.keyboard.press(summary.get_attribute("data-key") or "")
    assert walker.page.evaluate("document.activeElement.closest('details[open] form') !== null")


def test_reception_fits_a_narrow_screen(walkers: Callable[..., Walker], town: Town) -> None:
    walker: Any = walkers()
    keys = reception(walker)
    family, _, _ = somebody(town, asking.BOOKS)
    keys.types(family)
    keys.goes("Enter")
    walker.looks()
    walker.page.locator(".r-found a").first.click()
    walker.page.wait_for_url("**/staff/person/**")
    walker.looks()
    keys.goes("p")
    walker.looks()
