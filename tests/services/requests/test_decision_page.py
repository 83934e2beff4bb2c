"""The page of a decision on a small phone: what comes first, what is folded, and that it says one time only."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from orjson import loads

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import ABOUT, answer_all, go, identifier, text, to_check, to_questions
from weald.foundation.access import acting, query
from weald.foundation.ui.display import COOKIE
from weald.services.directory import queries as directory

pytestmark = pytest.mark.django_db
FOLDED = re.compile(r"<details.*?</details>", re.DOTALL)
LINKS = re.compile(r"</?a\b[^>]*>")
BAR = 'class="weald-opening"'


def send_throat(patient: Client, code: str, free: int) -> str:
    """A sore throat with weak defences, which a GP must see today; so many times are free from this morning on."""
    found = directory.practice(code)
    assert found is not None
    with acting(given.SYSTEM):
        for number in range(free):  # three on each of the next days
            at = given.NOW + timedelta(days=number // 3, minutes=60 + 10 * (number % 3))
            given.slots(found.id, 1, place=found.name, starts_at=at, ends_at=at + timedelta(minutes=10))
    draft = to_questions(patient, code, "sore_throat")
    answer_all(patient, draft, throat_risk_medicine="yes", throat_defences="throat_risk_medicine")
    go(patient, f"{draft}about-you", **ABOUT)
    go(patient, f"{draft}send")
    return draft


def decides(draft: str, level: str, within: str) -> None:
    """A later decision of the rules, that promises an answer within another time."""
    columns = "service, text, rule, because, ruled_out, safety_net, advice, release, reason"
    with acting(given.SYSTEM):
        query(
            f"insert into requests_decision (organisation, request_id, at, by, level, within, {columns})"
            f" select organisation, request_id, at, by, %s, %s, {columns} from requests_decision where request_id = %s",
            [level, within, identifier(draft)],
        )
        query("update requests_request set level = %s where id = %s", [level, identifier(draft)])


def test_at_night_what_to_do_now_and_when_to_call_999_come_before_any_time_and_nothing_of_it_is_folded(
    patient: Client, code: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    draft = send_throat(patient, code, 9)
    html = patient.get(f"{draft}decision").content.decode().partition("<body")[2]
    with acting(given.SYSTEM):
        [[net, advice]] = query(
            "select safety_net, advice from requests_decision where request_id = %s", [identifier(draft)]
        )
    order = [
        "You need help today",
        "This should not wait that long.",
        'href="tel:111"',
        "Call 999 if it becomes an emergency",
        'href="tel:999"',
        "Choose a time",
        "When to ask for help sooner",
        "What happens next",
    ]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    open_ = unescape(LINKS.sub("", FOLDED.sub("", html)))
    lines = [*loads(net), *loads(advice)]
    assert lines
    for line in lines:
        assert line in open_
    assert BAR not in html, "the card says it, of this request"


def test_at_night_the_bar_stays_on_the_page_of_what_can_wait(
    patient: Client, code: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    draft = send_throat(patient, code, 1)
    decides(draft, "routine", "P14D")
    assert BAR in patient.get(f"{draft}decision").content.decode()


@pytest.mark.parametrize(("free", "open_"), [(6, 6), (7, 4), (9, 4)])
def test_the_first_times_stand_there_and_the_others_unfold(
    patient: Client, code: str, free: int, open_: int
) -> None:
    draft = send_throat(patient, code, free)
    decides(draft, "routine", "P14D")  # as much time as all of them need
    html = patient.get(f"{draft}decision").content.decode()
    radio = 'name="slot" type="radio"'
    assert (html.count(radio), FOLDED.sub("", html).count(radio)) == (free, open_)
    assert (f"Show {free - open_} more times" in html) == (free > open_)
    assert "at your own practice" not in html.lower(), "it is so of each of them"


def test_whoever_asks_for_all_times_of_a_day_sees_all(patient: Client, code: str, clock: Clock) -> None:
    draft = send_throat(patient, code, 9)
    found = directory.practice(code)
    assert found is not None
    with acting(given.SYSTEM):
        given.slots(found.id, 9, place=found.name)
    html = patient.get(f"{draft}decision?on={clock.now.date()}").content.decode()
    assert FOLDED.sub("", html).count('name="slot" type="radio"') == 12


@pytest.mark.parametrize(
    ("level", "within", "said"),
    [
        ("soon", "P2D", "2 days"),
        ("soon", "P1D", "1 day"),
        ("soon", "P7D", "7 days"),
        ("routine", "P5D", "5 days"),
    ],
)
def test_the_page_names_the_time_of_the_decision_and_not_that_of_its_level(
    patient: Client, code: str, level: str, within: str, said: str
) -> None:
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    decides(draft, level, within)
    page = text(patient.get(f"{draft}decision"))
    assert f"You need help within {said}" in page
    assert f"Within {said}" in page
    patient.cookies[COOKIE] = "normal.auto.easy.en"
    assert f"You need help in the next {said}." in text(patient.get(f"{draft}decision"))
