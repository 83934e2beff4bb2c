"""Sixty-four clients in four processes who all want the same slots, each slot at the same moment, as the front door books.

Run by `test_contenders`. Each client has one request; once it has won a slot it counts as attended, so that it may ask
for the next. Clients wait for each other before every few slots: else the fastest would win all and nobody would meet.
"""

import os
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

PROCESSES, THREADS = 4, 16
CLIENTS = PROCESSES * THREADS
WINDOW = 16
"""Slots between two moments at which all wait for each other."""


@dataclass
class Seen:
    """What the clients of one process saw of one slot: how often it was won, when the winner began, when the first refusal
    was over; seconds of the machine's steady clock, which all processes share."""

    won: int = 0
    began: float = float("inf")
    refused: float = float("inf")
    attempts: int = 0


@dataclass
class Report:
    """What one process saw, by slot, and what went wrong in it."""

    seen: dict[UUID, Seen] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def run(number: int, slots: list[UUID], requests: list[UUID], begin: Barrier, reports: Any) -> None:
    """One process: its share of the clients, each trying every slot."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "weald.site.settings"
    django.setup()
    from weald.site import wiring

    wiring.connect()
    report, guard = Report({slot: Seen() for slot in slots}), threading.Lock()
    threads = [
        threading.Thread(target=_client, args=(slots, request, begin, report, guard, number + at == 0))
        for at, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reports.put(report)


def _client(
    slots: list[UUID], request: UUID, begin: Barrier, report: Report, guard: threading.Lock, tells: bool
) -> None:
    from django.db import connections

    from tests import given
    from weald.foundation.access import acting, query
    from weald.services.requests.actions import at_once

    try:
        for at, slot in enumerate(slots):
            if at % WINDOW == 0:
                begin.wait(timeout=300)
                if tells and at % max(WINDOW, len(slots) // 20 // WINDOW * WINDOW) == 0:
                    print(
                        f"  {at * CLIENTS:,} of {len(slots) * CLIENTS:,} attempts",
                        file=sys.__stderr__,
                        flush=True,
                    )
            began = time.monotonic()
            made = at_once.book(
                who=given.person(request), device=None, request=request, slot=slot, key=f"{request}:{slot}",
                now=given.NOW + timedelta(minutes=1),
            )  # fmt: skip
            ended = time.monotonic()
            with guard:
                seen = report.seen[slot]
                seen.attempts += 1
                if made:
                    seen.won, seen.began = seen.won + 1, min(seen.began, began)
                else:
                    seen.refused = min(seen.refused, ended)
            if made:
                with acting(given.SYSTEM):
                    query(
                        "update appointments_appointment set state = 'attended' where id = %s",
                        [made.appointment],
                    )
    except BaseException as fault:
        report.faults.append(repr(fault))
        begin.abort()
    finally:
        connections.close_all()
