"""Triage: decisions in process, over HTTP, and how long content takes to load and to be proved."""

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

import weald
from bench import load
from bench.served import Served
from weald.engines import triage

CONTENT = Path(next(iter(weald.__path__))) / "content"


def cases() -> list[dict[str, Any]]:
    """Every worked case of every pathway, as a request to `assess`."""
    found = []
    for path in sorted((CONTENT / "pathways").glob("*.cases.yaml")):
        problem = path.name.removesuffix(".cases.yaml")
        for case in yaml.safe_load(path.read_text())["cases"]:
            found.append(
                {"problem": problem, "text": None}
                | {key: case[key] for key in ("person", "answers", "context") if key in case}
            )
    return found


def per_second(calls: Sequence[Callable[[], object]], seconds: float) -> int:
    """How many of the calls, over and over, one process makes in a second."""
    count, started = 0, time.perf_counter()
    for call in itertools.cycle(calls):
        call()
        count += 1
        if count % 200 == 0 and time.perf_counter() - started > seconds:
            break
    return round(count / (time.perf_counter() - started))


def measure(program: Served) -> Iterator[dict[str, object]]:
    """Worked cases, over and over."""
    started = time.perf_counter()
    content = triage.load(CONTENT)
    yield {"name": "content_load_s", "value": round(time.perf_counter() - started, 3), "unit": "s"}

    requests = cases()
    seconds = 10 if os.environ.get("FULL") else 3
    read = [triage.read_request(content, request) for request in requests]
    decide = [
        partial(triage.decide, content, one.person, one.problem, one.answers, one.context) for one in read
    ]
    assess = [partial(triage.assess, content, request) for request in requests]
    yield {
        "name": "triage_decide_per_s", "value": per_second(decide, seconds), "unit": "decisions/s", "processes": 1,
        "assess_per_s": per_second(assess, seconds), "cases": len(requests),
    }  # fmt: skip

    bodies = [
        load.post("/api/triage/assess", json.dumps(request).encode(), kind="application/json")
        for request in requests
    ]
    load.replay(program.port, 8, bodies, 1)
    before = program.cpu_s()
    outcome = load.replay(program.port, 8, bodies, seconds)
    spent = program.cpu_s() - before
    yield {
        "name": "triage_assess_http_per_s", "value": round(outcome.per_s), "unit": "requests/s", "clients": 8,
        "cpu_ms": round(spent / outcome.count * 1000, 2), "p99_ms": round(outcome.percentile_ms(0.99), 1),
        "statuses": outcome.statuses,
    }  # fmt: skip

    started = time.perf_counter()
    report = triage.check(content)
    yield {
        "name": "content_check_s", "value": round(time.perf_counter() - started, 2), "unit": "s",
        "pathways": len(content.problems), "faults": len(report.problems),
    }  # fmt: skip
