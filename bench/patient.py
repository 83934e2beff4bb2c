"""A patient at the front door, as a script over HTTP: used to measure whole journeys and to prepare what others measure."""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import weald
from bench.load import Client, get, post
from weald.engines import triage

CSRF = "b" * 32
"""Any secret will do: what is checked is that the cookie and the form agree."""

CASE: dict[str, Any] = {"problem": "low_back_pain", "words": "my back has hurt for weeks", "yes": frozenset()}
SLOT = re.compile(rb'name="slot"[^>]*value="([0-9a-f-]{36})"')
KEY = re.compile(rb'name="key"[^>]*value="([^"]+)"')


@cache
def content() -> triage.Content:
    """The content, as the program itself has it."""
    return triage.load(Path(next(iter(weald.__path__))) / "content")


def cookies(device: str = "") -> str:
    """The cookies of a browser that has been here before."""
    return f"weald_csrf={CSRF}" + (f"; weald_device={device}" if device else "")


def form(path: str, fields: dict[str, Any], device: str) -> bytes:
    """The bytes of a form that is sent."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}, doseq=True).encode()
    return post(path, body, cookies(device))


def location(head: bytes) -> str:
    """Where an answer leads."""
    found = re.search(rb"(?i)\r\nlocation: ([^\r]+)", head)
    return found[1].decode() if found else ""


def begin(client: Client, ods: str, device: str) -> str:
    """Open the door, begin, and answer up to the first question of the problem; returns the draft's address."""
    client.send(get(f"/p/{ods}/", cookies(device)))
    _, head, _ = client.send(form(f"/p/{ods}/start", {}, device))
    draft = location(head).removesuffix("danger")
    client.send(form(f"{draft}danger", {"signs": "none"}, device))
    who = {"for_whom": "me", "born-day": "6", "born-month": "5", "born-year": "1984", "sex": "female"}
    client.send(form(f"{draft}who", who, device))
    client.send(form(f"{draft}kind", {"kind": "clinical"}, device))
    client.send(form(f"{draft}words", {"words": CASE["words"]}, device))
    client.send(form(f"{draft}problem", {"problem": CASE["problem"]}, device))
    return draft


@cache
def answers() -> dict[str, str]:
    """What this patient answers to each question in turn: no, and of a choice the last. It ends at a physiotherapist."""
    said: dict[str, str] = {"danger_now": "no"}
    while True:
        asked = triage.assess(
            content(),
            {"person": {"age_years": 42, "sex": "female"}, "problem": CASE["problem"], "answers": dict(said)},
        )
        question = asked.question
        if question is None:
            assert asked.decision is not None
            assert asked.decision.service == "physiotherapist"
            return said
        said[question.finding] = (
            "no"
            if question.kind in ("group", "yes_no")
            else [one.value for one in question.answers if one.value != "unsure"][-1]
        )


def answer(client: Client, draft: str, device: str) -> None:
    """Answer every question that is asked, and load the page that follows each."""
    for finding, said in answers().items():
        if finding != "danger_now":
            fields = {"signs": "none"} if finding in content().groups else {"answer": said}
            _, head, _ = client.send(form(f"{draft}question/{finding}", fields, device))
            client.send(get(location(head), cookies(device)))


def finish(client: Client, draft: str, device: str) -> tuple[int, bytes]:
    """Say who it is, check, and send; returns the page with the decision."""
    about = {
        "given_name": "Ada", "family_name": "Bench", "nhs_number": "", "contact_by": "sms", "phone": f"07700 {random.randrange(10**6):06d}", "email": "",
        "asked_before": "no",
    }  # fmt: skip
    client.send(form(f"{draft}about-you", about, device))
    client.send(get(f"{draft}check", cookies(device)))
    client.send(form(f"{draft}send", {}, device))
    status, _, body = client.send(get(f"{draft}decision", cookies(device)))
    return status, body


def journey(client: Client, argument: tuple[str, str]) -> int:
    """The whole way, from the opening page to a booked time where one is offered; 200 where it ended well."""
    ods, device = argument
    draft = begin(client, ods, device)
    answer(client, draft, device)
    status, page = finish(client, draft, device)
    while slots := SLOT.findall(page):
        key = KEY.search(page)
        # Not everybody wants the first time: whoever does waits for whoever is just taking it.
        fields = {"slot": random.choice(slots).decode(), "key": key[1].decode() if key else ""}
        status, head, page = client.send(form(f"{draft}book", fields, device))
        if status == 303:
            status, _, _ = client.send(get(location(head), cookies(device)))
            return status
    return status
