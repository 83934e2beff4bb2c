"""Whole journeys: from the opening page through every question to a booked time."""

import os
import secrets
from collections.abc import Iterator

from bench import given, load, monday, patient
from bench.served import Served

CLIENTS = 8


def measure(program: Served) -> Iterator[dict[str, object]]:
    """Eight patients at a time."""
    practice = given.practice()
    count = 400 if os.environ.get("FULL") else 120
    given.slots(practice.id, count * 3)
    given.slots(practice.id, count * 3, "physiotherapist")
    patient.answers()  # the patients know their answers before the clock runs
    arguments = [(practice.ods_code, secrets.token_urlsafe(32)) for _ in range(count)]
    before = program.cpu_s()
    outcome = load.walk(program.port, CLIENTS, patient.journey, arguments)
    spent = program.cpu_s() - before
    yield {
        "name": "journey_http_per_s", "value": round(outcome.per_s, 1), "unit": "journeys/s", "clients": CLIENTS,
        "cpu_ms": round(spent / outcome.count * 1000, 1), "p99_ms": round(outcome.percentile_ms(0.99)),
        "statuses": outcome.statuses,
    }  # fmt: skip
    yield from monday.measure(program)
