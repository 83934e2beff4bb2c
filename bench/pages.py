"""Pages: what a question page, the staff's queue and Reception cost, in processor time of weald and PostgreSQL together."""

import os
import re
import secrets
from collections.abc import Iterator
from urllib.parse import urlencode

from bench import given, load, messages, patient, people
from bench.load import Client
from bench.served import Served

CLIENTS = 8


def measure(program: Served) -> Iterator[dict[str, object]]:
    """A question in the middle of a journey; the queue of a practice with about forty requests; a question at Reception; a message."""
    practice = given.practice()
    ods = practice.ods_code
    device = secrets.token_urlsafe(32)
    client = Client(program.port)
    draft = patient.begin(client, ods, device)
    _, head, _ = client.send(load.get(f"{draft}question", patient.cookies(device)))
    asked = patient.location(head) or f"{draft}question"
    yield page(program, "page_question", load.get(asked, patient.cookies(device)))
    staff = sign_in(program, ods)
    yield page(program, "page_queue", load.get("/staff/queue", staff))
    yield page(program, "page_reception", people.entry(program, staff, practice))
    yield from messages.measure(program, practice.id)


def find(program: Served) -> Iterator[dict[str, object]]:
    """Finding a person among two million."""
    practice = given.practice()
    yield from people.measure(program, sign_in(program, practice.ods_code), practice)


def page(program: Served, name: str, request: bytes) -> dict[str, object]:
    """Load one page over and over."""
    status, _, body = Client(program.port).send(request)
    load.replay(program.port, CLIENTS, [request] * CLIENTS, 1)
    before = program.cpu_s()
    outcome = load.replay(program.port, CLIENTS, [request] * CLIENTS, 10 if os.environ.get("FULL") else 3)
    spent = program.cpu_s() - before
    return {
        "name": f"{name}_cpu_ms", "value": round(spent / outcome.count * 1000, 2), "unit": "ms", "clients": CLIENTS,
        "per_s": round(outcome.per_s), "p50_ms": round(outcome.percentile_ms(0.5), 1),
        "p99_ms": round(outcome.percentile_ms(0.99), 1), "status": status, "bytes": len(body),
    }  # fmt: skip


def sign_in(program: Served, ods: str) -> str:
    """The cookies of a clinician of this practice, by the demonstration's sign-in."""
    client = Client(program.port)
    cookies = patient.cookies()
    _, _, page = client.send(load.get(f"/staff/sign-in?{urlencode({'q': ods})}", cookies))
    place = re.search(rb"place=([0-9a-f-]{36})", page) or re.search(
        rb'name="place"[^>]*value="([0-9a-f-]{36})"', page
    )
    assert place, "the sign-in shows no practice"
    _, _, page = client.send(load.get(f"/staff/sign-in?place={place[1].decode()}", cookies))
    identities = re.findall(rb'name="identity"[^>]*value="([0-9a-f-]{36})"', page) or re.findall(
        rb'value="([0-9a-f-]{36})"[^>]*name="identity"', page
    )
    for identity in identities:
        fields = {"place": place[1].decode(), "identity": identity.decode()}
        _, head, _ = client.send(patient.form("/staff/sign-in", fields, ""))
        found = re.search(rb"weald_staff=([^;]+)", head)
        if found:
            return f"{cookies}; weald_staff={found[1].decode()}"
    raise AssertionError("nobody could sign in")
