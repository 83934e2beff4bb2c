"""Two thousand things that nobody meant to send to a patient page: each gives a calm page, and never half a write."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests import given
from tests.services.requests import patient as front
from weald.foundation.access import acting, query
from weald.services.directory import queries as directory

pytestmark = pytest.mark.django_db

NASTY = (
    "", " ", "\t\r\n", "x" * 100_000, "😀👩‍👩‍👧" * 500, "ظهري يؤلمني", "\u202egnp.exe\u2066", "\x00", "a\x00b",
    "\x1b[31m\x07", "\ufffe\uffff", "e\u0301" * 300, "-1", "0", "00", "9" * 5000, "1e309", "NaN", "Infinity", "²", "٣١",
    "1.5", "0x1F", "None", "null", "[]", '{"a": 1}', "true", "' OR 1=1; --", "<script>alert(1)</script>", "{{ 7*7 }}",
    "%00", "%s%n", "../../etc/passwd", "none", "yes", "unsure", str(uuid4()), "2026-11-23", "list",
)  # fmt: skip
"""What each field is given in turn."""

BYTES = (b"%FF%FE", b"%ED%A0%80", b"%", b"%zz", b"a=b=c", b"\xff\x00\xfe")
"""Values that no browser would write: not UTF-8, half of a code, raw bytes."""

NOTHING: Mapping[str, str] = {}
CALM = {200, 303, 400, 404, 405, 409, 410, 413, 422}
TABLES = (
    ("requests_draft", "id"), ("requests_request", "id"), ("requests_answer", "request_id"),
    ("requests_decision", "request_id"), ("requests_entry", "request_id"),
    ("appointments_appointment", "request_id"), ("messages_notification", "request_id"),
)  # fmt: skip

DATE = {"born-day": "6", "born-month": "5", "born-year": "1984"}
ABOUT = front.ABOUT | {"nhs_number": "999 000 0018", "email": "ada@example.com", "asked_by": ""}


@pytest.fixture(autouse=True)
def practice(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A practice on self-service with free times, on a Monday morning."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: given.NOW)
    directory.forget()
    made = given.practice("Z00001")
    with acting(given.SYSTEM):
        given.slots(made, 6, service="physiotherapist")
        given.slots(made, 6)
    yield
    directory.forget()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever was written in the block is taken back, so that the next input finds the same page."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stored(draft: str) -> dict[str, list[Any]]:
    """Everything that is stored of a form and its request."""
    with acting(given.SYSTEM):
        return {
            table: query(
                f"select to_jsonb(t)::text from {table} t where {column} = %s order by 1",
                [front.identifier(draft)],
            )
            for table, column in TABLES
        }


def whole(rows: Mapping[str, list[Any]]) -> bool:
    """Whether a request, where there is one, has its decision, its history and no second one of itself."""
    requests = len(rows["requests_request"])
    if not requests:
        return not any(len(rows[table]) for table, _ in TABLES[2:])
    return requests == 1 and bool(rows["requests_decision"]) and bool(rows["requests_entry"])


def sent_each_way(fields: Mapping[str, Any], always: Mapping[str, str]) -> Iterator[tuple[str, str, bytes]]:
    """(what it is, type, body): each field with each nasty value alone, twice, missing, as bytes; and bodies that are
    no form at all."""
    form = "application/x-www-form-urlencoded"
    for name in fields:
        rest = {**always, **{key: value for key, value in fields.items() if key != name}}
        yield f"no {name}", form, urlencode(rest, doseq=True).encode()
        for nasty in NASTY:
            pairs = [*rest.items(), (name, nasty)]
            yield f"{name}={nasty[:30]!r}", form, urlencode(pairs, doseq=True).encode()
            if len(nasty) < 1000:
                pairs += [(name, fields[name]), (name, nasty)]
                yield f"{name} twice, then {nasty[:30]!r}", form, urlencode(pairs, doseq=True).encode()
        for raw in BYTES:
            yield (
                f"{name}={raw!r}",
                form,
                urlencode(rest, doseq=True).encode() + b"&" + name.encode() + b"=" + raw,
            )
    yield "nothing", form, b""
    yield "only noise", form, b"&&&=&=&"
    yield "500 fields", form, b"&".join(b"x%d=1" % number for number in range(500))
    yield "json", "application/json", b'{"words": "x"}'
    yield "text", "text/plain", b"words=x"
    yield "half a multipart", "multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; na"
    yield "no boundary", "multipart/form-data", b"--x--"


def bombard(
    browser: Client, draft: str, address: str, fields: Mapping[str, Any], always: Mapping[str, str] = NOTHING
) -> int:
    """Posts all of it to one page, each input onto the same state. How many."""
    before = stored(draft)
    count = 0
    for what, kind, body in sent_each_way(fields, always):
        count += 1
        with undone():
            answer = browser.generic("POST", address, body, content_type=kind)
            after = stored(draft)
        said = f"{address}: {what} → {answer.status_code}"
        assert answer.status_code in CALM, said
        if answer.status_code != 303:
            assert after == before, f"{said}, and something was written"
            assert re.search(rb"<h1[\s>]", answer.content), said
        assert whole(after), f"{said}, and half of it was written"
    with undone():
        upload = SimpleUploadedFile("words.txt", b"\x00\xff" * 100)
        files = {name: upload for name in list(fields)[:1]} or {"file": upload}
        assert browser.post(address, {**fields, **files}).status_code in CALM
    return count + 1


@pytest.fixture
def browser() -> Client:
    return Client()


def test_every_step_before_sending(browser: Client) -> None:
    draft = front.begin(browser, "Z00001")
    count = bombard(browser, draft, f"{draft}danger", {"signs": "none"})
    front.go(browser, f"{draft}danger", signs="none")
    count += bombard(browser, draft, f"{draft}who", front.ME)
    front.go(browser, f"{draft}who", **front.ME)
    count += bombard(browser, draft, f"{draft}kind", {"kind": "clinical"})
    front.go(browser, f"{draft}kind", kind="clinical")
    count += bombard(browser, draft, f"{draft}words", {"words": "My back hurts"})
    front.go(browser, f"{draft}words", words="My back hurts")
    count += bombard(browser, draft, f"{draft}problem", {"problem": "low_back_pain"})
    assert count > 500


def test_every_kind_of_question(browser: Client) -> None:
    draft = front.to_questions(browser, "Z00001", "low_back_pain")
    opened = {"member": "fever", "fever": "no", "very_unwell": "unsure"}
    bombard(browser, draft, f"{draft}question/back_infection", opened)
    bombard(browser, draft, f"{draft}question/back_infection", {"signs": "none"})
    bombard(browser, draft, f"{draft}question/back_duration", {"answer": "two_to_six_weeks"})
    bombard(browser, draft, f"{draft}question/pregnant", {"answer": "no"})
    bombard(browser, draft, f"{draft}question/oxygen_saturation", {"answer": "97", "unsure": "unsure"})


def test_name_and_sending(browser: Client) -> None:
    draft = lasting(browser)
    count = bombard(browser, draft, f"{draft}about-you", ABOUT)
    front.go(browser, f"{draft}about-you", **front.ABOUT)
    count += bombard(browser, draft, f"{draft}send", {})
    count += bombard(browser, draft, f"{draft}send", {"words": "another"})
    assert count > 500


def lasting(browser: Client) -> str:
    """Back pain that has lasted, up to the page that asks for a name: a physiotherapist should see it."""
    draft = front.to_questions(browser, "Z00001", "low_back_pain")
    front.answer_all(browser, draft, back_duration="two_to_six_weeks")
    return draft


def test_after_sending(browser: Client) -> None:
    draft = lasting(browser)
    front.go(browser, f"{draft}about-you", **front.ABOUT)
    front.go(browser, f"{draft}send")
    page = browser.get(f"{draft}decision").content.decode()
    slots = re.findall(r'name="slot" type="radio" value="([^"]+)"', page)
    assert slots, "times are offered"
    key = re.search(r'name="key" value="([^"]*)"', page)[1]  # type: ignore[index]
    bombard(browser, draft, f"{draft}book", {"slot": slots[0], "key": key})
    bombard(browser, draft, f"{draft}no-time", {"note": "Only Fridays"})
    bombard(browser, draft, f"{draft}message", {"note": "Please write"})
    bombard(browser, draft, f"{draft}close", {"note": ""})
    front.go(browser, f"{draft}book", slot=slots[0], key=key)
    bombard(browser, draft, f"{draft}book", {"slot": slots[1], "key": key}, always={"move": "1"})
    bombard(browser, draft, f"{draft}cancel", {})


def test_an_emergency_and_the_contact_left_after_it(browser: Client) -> None:
    draft = front.begin(browser, "Z00001")
    front.go(browser, f"{draft}danger", signs="danger_chest_pain")
    assert front.stored(draft, "level") == "now"
    bombard(browser, draft, f"{draft}emergency", {"name": "Ada", "phone": "07700 900982"})


def test_the_private_link(browser: Client) -> None:
    draft = front.to_check(browser, "Z00001", "low_back_pain")
    token = front.private_token(front.go(browser, f"{draft}send"))
    stranger = Client()
    bombard(stranger, draft, f"/r/{token}/", DATE)
    bombard(stranger, draft, "/r/new", {"reference": front.stored(draft, "reference"), **DATE})
    bombard(stranger, draft, "/r/not-a-link/", DATE)


def test_addresses_and_cookies_that_nobody_made(browser: Client) -> None:
    draft = front.to_check(browser, "Z00001", "low_back_pain")
    front.go(browser, f"{draft}send")
    patterns = ("/p/{}/", "/ask/{}/danger", draft + "question/{}", draft + "{}", "/r/{}/", "/r/{}/decision", draft + "decision?on={}",
                draft + "problem?all={}", "/?q={}", "/staff/request/{}", "/staff/queue?kind={0}&show={0}&filtered={0}")  # fmt: skip
    for pattern in patterns:
        for nasty in NASTY:
            address = pattern.format(quote(nasty[:3000], safe=""))
            with undone():
                answer = browser.get(address)
            assert answer.status_code in CALM | {301, 302}, f"{address[:80]} → {answer.status_code}"
    for name in ("weald_device", "weald_link", "weald_opened", "weald_csrf", "weald_staff"):
        for nasty in NASTY:
            odd = Client()
            odd.cookies.load(
                {name: re.sub(r"[\x00-\x1f]", "", nasty[:3000]).encode("latin1", "replace").decode("latin1")}
            )
            for address in (f"{draft}decision", "/r/not-a-link/", "/staff/queue", "/p/Z00001/"):
                with undone():
                    answer = odd.get(address)
                assert answer.status_code in CALM | {302}, f"{name}={nasty[:30]!r} {address}"
