"""What people do at the front door on a Monday morning, page by page, as a browser sends it. Nothing is prepared but what
they know themselves: their answers are read off the questions that they are asked.
"""

import random
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench import load, patient
from bench.paced import Answer, Step, Visit
from weald.engines.triage import SOMETHING_ELSE

THINK = (0.4, 1.6)
"""Seconds over a page: 4 to 16 of the clock on the wall, as the morning passes ten times as fast."""
MOST_STEPS = 60
MEMBER = re.compile(rb'name="member" value="([a-z0-9_]+)"')
REQUEST = re.compile(rb'href="/staff/request/([0-9a-f-]{36})"')
PERSON = re.compile(rb'name="person" value="([0-9a-f-]{36})"')
VERSION = re.compile(rb'name="version" value="(\d+)"')
HIDDEN = re.compile(rb'name="key" value="([^"]+)"')
# What the page of the desk waits for: its own form stands in the first column.
STAGE = re.compile(rb'<div class="staff-columns">.*?name="do" value="([a-z]+)"', re.DOTALL)
# Its questions, in the order in which they are asked, and the answers after which the next one follows on the same page.
ASKED = re.compile(rb'<fieldset[^>]* data-asks="([a-z0-9_]+)"(.*?)</fieldset>', re.DOTALL)
GOES_ON = re.compile(rb'name="answer" value="([a-z0-9_]+)" data-goes-on')
DESK_SLOT = re.compile(rb'name="slot" value="([0-9a-f-]{36})"')

Tell = Callable[..., None]


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, or who works on what was asked: by which way, of which practice, and what they know.

    `cookies` is the session of whoever works there; `draft` a form that a sign-in began.
    """

    way: str
    ods: str
    seed: int
    problem: str = ""
    words: str = ""
    answers: Mapping[str, Any] | None = None
    born: str = ""
    sex: str = ""
    cookies: str = ""
    line: str = ""
    draft: str = ""
    device: str = ""


def visit(one: Caller, tell: Tell) -> Visit:
    """The way of a caller through the program."""
    chance = random.Random(one.seed)
    if one.way in {"phone", "walk_in"}:
        return desk(one, chance, tell)
    if one.way == "staff":
        return staff(one, chance, tell)
    if one.way == "looks":
        return looks(one, chance)
    return online(one, chance, tell)


def looks(one: Caller, chance: random.Random) -> Visit:
    """Somebody who reads the first page, perhaps begins, and leaves."""
    device = secrets.token_urlsafe(32)
    yield Step("door", load.get(f"/p/{one.ods}/", patient.cookies(device)), 0)
    if chance.random() < 0.3:
        answer = yield Step("door, sent", patient.form(f"/p/{one.ods}/start", {}, device), think(chance))
        yield Step("danger", load.get(patient.location(answer.head), patient.cookies(device)), 0)


def online(one: Caller, chance: random.Random, tell: Tell) -> Visit:
    """From the opening page, or from where a sign-in led, to a decision, and to a booked time where one is offered."""
    device = one.device or secrets.token_urlsafe(32)
    if one.draft:
        here = f"/ask/{one.draft}/danger"
    else:
        yield Step("door", load.get(f"/p/{one.ods}/", patient.cookies(device)), 0)
        answer = yield Step("door, sent", patient.form(f"/p/{one.ods}/start", {}, device), think(chance))
        here = patient.location(answer.head)
    for _ in range(MOST_STEPS):
        name, draft = page_of(here), here.split("/")[2]
        answer = yield Step(name, load.get(here, patient.cookies(device)), 0)
        if name in {"emergency", "booked"}:
            return
        if name == "standing":
            if not (slots := patient.SLOT.findall(answer.body)) or chance.random() < 0.1:
                return
            key = patient.KEY.search(answer.body)
            fields = {"slot": chance.choice(slots).decode(), "key": key[1].decode() if key else ""}
            answer = yield Step(
                "booking, sent", patient.form(f"/ask/{draft}/book", fields, device), think(chance)
            )
            if answer.status == 409:
                tell("taken", draft)
                continue
            tell("booked", draft)
        else:
            sent = fields_of(name, here, one, answer, chance)
            where = f"/ask/{draft}/send" if name == "check" else here.partition("?")[0]
            answer = yield Step(f"{name}, sent", patient.form(where, sent, device), think(chance))
        if answer.status != 303:
            return
        here = patient.location(answer.head)
        if page_of(here) in {"standing", "emergency"}:
            tell("sent", draft)
    raise AssertionError("the questions never ended")


def fields_of(name: str, here: str, one: Caller, page: Answer, chance: random.Random) -> dict[str, Any]:
    """What this person writes on a page."""
    day, month, year = one.born.split(".")
    match name:
        case "danger":
            return {"signs": signs("danger_now", one, page)}
        case "who":
            return {"for_whom": "me", "born-day": day, "born-month": month, "born-year": year, "sex": one.sex}
        case "kind":
            return {"kind": "administrative" if kind_of(one.problem) == "administrative" else "clinical"}
        case "words":
            return {"words": one.words}
        case "problem":
            return {"problem": one.problem}
        case "about you":
            return {
                "given_name": f"Ada{chance.randrange(1000)}", "family_name": "Monday", "nhs_number": "", "contact_by": "sms",
                "phone": f"07700 900{chance.randrange(1000):03}", "email": "", "asked_before": "no",
            }  # fmt: skip
        case "question":
            return question(urlsplit(here), one, page)
        case _:
            return {}


def question(address: Any, one: Caller, page: Answer) -> dict[str, Any]:
    """The answer to a question of triage, by the name in its address."""
    name = address.path.rpartition("/")[2]
    known = one.answers or {}
    if name in patient.content().groups:
        if "each" in parse_qs(address.query):
            members = [found.decode() for found in MEMBER.findall(page.body)]
            return {"member": members, **{member: known.get(member, "no") for member in members}}
        return {"signs": signs(name, one, page)}
    said = said_to(name, known)
    if patient.content().findings[name].kind == "number" and said == "unsure":
        return {"answer": "", "unsure": "unsure"}
    return {"answer": said}


def signs(name: str, one: Caller, page: Answer) -> list[str]:
    """What is ticked of a group, of what the page asks somebody of this age and sex."""
    known = one.answers or {}
    ticked = [
        member
        for member in patient.content().groups[name].members
        if known.get(member) == "yes" and f'value="{member}"'.encode() in page.body
    ]
    return ticked or (["unsure"] if known.get(name) in {"yes", "unsure"} else ["none"])


def said_to(name: str, known: Mapping[str, Any]) -> str:
    """What somebody says to a finding: what they know, else no, the last of several answers, or that they do not know."""
    finding = patient.content().findings[name]
    if name in known:
        return str(known[name])
    if finding.kind == "choice":
        return finding.choices[-1]
    return "unsure" if finding.kind == "number" else "no"


def page_of(address: str) -> str:
    """The name of a page, from its address."""
    parts = urlsplit(address).path.split("/")
    if "question" in parts:
        return "question"
    return {"decision": "standing", "about-you": "about you"}.get(parts[-1], parts[-1])


def kind_of(problem: str) -> str:
    found = patient.content().problems.get(problem)
    return found.kind if found else "clinical"


def think(chance: random.Random) -> float:
    """Seconds before somebody presses."""
    return chance.uniform(*THINK)


def desk(one: Caller, chance: random.Random, tell: Tell) -> Visit:
    """A receptionist who finds the person, asks what the rules ask, and sends it, with a time where one is offered."""

    def press(path: str, **fields: Any) -> bytes:
        request = patient.form(path, fields, "")
        return request.replace(b"Cookie: ", f"Cookie: {one.cookies}; ".encode(), 1)

    answer = yield Step("search", press("/staff/reception", q=one.line, channel=one.way), 0)
    found = PERSON.search(answer.body)
    assert found, "the search finds nobody"
    token = secrets.token_hex(16)
    draft = f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"
    begun = press("/staff/enter", draft=draft, channel=one.way, person=found[1].decode())
    answer = yield Step("entry begun", begun, think(chance))
    here = patient.location(answer.head)
    for _ in range(MOST_STEPS):
        answer = yield Step("entry", load.get(here, f"weald_csrf={patient.CSRF}; {one.cookies}"), 0)
        if answer.status != 200:
            return
        stage = STAGE.search(answer.body)
        if stage is None or stage[1] == b"contact":
            tell("sent", draft)
            return
        do = stage[1].decode()
        fields: dict[str, Any] = {"do": do}
        if do == "answer":
            fields |= in_one_breath(answer.body, one)
        elif do == "words":
            fields |= {"words": one.words, "for_whom": "me"}
        elif do == "problem":
            # The page lists those for somebody of this age and sex.
            listed = f'value="{one.problem}"'.encode() in answer.body
            fields |= {"problem": one.problem if listed else SOMETHING_ELSE}
        elif do == "again":
            fields |= {"again": "no"}
        elif do == "send" and (slots := DESK_SLOT.findall(answer.body)) and chance.random() < 0.6:
            fields |= {"slot": chance.choice(slots).decode()}
        answer = yield Step(
            "entry, sent" if do == "send" else "entry, answered", press(here, **fields), think(chance)
        )
        if answer.status == 422 and "slot" in fields:
            tell("taken", draft)
        elif answer.status != 303:
            return
        elif "slot" in fields:
            tell("booked", draft)
    raise AssertionError("the questions at the desk never ended")


def in_one_breath(page: bytes, one: Caller) -> dict[str, Any]:
    """What the page of the desk sends: the answers after which it went on by itself, and the first after which it did not."""
    before: list[str] = []
    for asked in ASKED.finditer(page):
        name = asked[1].decode()
        fields = at_desk(name, one)
        if fields["answer"].encode() not in GOES_ON.findall(asked[2]) or "signs" in fields:
            return {**fields, "before": before}
        before.append(f"{name}:{fields['answer']}")
    assert before, "the desk's page asks nothing"
    return {"do": "words", "words": one.words, "for_whom": "me", "before": before}


def at_desk(name: str, one: Caller) -> dict[str, Any]:
    """The key that answers a question at the desk."""
    known = one.answers or {}
    if name not in patient.content().groups:
        return {"name": name, "answer": said_to(name, known)}
    ticked = [member for member in patient.content().groups[name].members if known.get(member) == "yes"]
    if ticked:
        return {"name": name, "answer": "yes", "signs": ticked}
    return {"name": name, "answer": "unsure" if known.get(name) in {"yes", "unsure"} else "no"}


def staff(one: Caller, chance: random.Random, tell: Tell) -> Visit:
    """Somebody who works the queue: opens it, reads a request, does one thing with it, and comes back."""
    cookies = f"weald_csrf={patient.CSRF}; {one.cookies}"
    answer = yield Step("queue", load.get("/staff/queue", cookies), 0)
    waiting = list(dict.fromkeys(REQUEST.findall(answer.body)))[:20]
    if not waiting:
        return
    id_ = chance.choice(waiting).decode()
    answer = yield Step("request", load.get(f"/staff/request/{id_}", cookies), think(chance))
    version, key = VERSION.search(answer.body), HIDDEN.search(answer.body)
    if not version or not key:
        return
    slots, drawn = DESK_SLOT.findall(answer.body), chance.random()
    fields = {"version": version[1].decode(), "key": key[1].decode()}
    if slots and drawn < 0.3:
        verb, fields["slot"] = "book", chance.choice(slots).decode()
    elif b"/confirm" in answer.body and drawn < 0.8:
        verb = "confirm"
    else:
        verb, fields["text"] = "reply", "We have read this. Please come at the time that we gave you."
    request = patient.form(f"/staff/request/{id_}/{verb}", fields, "")
    request = request.replace(b"Cookie: ", f"Cookie: {one.cookies}; ".encode(), 1)
    answer = yield Step(f"request, {verb}", request, think(chance))
    if answer.status == 303:
        tell({"book": "booked", "confirm": "confirmed"}.get(verb, "written"), id_)
        yield Step("queue", load.get(patient.location(answer.head), cookies), 0)
    elif answer.status in {409, 422}:
        # Somebody else was faster with this request or this time: the page says so and shows how it stands.
        tell("overtaken", id_)
