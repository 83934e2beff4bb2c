"""The conversation on a request: nothing unheard, nothing lost, nothing lowered."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.messages import queries as messages
from weald.services.messages.actions import templates
from weald.services.messages.attachments import Cleaned
from weald.services.messages.masking import masked
from weald.services.requests.actions import booking, care, conversation, own
from weald.services.requests.listening import about_life
from weald.services.requests.queries import conversation as talks
from weald.services.requests.queries.queue import next_request, queue

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
PHOTO = Cleaned("image", "image/jpeg", b"a photo", width=10, height=10)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def send(request: UUID, body: str = "Is it ready?", *, key: str = "", at: Any = NOW, files: Any = ()) -> None:
    with acting(given.person(request)):
        conversation.send(request=request, body=body, key=key or uuid4().hex, now=at, files=files)


def reply(ward: Ward, request: UUID, text: str = "Yes.", who: Any = None, at: Any = NOW) -> None:
    with acting(who or ward.reed):
        conversation.reply(request=request, version=None, text=text, key=uuid4().hex, now=at)


def said(ward: Ward, request: UUID) -> list[tuple[str, str]]:
    with acting(ward.reed):
        return [(one.sender, one.body) for one in messages.conversation(request)]


def test_a_message_is_stored_marks_the_request_and_is_read(ward: Ward) -> None:
    request = ward.request(state="confirmed", due_at=NOW + timedelta(days=14))
    send(request, "Is it ready?")
    row = ward.row(request)
    assert (row.wants, row.state, row.version) == ("reply", "confirmed", 1)
    # It is owed an answer by the end of the next core period.
    assert row.due_at < NOW + timedelta(days=2)
    with acting(ward.reed):
        assert [one.read_at for one in messages.conversation(request)] == [None]
        conversation.read_by("staff", request=request, now=NOW)
        assert [one.read_at for one in messages.conversation(request)] == [NOW]
    reply(ward, request, at=NOW + timedelta(minutes=1))
    assert ward.row(request).wants == ""
    assert ward.row(request).owner_name == "Dr Amara Reed"
    assert said(ward, request) == [("person", "Is it ready?"), ("staff", "Yes.")]


def test_the_same_press_is_one_message(ward: Ward) -> None:
    request = ward.request()
    for _ in range(3):
        send(request, "Hello", key="one press")
    with acting(ward.reed):
        for _ in range(3):
            later = NOW + timedelta(minutes=1)
            conversation.reply(request=request, version=1, text="Hello", key="another", now=later)
    assert said(ward, request) == [("person", "Hello"), ("staff", "Hello")]
    assert len(ward.notices()) == 1
    assert ward.row(request).version == 2


def test_a_message_on_a_booked_request_brings_it_back_to_the_list(ward: Ward) -> None:
    request = ward.request(state="confirmed", confirmed_at=NOW)
    ward.books(request)
    with acting(ward.reed):
        assert queue(kind="clinical", show="all", text="", now=NOW)[1] == ()
    send(request, "Do I have to fast?")
    with acting(ward.reed):
        assert [row.wants for row in queue(kind="clinical", show="all", text="", now=NOW)[1]] == ["reply"]
    assert ward.row(request).state == "booked"


DANGER = "Since this morning I have crushing chest pain"


def test_a_sign_of_danger_puts_the_request_on_top_and_nothing_lowers_it(ward: Ward) -> None:
    urgent = ward.request(level="now", service="emergency_999", due_at=NOW + timedelta(minutes=1))
    request = ward.request(level="routine", due_at=NOW + timedelta(days=14))
    send(request, DANGER)
    with acting(ward.reed):
        assert about_life(messages.conversation(request)[-1].heard)
        assert [row.id for row in queue(kind="clinical", show="all", text="", now=NOW)[1]] == [
            request,
            urgent,
        ]
        assert next_request(after=uuid4(), kind="clinical", now=NOW) == request
    send(request, "It is better now, sorry")
    with acting(given.person(request)):
        booking.wants_message(request=request, note="", now=NOW)
        booking.no_time_suits(request=request, note="", now=NOW)
    reply(ward, request, "We will call you.", who=ward.desk)
    assert ward.row(request).wants == "danger"
    version = ward.row(request).version
    with acting(ward.desk), pytest.raises(Refused):
        conversation.seen(request=request, version=version, key="s", now=NOW)
    with acting(given.SYSTEM):
        query("update requests_request set owner = null, owner_name = '', taken_at = null")
    reply(ward, request, "I called you.")
    assert ward.row(request).wants == ""


@pytest.mark.parametrize("answers", ["reply", "seen"])
@pytest.mark.parametrize("late", [False, True])
def test_once_staff_answered_the_danger_the_request_is_due_as_it_was_decided(
    ward: Ward, answers: str, late: bool
) -> None:
    """Nobody is told that we are late who had an answer; what was overdue before the danger came stays so."""
    owed = NOW - timedelta(hours=1) if late else NOW + timedelta(days=1)
    request = ward.request(level="routine", due_at=owed)
    send(request, DANGER)
    assert ward.row(request).due_at == min(owed, NOW)
    reply(ward, request, "Somebody will call you.", who=ward.desk)
    assert ward.row(request).due_at == min(owed, NOW)
    with acting(given.SYSTEM):
        query("update requests_request set owner = null, owner_name = '', taken_at = null")
    after, version = NOW + timedelta(minutes=5), ward.row(request).version
    if answers == "reply":
        reply(ward, request, "I called you.", at=after)
    else:
        with acting(ward.reed):
            conversation.seen(request=request, version=version, key="s", now=after)
    row = ward.row(request)
    assert (row.wants, row.level) == ("", "routine")
    assert row.due_at == owed if late else after < row.due_at <= NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (DANGER, "danger"),
        ("I can't breathe", "danger"),
        ("I want to kill myself", "danger"),
        ("you fucking idiots, I have crushing chest pain", "danger"),
        ("my back is numb between my legs", "danger"),
        ("by the way I went sideways and slid down the cooker this morning", "danger"),
        ("I have no chest pain", "reply"),
        ("thank you, that helped", "reply"),
    ],
)
def test_what_is_heard_in_words(ward: Ward, words: str, mark: str) -> None:
    """Also what would only raise this problem: numbness between the legs with a bad back. What is denied is not heard."""
    request = ward.request(level="routine")
    send(request, words)
    row = ward.row(request)
    assert row.wants == mark
    assert row.level == "routine"
    assert (row.due_at <= NOW) == (mark == "danger")


def test_a_closed_request_opens_where_staff_allowed_replies_and_for_so_long(ward: Ward) -> None:
    request = ward.request()
    close = {"request": request, "outcome": "advice_given", "note": "Rest.", "now": NOW}
    with acting(ward.reed):
        care.resolve(**close, version=0, key="a", replies=True)
    with pytest.raises(Refused, match="closed"):
        send(request, at=NOW + timedelta(days=14))
    send(request, "It still hurts", at=NOW + timedelta(days=13))
    row = ward.row(request)
    assert (row.state, row.wants, row.closed_at, row.owner_name) == (
        "waiting",
        "reply",
        None,
        "Dr Amara Reed",
    )
    with acting(ward.reed):
        care.resolve(**close, version=row.version, key="b", replies=False)
    with pytest.raises(Refused, match="ask again"):
        send(request, at=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="call 999 now"):
        send(request, DANGER, at=NOW + timedelta(days=1))
    assert len(said(ward, request)) == 1


def test_whoever_closed_their_own_request_cannot_open_it_by_writing(ward: Ward) -> None:
    request = ward.request()
    with acting(given.person(request)):
        own.no_longer_needed(request=request, note="", now=NOW)
    with pytest.raises(Refused):
        send(request)


def test_messages_that_nobody_answered_are_listed(ward: Ward) -> None:
    first, second, third = (ward.request() for _ in range(3))
    send(second, at=NOW + timedelta(minutes=1))
    send(first, at=NOW)
    send(first, at=NOW + timedelta(minutes=5))
    send(third, at=NOW)
    reply(ward, third)
    with acting(ward.reed):
        rows = talks.unanswered(NOW + timedelta(hours=1))
        assert [(row.request, row.count, row.since) for row in rows] == [
            (first, 2, NOW), (second, 1, NOW + timedelta(minutes=1)),
        ]  # fmt: skip
    with acting(ward.outsider):
        assert talks.unanswered(NOW + timedelta(hours=1)) == ()


def test_the_notice_names_no_problem_and_its_fate_is_shown(ward: Ward) -> None:
    request = ward.request(email="ada@example.org")
    reply(ward, request, "Your back needs rest.")
    with acting(ward.reed):
        [(body, routes, urgent)] = query("select body, routes, urgent from messages_notification")
        assert "back" not in body.replace("back here", "")
        assert routes == '[["sms", "+447700900001"], ["email", "ada@example.org"]]'
        assert urgent is False
        assert [one.told for one in messages.conversation(request)] == ["waiting"]
    with acting(given.SYSTEM):
        query(
            "update messages_notification set sent_at = %s, delivered_at = %s, delivered_by = 'email'",
            [NOW, NOW],
        )
    with acting(ward.reed):
        assert [(one.told, one.told_by) for one in messages.conversation(request)] == [("delivered", "email")]


def test_nobody_reads_or_writes_in_another_conversation(ward: Ward) -> None:
    request, other = ward.request(), ward.request()
    send(request, "Private", files=(PHOTO,))
    with acting(ward.reed):
        [file] = messages.conversation(request)[0].files
    with acting(ward.outsider):
        assert messages.conversation(request) == ()
        assert messages.attachment(file.id) is None
        with pytest.raises(Refused):
            conversation.reply(request=request, version=None, text="x", key="k", now=NOW)
    with acting(given.person(other)):
        assert messages.conversation(request) == ()
        assert messages.attachment(file.id) is None
        with pytest.raises(Refused):
            conversation.send(request=request, body="x", key="k", now=NOW)
    with acting(given.person(request)):
        found = messages.attachment(file.id)
        assert found is not None
        assert found.body == b"a photo"


def test_what_was_said_cannot_be_changed_or_removed(ward: Ward) -> None:
    request = ward.request()
    send(request, "As I said it", files=(PHOTO,))
    for statement in (
        "update messages_message set body = 'else'",
        "delete from messages_message",
        "update messages_attachment set body = 'else'",
        "delete from messages_attachment",
        "delete from messages_callback",
    ):
        with pytest.raises(Exception, match="permission denied"), acting(given.SYSTEM):
            query(statement)


CHILD = {"birth_date": "2012-01-01"}
INTIMATE = {"problem": "urinary_women", "problem_name": "Pain when peeing"}


@pytest.mark.parametrize(
    ("columns", "asked", "allowed"),
    [
        ({}, False, True),
        (CHILD, False, True),
        (INTIMATE, False, False),
        (INTIMATE, True, True),
        (INTIMATE | CHILD, False, False),
        (INTIMATE | {"birth_date": None}, False, False),
        ({"words": "a lump in my breast"}, False, False),
        ({"words": "a lump in my breast"}, True, True),
        ({"words": "a lump on my testicle"} | CHILD, False, False),
        ({"problem": "", "words": "a rash on my hand"}, False, True),
    ],
)
def test_who_may_send_which_photo(ward: Ward, columns: dict[str, Any], asked: bool, allowed: bool) -> None:
    request = ward.request(**columns)
    if asked:
        with acting(ward.reed):
            conversation.ask_for_photo(request=request, version=0, text="Please send one.", key="p", now=NOW)
    if allowed:
        send(request, files=(PHOTO,))
    else:
        with pytest.raises(Refused, match="cannot send photos"):
            send(request, files=(PHOTO,))
        assert all(sender == "staff" for sender, _ in said(ward, request))


def test_nobody_can_ask_for_an_intimate_photo_of_somebody_under_18(ward: Ward) -> None:
    request = ward.request(**INTIMATE, **CHILD)
    with acting(ward.reed), pytest.raises(Refused, match="See them instead"):
        conversation.ask_for_photo(request=request, version=0, text="Please send one.", key="p", now=NOW)
    assert said(ward, request) == []


@pytest.mark.parametrize(
    ("columns", "then", "offered"),
    [
        ({}, "", True),
        (CHILD, "", True),
        (INTIMATE, "", True),
        (INTIMATE | CHILD, "", False),
        (INTIMATE | {"birth_date": None}, "", False),
        (CHILD, "Now there is a lump in my breast as well", False),
    ],
)
def test_a_photo_is_not_offered_where_it_would_be_refused(
    ward: Ward, columns: dict[str, Any], then: str, offered: bool
) -> None:
    request = ward.request(**columns)
    if then:
        send(request, then)
    browser = ward.browser(ward.reed)
    assert (b"Ask for a photo" in browser.get(f"/staff/request/{request}").content) is offered
    assert (b"I ask for a photo" in browser.get(f"/staff/request/{request}/messages").content) is offered


@pytest.mark.parametrize("columns", [{}, CHILD])
def test_what_was_written_before_decides_about_a_photo_that_comes_alone(
    ward: Ward, columns: dict[str, Any]
) -> None:
    request = ward.request(**columns)
    send(request, "Now there is a lump in my breast as well")
    with pytest.raises(Refused, match="cannot send photos"):
        send(request, "Here", files=(PHOTO,))
    with acting(ward.reed):
        if columns:
            with pytest.raises(Refused, match="See them instead"):
                conversation.ask_for_photo(request=request, version=None, text="Show me.", key="p", now=NOW)
        else:
            conversation.ask_for_photo(request=request, version=None, text="Show me.", key="p", now=NOW)
    assert sorted(sender for sender, _ in said(ward, request)) == ["person"] + ([] if columns else ["staff"])


def test_only_a_clinician_asks_for_a_photo(ward: Ward) -> None:
    request = ward.request()
    with acting(ward.desk), pytest.raises(Forbidden):
        conversation.ask_for_photo(request=request, version=0, text="Please send one.", key="p", now=NOW)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("You fucking idiot", "You f•••••• idiot"),
        ("SHIT service, bastards!", "S••• service, b•••••••!"),
        ("Scunthorpe, Dick, class, assess, cockerel", "Scunthorpe, Dick, class, assess, cockerel"),
    ],
)
def test_abusive_words_are_covered_on_screen_alone(ward: Ward, written: str, shown: str) -> None:
    assert masked(written) == shown
    request = ward.request(words=written)
    send(request, written)
    assert said(ward, request) == [("person", written)]
    browser = ward.browser(ward.reed)
    page = browser.get(f"/staff/request/{request}").content.decode()
    assert (written in page) == (written == shown)
    assert shown in page
    assert ("Show as written" in page) == (written != shown)
    assert written in browser.get(f"/staff/request/{request}?written=1").content.decode()


def test_a_practice_keeps_its_own_templates(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    with acting(manager):
        built_in = messages.templates(ward.practice)
        templates.save_template(name=" Flu  clinic ", body="Come on Saturday.")
        templates.save_template(name="Flu clinic", body="Come on Sunday.")
        templates.save_template(name=built_in[0].name, body="Ours.")
    with acting(ward.reed):
        found = {one.name: (one.body, one.own) for one in messages.templates(ward.practice)}
        assert found["Flu clinic"] == ("Come on Sunday.", True)
        assert found[built_in[0].name] == ("Ours.", True)
        assert len(found) == len(built_in) + 1
        with pytest.raises(Forbidden):
            templates.remove_template(name="Flu clinic")
    with acting(ward.outsider):
        assert all(not one.own for one in messages.templates(ward.practice))
    with acting(manager):
        templates.remove_template(name="Flu clinic")
        assert "Flu clinic" not in {one.name for one in messages.templates(ward.practice)}
        for name, body in (("", "x"), ("x" * 61, "x"), ("x", " "), ("x", "x" * 2001)):
            with pytest.raises(Refused):
                templates.save_template(name=name, body=body)
    page = ward.browser(ward.reed).get(f"/staff/request/{ward.request()}?template=0").content.decode()
    assert "Ours.</textarea>" in page


def test_the_desk_writes_but_does_not_read_clinical_messages(ward: Ward) -> None:
    request = ward.request()
    send(request, "It burns when I pee", files=(PHOTO,))
    with acting(ward.reed):
        [file] = messages.conversation(request)[0].files
    desk = ward.browser(ward.desk)
    for page in (f"/staff/request/{request}", f"/staff/request/{request}/messages"):
        body = desk.get(page).content.decode()
        assert "burns" not in body
        assert "attachment" not in body
    assert desk.get(f"/staff/attachment/{file.id}").status_code == 403
    with acting(ward.reed):  # the desk has not read it, so it is still new
        assert messages.conversation(request)[0].read_at is None
    answer = ward.browser(ward.reed).get(f"/staff/attachment/{file.id}")
    assert answer.content == b"a photo"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert ward.audit("messages.download") == [("Dr Amara Reed", [str(file.id), str(request)])]
