"""The staff pages over HTTP: who sees what, what a refresh leaves behind, and what a wrong press does."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.requests.actions import booking, care, holding
from weald.services.requests.presenters.staff import queue as queue_presenter
from weald.services.requests.presenters.staff import request as request_presenter
from weald.services.requests.queries import queue as queue_query
from weald.services.requests.queries.queue import queue

pytestmark = pytest.mark.usefixtures("committed_db")
REFRESH = "/staff/queue/rows"


@pytest.fixture
def ward() -> Ward:
    return Ward(timezone.now())


def text(response: Any) -> str:
    return unescape(response.content.decode())


def press(client: Client, request: UUID, verb: str, version: int = 0, **values: Any) -> Any:
    """Press a button as the page would send it."""
    return client.post(f"/staff/request/{request}/{verb}", {"version": version, "key": uuid4().hex, **values})


def test_the_queue_is_ordered_by_urgency_and_what_is_nearly_late_rises(ward: Ward) -> None:
    now = ward.now
    hours = timedelta(hours=1)
    later = ward.request(level="today", family_name="Later", due_at=now + 5 * hours)
    routine = ward.request(level="routine", family_name="Routine", due_at=now + 30 * hours)
    nearly = ward.request(level="routine", family_name="Nearly", due_at=now + hours / 2)
    late = ward.request(level="self_care", service="self_care", family_name="Late", due_at=now - hours)
    danger = ward.request(level="now", service="emergency_999", family_name="Danger", due_at=now)
    with acting(ward.reed):
        counts, rows = queue(kind="clinical", show="all", text="", now=now)
    assert [row.id for row in rows] == [danger, late, nearly, later, routine]
    assert (counts.clinical, counts.late, counts.free) == (5, 1, 5)
    page = text(ward.browser(ward.reed).get("/staff/queue"))
    assert page.index("LATE, Ada") < page.index("NEARLY, Ada") < page.index("LATER, Ada")
    assert page.count("Overdue</span>") == 1
    assert page.count("Due soon</span>") == 1


def narrowed(client: Client, words: str) -> Any:
    """The queue, narrowed by what is typed."""
    return client.post("/staff/queue", {"q": words}, follow=True)


def test_a_name_that_narrows_the_queue_stands_in_no_address_and_does_not_stay(ward: Ward) -> None:
    ward.request(family_name="Quillfeather")
    ward.request(family_name="Other")
    client = ward.browser(ward.reed)
    answer = client.post("/staff/queue", {"q": "Quillfeather", "show": "free"})
    assert answer["Location"] == "/staff/queue?show=free&filtered=1"
    page = client.get(answer["Location"]).content.decode()
    assert "OTHER" not in page
    assert not [
        link for link in re.findall(r'(?:href|action|data-rows)="([^"]*)"', page) if "quill" in link.lower()
    ]
    assert "OTHER" not in client.get("/staff/queue/rows?filtered=1").content.decode()
    # The place itself, without the mark, always shows everybody: a forgotten filter hides nobody.
    assert "OTHER" in client.get("/staff/queue").content.decode()


def test_lists_are_apart_and_filters_narrow_them(ward: Ward) -> None:
    mine = ward.request(family_name="Mine")
    ward.request(family_name="Free")
    ward.request(kind="administrative", service="reception", family_name="Letter")
    with acting(ward.reed):
        holding.take(request=mine, version=0, key="a", now=ward.now)
    client = ward.browser(ward.reed)
    clinical, office = text(client.get("/staff/queue")), text(client.get("/staff/queue?kind=administrative"))
    assert "MINE" in clinical
    assert "LETTER" not in clinical
    assert "LETTER" in office
    assert "FREE" not in text(client.get("/staff/queue?show=mine"))
    assert "MINE" not in text(client.get("/staff/queue?show=free"))
    assert "FREE" not in text(narrowed(client, "mine"))
    assert "No request fits" in text(narrowed(client, "nobody"))
    assert client.get("/staff/queue?kind=\x00&show=%00&filtered=" + "x" * 3000).status_code == 200
    assert narrowed(client, "x" * 3000 + "\x00").status_code == 200


def test_what_is_decided_leaves_the_list_of_what_is_to_decide_until_its_person_wants_something(
    ward: Ward,
) -> None:
    decided = ward.request(family_name="Decided", level="routine")
    ward.request(family_name="Free", level="routine")
    theirs = ward.request(family_name="Colleagues", level="routine")
    with acting(ward.okafor):
        holding.take(request=theirs, version=0, key="a", now=ward.now)
    client = ward.browser(ward.reed)
    press(client, decided, "confirm")

    def listed() -> set[str]:
        page = text(client.get("/staff/queue?show=undecided"))
        return {name for name in ("DECIDED", "FREE", "COLLEAGUES") if name in page}

    assert listed() == {"FREE", "COLLEAGUES"}
    with acting(given.SYSTEM):
        query("update requests_request set wants = 'reply' where id = %s", [decided])
    assert listed() == {"DECIDED", "FREE", "COLLEAGUES"}


def test_confirmed_advice_closes_with_what_was_told_and_anything_else_with_what_somebody_writes(
    ward: Ward,
) -> None:
    advice, visit = ward.request(level="self_care", service="self_care"), ward.request(level="routine")
    client = ward.browser(ward.reed)
    usual = f"You need an appointment. {request_presenter.COME_BACK}"
    assert usual not in text(client.get(f"/staff/request/{advice}"))  # before anybody has read it
    for request in (advice, visit):
        press(client, request, "confirm")
    page = text(client.get(f"/staff/request/{advice}"))
    assert f"\n{usual}</textarea>" in page
    assert re.search(r'<option value="advice_given"[^>]* selected', page)
    assert request_presenter.COME_BACK not in text(client.get(f"/staff/request/{visit}"))
    assert press(client, visit, "resolve", version=1, outcome="advice_given", note="").status_code == 422


def test_a_booked_request_waits_apart_and_comes_back_when_its_time_is_over(ward: Ward) -> None:
    request = ward.request(family_name="Booked")
    with acting(given.SYSTEM):
        [slot] = given.slots(
            ward.practice,
            starts_at=ward.now + timedelta(hours=1),
            ends_at=ward.now + timedelta(hours=1, minutes=10),
        )
    assert press(ward.browser(ward.reed), request, "book", slot=slot).status_code == 303
    for later, owed in ((timedelta(0), 0), (timedelta(hours=2), 1)):
        with acting(ward.reed):
            counts, rows = queue(kind="clinical", show="all", text="", now=ward.now + later)
        assert (counts.clinical, len(rows), counts.booked) == (owed, owed, 1 - owed)


def test_a_page_records_what_it_showed_and_a_refresh_without_change_adds_nothing(ward: Ward) -> None:
    first = ward.request()
    client = ward.browser(ward.reed)
    page = client.get("/staff/queue")
    stamp = unescape(page.content.decode().split('data-stamp="')[1].split('"')[0])
    assert ward.audit("requests.read_queue") == [("Dr Amara Reed", [str(first)])]
    for _ in range(3):
        answer = client.get(REFRESH, headers={"If-None-Match": stamp})
        assert answer.status_code == 304
        stamp = answer["ETag"]
    assert len(ward.audit("requests.read_queue")) == 1
    second = ward.request()
    answer = client.get(REFRESH, headers={"If-None-Match": stamp})
    assert answer.status_code == 200
    assert set(ward.audit("requests.read_queue")[1][1]) == {str(first), str(second)}


def test_nobody_can_claim_to_have_seen_the_page_of_somebody_else(ward: Ward) -> None:
    ward.request()
    stamp = ward.browser(ward.reed).get(REFRESH)["ETag"]
    ward.browser(ward.okafor).get(REFRESH, headers={"If-None-Match": stamp})
    assert [name for name, _ in ward.audit("requests.read_queue")] == ["Dr Amara Reed", "Dr Tom Okafor"]


def test_a_refresh_is_no_use_of_the_session(ward: Ward) -> None:
    client = ward.browser(ward.reed)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update access_staffsession set seen_at = now() - interval '14 minutes'")
        assert client.get(REFRESH).status_code == 200
        cursor.execute("select now() - seen_at > interval '13 minutes' from access_staffsession")
        assert cursor.fetchone() == (True,)
        client.get("/staff/queue")
        cursor.execute("select now() - seen_at < interval '1 minute' from access_staffsession")
        assert cursor.fetchone() == (True,)


def test_the_page_of_a_request_shows_the_evidence_and_leaves_one_trace(ward: Ward) -> None:
    request = ward.request(words="It hurts <b>here</b>")
    page = ward.browser(ward.reed).get(f"/staff/request/{request}")
    assert "&lt;b&gt;here" in page.content.decode()
    for shown in (
        "Most backs get better.",
        "Call 999 if you cannot feel your legs.",
        "Draft content",
        "6 May 1984",
    ):
        assert shown in text(page)
    assert ward.audit("requests.read") == [("Dr Amara Reed", [str(request)])]


def test_a_receptionist_reads_no_clinical_details(ward: Ward) -> None:
    request = ward.request(
        findings='["numb between the legs"]', problem="low_mood_anxiety", problem_name="Low mood"
    )
    client = ward.browser(ward.desk)
    for page in (text(client.get("/staff/queue")), text(client.get(f"/staff/request/{request}"))):
        for hidden in ("numb", "Low mood", "my back hurts", "Most backs", "Confirm:"):
            assert hidden not in page
        assert "TEST, Ada" in page
    assert press(client, request, "confirm").status_code == 403
    assert ward.row(request).state == "waiting"


def test_the_list_says_that_it_shows_only_the_most_urgent(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        ward.request(family_name=f"Number{number}", due_at=ward.now + timedelta(days=number + 1))
    client = ward.browser(ward.reed)
    assert "most urgent of" not in text(client.get("/staff/queue"))
    for module in (queue_query, queue_presenter):
        monkeypatch.setattr(module, "MOST", 3)
    for page in (text(client.get("/staff/queue")), text(client.get(REFRESH))):
        assert "NUMBER2" in page
        assert "NUMBER3" not in page
        assert "These are the 3 most urgent of 4. To see others, narrow the list" in page
    assert "These are the 3 most urgent. To see others" in text(narrowed(client, "number"))
    assert "most urgent" not in text(narrowed(client, "number3")).split("<tbody data-part>")[1]


def test_going_home_counts_everybody_and_says_that_it_shows_the_first(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        ward.request(level="today", due_at=ward.now - timedelta(minutes=5))
    monkeypatch.setattr(queue_query, "MOST", 2)
    page = text(ward.browser(ward.reed).get("/staff/going-home"))
    assert "3 people are owed an answer today" in page
    assert "These are the 2 of 3 that are due first." in page


def test_a_reference_is_found_as_it_is_spoken(ward: Ward) -> None:
    request = ward.request(family_name="Spoken")
    ward.request(family_name="Other")
    said = ward.row(request).reference
    page = text(narrowed(ward.browser(ward.reed), f"{said[:4].lower()}-{said[4:].replace('0', 'O')}"))
    assert "SPOKEN" in page
    assert "OTHER" not in page


def test_whom_nothing_can_reach_is_said_before_anybody_writes(ward: Ward) -> None:
    client = ward.browser(ward.reed)
    for reach, warned in (
        ({"phone": ""}, True),
        ({"phone": "", "email": "ada@example.org"}, False),
        ({}, False),
    ):
        page = text(client.get(f"/staff/request/{ward.request(**reach)}"))
        assert ("They left no phone number and no email" in page) is warned
    assert 'href="tel:07700900001">07700 900001<' in page


def test_another_organisation_sees_nothing_of_it(ward: Ward) -> None:
    request = ward.request()
    client = ward.browser(ward.outsider)
    assert "TEST" not in text(client.get("/staff/queue"))
    assert client.get(f"/staff/request/{request}").status_code == 404
    assert client.get(f"/staff/request/{request}/times").status_code == 404
    assert press(client, request, "take").status_code == 404
    assert client.get(f"/staff/request/{uuid4()}").status_code == 404
    assert press(ward.browser(ward.reed), request, "explode").status_code == 404


def test_whoever_was_slower_reads_who_has_it(ward: Ward) -> None:
    request = ward.request()
    press(ward.browser(ward.reed), request, "take")
    answer = press(ward.browser(ward.okafor), request, "take")
    assert answer.status_code == 409
    assert "Dr Amara Reed took this request" in text(answer)


def test_lowering_a_red_flag_is_asked_twice_on_the_page_and_keeps_what_was_typed(ward: Ward) -> None:
    request = ward.request(level="today", red_flag=True, due_at=ward.now + timedelta(hours=3))
    client = ward.browser(ward.reed)
    typed = {"level": "routine", "service": "gp", "reason": "Known to me"}
    assert "I am sure that this may wait longer" not in text(client.get(f"/staff/request/{request}"))
    asked = press(client, request, "change", **typed)
    assert asked.status_code == 409
    assert "I am sure that this may wait longer" in text(asked)
    assert "Known to me" in text(asked)
    assert press(client, request, "change", **typed, sure="yes").status_code == 303
    assert ward.row(request).level == "routine"


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("change", "Say why you decide differently"),
        ("resolve", "Choose how it ended"),
        ("reply", "Write your message"),
        ("hand-over", "Choose a colleague"),
        ("book", "Choose a time"),
        ("disagree", "Say what the rule’s author should know"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(ward: Ward, verb: str, sentence: str) -> None:
    request = ward.request()
    answer = press(ward.browser(ward.reed), request, verb, level="today", service="gp", slot="nonsense")
    assert answer.status_code in {409, 422}
    assert sentence in text(answer)
    assert ward.row(request).version == 0


def test_far_too_much_text_is_refused_with_figures(ward: Ward) -> None:
    request = ward.request()
    answer = press(ward.browser(ward.reed), request, "reply", text="😖" * 30_000)
    assert answer.status_code == 422
    assert "2,000 characters or fewer" in text(answer)


def test_a_message_stands_in_the_story_and_a_notice_says_so(ward: Ward) -> None:
    request = ward.request(wants="message")
    press(ward.browser(ward.reed), request, "reply", text="Take it with food.")
    assert ("reply", "We wrote to you. Read it in your messages.", "") in ward.story(request)
    with acting(given.SYSTEM):
        assert query(
            "select body, by, told from messages_message m, lateral (select n.template as told from"
            " messages_notification n where n.key = 'message:' || m.id) n"
        ) == [("Take it with food.", "Dr Amara Reed", "message")]
    assert "Take it with food." in text(ward.browser(ward.reed).get(f"/staff/request/{request}"))
    assert ward.row(request).wants == ""


def test_an_ordinary_request_is_answered_by_open_take_confirm_book_next(ward: Ward) -> None:
    request, other = ward.request(), ward.request(family_name="Next")
    with acting(given.SYSTEM):
        start = ward.now + timedelta(hours=1)
        [slot] = given.slots(ward.practice, starts_at=start, ends_at=start + timedelta(minutes=10))
    client = ward.browser(ward.reed)
    press(client, request, "take")
    press(client, request, "confirm", version=1)
    page = text(client.get(f"/staff/request/{request}"))
    assert f'value="{slot}" data-digit="1"' in page
    assert press(client, request, "book", version=2, slot=slot).status_code == 303
    assert client.get(f"/staff/next?after={request}")["Location"] == f"/staff/request/{other}"
    assert [kind for kind, _, _ in ward.story(request)] == ["taken", "confirmed", "booked"]


def test_next_goes_down_the_list_and_back_to_the_top(ward: Ward) -> None:
    soon = [ward.request(level="soon", due_at=ward.now + timedelta(days=days)) for days in (1, 2, 3)]
    client = ward.browser(ward.reed)

    def after(request: UUID) -> str:
        return str(client.get(f"/staff/next?after={request}")["Location"]).rsplit("/", 1)[-1]

    assert [after(uuid4()), after(soon[0]), after(soon[1]), after(soon[2])] == [
        str(soon[at]) for at in (0, 1, 2, 0)
    ]
    press(client, soon[1], "confirm")
    assert [after(soon[1]), after(soon[0])] == [str(soon[0]), str(soon[2])]
    press(ward.browser(ward.okafor), soon[2], "take")
    assert after(soon[0]) == "queue?done=none_left"
    page = client.get("/staff/queue?done=none_left").content.decode()
    assert "Nothing is left to open: every request that waits for a decision has somebody." in page


def test_two_who_go_on_at_the_same_time_read_different_requests_and_see_who_reads(ward: Ward) -> None:
    first, second = (ward.request(level="soon", due_at=ward.now + timedelta(days=days)) for days in (1, 2))
    reed, okafor = ward.browser(ward.reed), ward.browser(ward.okafor)

    def opens(client: Client, request: UUID | None = None) -> str:
        return client.get("/staff/next", {"after": request or ""})["Location"].removeprefix("/staff/request/")

    assert opens(reed) == str(first)
    reed.get(f"/staff/request/{first}")
    assert opens(okafor) == str(second)
    okafor.get(f"/staff/request/{second}")
    assert "Dr Amara Reed opened it at" in text(okafor.get(f"/staff/request/{first}"))
    reed.get(f"/staff/request/{second}")
    assert "opened it at" not in text(reed.get(f"/staff/request/{second}"))  # Dr Okafor reads the first now
    assert opens(reed, second) == str(first)  # last, but never out of reach


@pytest.mark.parametrize(
    "columns",
    [
        {"level": "now", "service": "emergency_999"},
        {"level": "routine", "wants": "danger"},
        {"level": "today", "due_at": timezone.now() + timedelta(minutes=3)},
    ],
)
def test_what_cannot_wait_is_next_for_everybody_though_a_colleague_reads_it(
    ward: Ward, columns: dict[str, Any]
) -> None:
    danger = ward.request(**columns)
    ward.request(level="soon")
    ward.browser(ward.okafor).get(f"/staff/request/{danger}")
    assert ward.browser(ward.reed).get("/staff/next")["Location"] == f"/staff/request/{danger}"


def test_what_a_colleague_opened_long_ago_is_next_again(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_query, "READS_FOR", timedelta(0))
    request = ward.request(level="soon", due_at=ward.now + timedelta(days=1))
    ward.request(level="routine")
    ward.browser(ward.okafor).get(f"/staff/request/{request}")
    assert ward.browser(ward.reed).get("/staff/next")["Location"] == f"/staff/request/{request}"


def test_a_request_says_how_many_are_left_besides_it(ward: Ward) -> None:
    request = ward.request()
    client = ward.browser(ward.reed)
    assert " left</span>" not in text(client.get(f"/staff/request/{request}"))
    ward.request()
    taken = ward.request()
    ward.request(kind="administrative", service="reception")
    assert "2 left</span>" in text(client.get(f"/staff/request/{request}"))
    with acting(ward.okafor):
        holding.take(request=taken, version=0, key="a", now=ward.now)
    assert "1 left</span>" in text(client.get(f"/staff/request/{request}"))


@pytest.mark.parametrize(
    ("wants", "said"), [("danger", "Signs of danger in a message"), ("worse", "Says: worse")]
)
def test_what_may_be_an_emergency_stands_beside_the_problem_and_is_not_confirmed_as_it_was(
    ward: Ward, wants: str, said: str
) -> None:
    request = ward.request(level="routine", wants=wants)
    client = ward.browser(ward.reed)
    [row] = re.findall(r"<tr id=.*", text(client.get("/staff/queue")))
    assert 'class="level-now late"' in row
    assert f'<td class="q-problem"><strong class="q-flag">{said}</strong>' in row
    assert '<td class="q-state">New ' in row
    page = text(client.get(f"/staff/request/{request}"))
    assert "Confirm:" not in page
    assert "decide anew how soon they need help" in page
    assert "decide anew" not in text(ward.browser(ward.desk).get(f"/staff/request/{request}"))
    answer = press(client, request, "confirm")
    assert answer.status_code == 409
    assert "They may be in danger since this was decided." in text(answer)
    assert ward.row(request).confirmed_at is None
    press(client, request, "seen")
    assert "Confirm: " in text(client.get(f"/staff/request/{request}"))


@pytest.mark.parametrize(
    ("level", "within", "said"),
    [("soon", "P2D", "2 days"), ("soon", "P7D", "7 days"), ("routine", "P14D", "14 days"), ("today", "PT2H", "Today")],
)  # fmt: skip
def test_a_request_says_how_soon_its_person_was_told(ward: Ward, level: str, within: str, said: str) -> None:
    request = ward.request(level=level, within=within)
    page = text(ward.browser(ward.reed).get(f"/staff/request/{request}"))
    assert f'<strong class="q-tag q-tag--{level}">{said}</strong>' in page
    assert f"Confirm: {said}, GP" in page


def test_going_home_begins_with_what_is_urgent_at_once(ward: Ward) -> None:
    ward.request(family_name="Late", due_at=ward.now - timedelta(hours=2))
    ward.request(family_name="Danger", wants="danger", due_at=ward.now - timedelta(minutes=1))
    ward.request(family_name="Now", level="now", service="emergency_999", due_at=ward.now)
    page = text(ward.browser(ward.reed).get("/staff/going-home"))
    assert page.index("DANGER, Ada") < page.index("NOW, Ada") < page.index("LATE, Ada")


def test_going_home_puts_the_more_urgent_first_of_those_who_are_due_together(ward: Ward) -> None:
    due = ward.now - timedelta(minutes=1)
    for level, name in (("routine", "Fortnight"), ("soon", "Week"), ("today", "Today")):
        ward.request(level=level, family_name=name, due_at=due)
    page = text(ward.browser(ward.reed).get("/staff/going-home"))
    assert page.index("TODAY, Ada") < page.index("WEEK, Ada") < page.index("FORTNIGHT, Ada")


def test_any_free_time_of_a_day_can_be_given(ward: Ward) -> None:
    request = ward.request()
    with acting(given.SYSTEM):
        start = ward.now + timedelta(days=1)
        [visit] = given.slots(
            ward.practice,
            service="nurse",
            kind="home_visit",
            capacity=3,
            starts_at=start,
            ends_at=start + timedelta(minutes=10),
        )
    day = start.astimezone(timezone.get_fixed_timezone(0)).date()
    client = ward.browser(ward.reed)
    pages = [
        text(client.get(f"/staff/request/{request}/times?day={one}"))
        for one in (day, day + timedelta(days=1), "2026-99-99")
    ]
    assert any("Home visits" in page and str(visit) in page for page in pages)
    assert press(client, request, "book", slot=visit).status_code == 303


def test_going_home_shows_who_is_owed_and_hands_over_in_one_click(ward: Ward) -> None:
    client = ward.browser(ward.reed)
    assert "You can go home" in text(client.get("/staff/going-home"))
    request = ward.request(level="today", due_at=ward.now - timedelta(minutes=5), family_name="Owed")
    ward.request(level="routine", due_at=ward.now + timedelta(days=3), family_name="Notyet")
    page = text(client.get("/staff/going-home"))
    assert "OWED" in page
    assert "NOTYET" not in page
    assert "Nobody who could answer is on duty" in page
    answer = press(client, request, "hand-over", to=ward.okafor.identity, back="/staff/going-home")
    assert answer["Location"].startswith("/staff/going-home")
    assert ward.row(request).owner_name == "Dr Tom Okafor"


def test_nobody_is_sent_home_while_somebody_is_to_be_phoned(ward: Ward) -> None:
    request, client = ward.request(due_at=ward.now + timedelta(days=3)), ward.browser(ward.reed)
    with acting(given.SYSTEM):
        query("update requests_request set wants = 'call' where id = %s returning 1", [request])
        query("update requests_request set state = 'booked' where id = %s returning 1", [request])
    page = text(client.get("/staff/going-home"))
    assert "1 person is still on the call list" in page
    assert "You can go home" not in page


def test_a_closed_request_can_be_opened_again(ward: Ward) -> None:
    request = ward.request()
    client = ward.browser(ward.reed)
    assert press(client, request, "resolve", outcome="done", note="All is well.").status_code == 303
    assert press(client, request, "call", version=1).status_code == 409
    assert press(client, request, "reopen", version=1, why="They rang.").status_code == 303
    assert ward.row(request).state == "waiting"


def test_the_summary_for_the_record_is_plain_text(ward: Ward) -> None:
    request = ward.request(words="my back\nhurts")
    with acting(ward.reed):
        care.confirm(request=request, version=0, key="a", now=ward.now)
    page = text(ward.browser(ward.reed).get(f"/staff/request/{request}"))
    summary = page.split('id="summary"')[1].split(">", 1)[1].split("</textarea>")[0]
    for line in (
        "Problem: Low back pain",
        "In their words: my back hurts",
        "Decision: 7 days, GP (confirmed by Dr Amara Reed",
    ):
        assert line in summary


def test_the_day_list_says_in_words_who_is_late_and_who_has_waited_long(clock: Clock) -> None:
    ward = Ward(clock.now)
    absent, here = ward.request(family_name="Absent"), ward.request(family_name="Here")
    phoned, open_list = ward.request(family_name="Phoned"), ward.request(family_name="List")
    start = clock.now + timedelta(hours=1)
    for request, columns in (
        (absent, {}),
        (here, {}),
        (phoned, {"mode": "phone"}),
        (open_list, {"kind": "duty_list", "ends_at": start + timedelta(hours=3), "slot_minutes": 180}),
    ):
        with acting(given.SYSTEM):
            [slot] = given.slots(
                ward.practice, **({"starts_at": start, "ends_at": start + timedelta(minutes=10)} | columns)
            )
        with acting(ward.reed):
            booking.book(request=request, slot=slot, key=f"book {request}", now=clock.now)

    def listed(minutes: int) -> str:
        clock.now = start + timedelta(minutes=minutes)
        found = re.sub("<[^>]+>", " ", unescape(ward.browser(ward.desk).get("/staff/day").content.decode()))
        return " ".join(found.split("Late:")[1].split())

    with acting(ward.desk):
        care.attendance(request=here, state="arrived", key="a", now=start - timedelta(minutes=25))
    # They came early, and nobody is late before their time.
    assert listed(-1).startswith("nobody Waits long: nobody")
    assert "Late" not in listed(-1)
    assert "Arrived here 24 min" in listed(-1)
    # An open list lasts until it ends, and nobody is waited for at the desk who is phoned.
    now = listed(12)
    assert now.startswith("ABSENT, Ada 12 min after their time Waits long: HERE, Ada here 37 min")
    assert "Booked Late 12 min after their time" in now
    assert "Arrived Waits long here 37 min" in now
    assert now.count("Late") == 1
    # After an hour it is for whoever notes who came.
    assert listed(60).startswith("nobody")
    assert "Booked not noted: did they come?" in listed(60)
    assert listed(181).startswith("LIST, Ada 1 min after their time")


def test_the_day_list_names_people_as_the_desk_asks_them_and_notes_by_one_press_who_has_arrived(
    clock: Clock,
) -> None:
    ward = Ward(clock.now)
    comes, phoned = ward.request(family_name="Comes"), ward.request(family_name="Phoned")
    start = clock.now + timedelta(hours=1)
    for request, mode in ((comes, "face_to_face"), (phoned, "phone")):
        with acting(given.SYSTEM):
            [slot] = given.slots(
                ward.practice, starts_at=start, ends_at=start + timedelta(minutes=10), mode=mode
            )
        with acting(ward.reed):
            booking.book(request=request, slot=slot, key=f"book {request}", now=clock.now)
    desk = ward.browser(ward.desk)
    page = desk.get("/staff/day").content.decode()
    assert "COMES, Ada" in page
    assert "born 6 May 1984" in page
    assert page.count('name="state" value="arrived"') == 1, "nobody arrives on the phone"
    [back] = re.findall(r'name="back" value="([^"]+)"', page)
    pressed = desk.post(
        f"/staff/request/{comes}/attendance", {"state": "arrived", "key": "a", "back": unescape(back)}
    )
    assert pressed["Location"] == unescape(back).replace("#", "&done=attendance#")
    page = desk.get(pressed["Location"]).content.decode()
    assert "<td>Arrived</td>" in page
    assert 'value="arrived"' not in page
    tomorrow = (clock.now + timedelta(days=1)).date()
    assert 'value="arrived"' not in desk.get(f"/staff/day?day={tomorrow}").content.decode()
