"""A Monday at eight in Kent and Medway, ten times as fast: whole journeys by every way in, with the staff at work.

What is assumed, and on what published counts:

* 18,000 requests for help in the first hour: 5 a second, replayed at 50 a second. It is a generous bound. NHS England's
  cloud-based telephony of June 2026 counts 191,088 calls to 126 practices of NHS Kent and Medway between eight and ten in
  the month (97,774 answered): on 22 working days and for all 176 practices about 12,100 in two hours of a day. With two
  thirds of them in the first hour, and a Monday a tenth above the mean, about 9,000 in the hour. Online requests are
  published for England only as totals; as many again as calls is the generous part.
* Ways in: half by phone and a twentieth at the desk, both entered by reception page by page; a third online; a tenth by
  the NHS App, and the rest by a partner, both beginning with the form that a sign-in opens (the sign-in is not replayed).
* For every five requests one more person opens the first page, three in ten of them begin, and they leave.
* Practices: 176, by list size. The sizes stand at even steps through the published deciles of the practices of Kent and
  Medway (NHS Payments to General Practice 2022/23).
* Problems and answers: the worked cases of the pathways, the levels in the proportion of the demonstration's morning;
  what a case does not say is answered no, or with the last choice. Words: those that the demonstration has for the problem.
* People think 4 to 16 seconds over each page. Of the times offered one is chosen at random; one in ten takes none.
* Staff: for ten requests three pieces of work at the queue: it is opened, a request read, then confirmed, answered or
  booked, and the queue comes back. About forty requests have waited in each queue since Friday.

Every browser keeps a connection of its own; a time is counted from the moment that somebody presses.
"""

import os
import random
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import given, paced
from bench.served import Served
from bench.visits import Caller, visit

SPEED = float(os.environ.get("SPEED", "10"))
"""How many times as fast as the clock the morning passes."""
PER_S = 18_000 / 3600 * SPEED
SECONDS, WHOLE_HOUR = 40.0, 3600 / SPEED
WAYS = {"phone": 50, "walk_in": 5, "online": 33, "nhs_app": 10, "partner": 2}
LOOKS, STAFF = 0.2, 0.3
"""For each request, people who only look, and pieces of work at the queue."""
PEOPLE = 40_000
SLOTS = 180
DECILES = (1500, 3438, 4990, 6604, 7711, 9250, 10616, 12054, 14930, 18205, 42371)
"""Registered patients of a practice of Kent and Medway; the least in place of those that are closing."""
WAITING = 28
"""Requests that wait in each queue, besides those of the demonstration."""


def measure(program: Served) -> Iterator[dict[str, object]]:
    """The replay, and afterwards whether all that was promised is there."""
    seconds = WHOLE_HOUR if os.environ.get("FULL") else SECONDS
    arrivals = callers(seconds)
    before = program.cpu_s()
    seen = paced.replay(program.port, visit, arrivals)
    spent = program.cpu_s() - before
    sent = sum(1 for what in seen.told if what[0] == "sent")
    pages = {
        name: {"p50_ms": _ms(times, 0.5), "p99_ms": _ms(times, 0.99), "count": len(times)}
        for name, times in sorted(seen.latencies.items())
    }
    facts: dict[str, object] = {
        "speed": SPEED, "requests": sent, "per_s": round(sent / seen.seconds, 1), "seconds": round(seen.seconds, 1),
        "http_per_s": round(sum(map(len, seen.latencies.values())) / seen.seconds),
        "cpu_ms_a_request": round(spent / max(sent, 1) * 1000, 1), "generator_cpu_s": round(seen.generator_cpu_s, 1),
        "program_cpu_s": round(spent, 1), "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    worst = max(pages, key=lambda name: pages[name]["p99_ms"])
    yield {
        "name": "monday_page_p99_ms", "value": pages[worst]["p99_ms"], "unit": "ms", "page": worst,
        "queue_p99_ms": pages.get("queue", {}).get("p99_ms"), **facts, "pages": pages,
    }  # fmt: skip
    refused = {
        f"{page} {status}": count
        for (page, status), count in seen.statuses.items()
        if status >= 400 and not _overtaken(page, status)
    }
    told = Counter(what[0] for what in seen.told)
    yield {
        "name": "monday_refused", "value": sum(refused.values()) + len(seen.broken), "unit": "answers", "which": refused,
        "broken": seen.broken[:3], "times_taken_meanwhile": told["taken"], "staff_overtaken": told["overtaken"],
    }  # fmt: skip
    yield {"name": "monday_lost", "value": lost(seen.told), "unit": "promises", **told}
    yield {"name": "worker_rss_mb", "value": rss_mb(program), "unit": "MB", "after_requests": sent}


def _overtaken(page: str, status: int) -> bool:
    """Whether somebody else was faster with a time or a request: then there are other times, and nothing is refused."""
    return (page == "booking, sent" and status == 409) or (
        (page == "entry, sent" or page.startswith("request, ")) and status in {409, 422}
    )


def _ms(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)


def lost(told: list[tuple[str, ...]]) -> int:
    """How many promises are not kept by the database: requests that were sent, times that were booked, decisions confirmed."""
    from weald.foundation.access import query

    def missing(of: str, sql: str) -> int:
        ids = list({what[1] for what in told if what[0] == of})
        with given.acting():
            [(found,)] = query(sql, [ids])
        return len(ids) - int(found)

    return (
        missing("sent", "select count(*) from requests_request where id = any(%s::uuid[])")
        + missing(
            "booked",
            "select count(distinct request_id) from appointments_appointment"
            " where request_id = any(%s::uuid[]) and state = 'booked'",
        )
        + missing(
            "confirmed",
            "select count(*) from requests_request where id = any(%s::uuid[]) and confirmed_at is not null",
        )
    )


def callers(seconds: float) -> list[tuple[float, Caller]]:
    """Everybody who comes in these seconds of the replay, with the second in which they come."""
    chance = random.Random(8)
    practices, sessions, people = _prepared()
    sizes = _list_sizes(len(practices))
    weights = [sizes[place] for place in range(len(practices))]
    cases = _cases()
    arrivals: list[tuple[float, Caller]] = []
    at = 0.0
    drafts: list[tuple[Any, Caller]] = []
    while at < seconds:
        at += chance.expovariate(PER_S)
        practice = chance.choices(practices, weights)[0]
        case, words = cases(chance)
        way = chance.choices(list(WAYS), list(WAYS.values()))[0]
        years = int(case.years)
        one = Caller(
            way=way, ods=practice.ods_code, seed=chance.getrandbits(32), problem=case.problem, words=words,
            answers=case.answers, born=f"{chance.randint(1, 28)}.{chance.randint(1, 10)}.{datetime.now().year - years - 1}",  # noqa: DTZ005
            sex=case.sex if case.sex in {"female", "male"} else "unknown",
        )  # fmt: skip
        if way in {"phone", "walk_in"}:
            one = _at_desk(one, chance, people[practice.id], sessions[practice.id])
        elif way in {"nhs_app", "partner"}:
            one = _signed_in(one)
            drafts.append((practice.id, one))
        arrivals.append((at, one))
        if chance.random() < LOOKS:
            arrivals.append((at, Caller("looks", practice.ods_code, chance.getrandbits(32))))
        if chance.random() < STAFF:
            worker = Caller("staff", practice.ods_code, chance.getrandbits(32), cookies=sessions[practice.id])
            arrivals.append((at, worker))
    _begin(drafts)
    return arrivals


def _cases() -> Any:
    """A drawer of cases with the words that somebody may use for them, as often as in the demonstration's morning."""
    from weald.demo import facts, morning
    from weald.engines.triage import SOMETHING_ELSE

    levels = {level: share for level, share in morning.LEVELS.items() if level != SOMETHING_ELSE}
    by_problem: dict[str, dict[str, list[Any]]] = {}
    for level, those in morning.cases().items():
        for case in those:
            if case.years >= 18:
                by_problem.setdefault(level, {}).setdefault(case.problem, []).append(case)

    def draw(chance: random.Random) -> tuple[Any, str]:
        among = by_problem[chance.choices(list(levels), list(levels.values()))[0]]
        case = chance.choice(among[chance.choice(sorted(among))])
        kind = f"{case.problem}.{case.answers.get('admin_kind', '')}"
        lines = facts.words().get(kind, facts.words().get(case.problem, {})).get("me", ())
        return case, chance.choice(lines) if lines else f"it is about {case.problem.replace('_', ' ')}"

    return draw


def _at_desk(one: Caller, chance: random.Random, people: list[tuple[str, str]], cookies: str) -> Caller:
    fitting = [person for person in people if one.sex in {person[1], "unknown"}]
    line, sex = chance.choice(fitting or people)
    return replace(one, line=line, sex=sex, cookies=cookies)


def _signed_in(one: Caller) -> Caller:
    from weald.foundation.database.identifiers import uuid7

    return replace(one, draft=str(uuid7(datetime.now().astimezone())), device=secrets.token_urlsafe(32))


def _begin(drafts: list[tuple[Any, Caller]]) -> None:
    """The forms that sign-ins open, with the channel that they came by."""
    from uuid import UUID

    from django.utils import timezone

    from weald.foundation.access import query
    from weald.foundation.access.tokens import hash_of
    from weald.services.requests.actions import drafts as actions

    with given.acting():
        for organisation, one in drafts:
            actions.start(
                draft=UUID(one.draft),
                organisation=organisation,
                device_hash=hash_of(one.device),
                now=timezone.now(),
            )
            query("update requests_draft set channel = %s where id = %s", [one.way, one.draft])


def _list_sizes(count: int) -> list[float]:
    """List sizes at even steps through the published deciles, in an order of their own."""
    sizes = []
    for place in range(count):
        at = (place + 0.5) / count * (len(DECILES) - 1)
        low = int(at)
        sizes.append(DECILES[low] + (at - low) * (DECILES[low + 1] - DECILES[low]))
    random.Random(176).shuffle(sizes)
    return sizes


def _prepared() -> tuple[list[Any], dict[Any, str], dict[Any, list[tuple[str, str]]]]:
    """The practices, a session of staff in each, and lines by which its people are found; with free times and people enough."""
    given.ready()
    from django.utils import timezone

    from bench import people as registered
    from weald.foundation.access import query, sessions
    from weald.services.directory import queries

    practices = list(queries.find_practices("", 500))
    registered.fill_some(PEOPLE)
    for practice in practices:
        given.slots(practice.id, SLOTS)
        given.requests(practice.id, WAITING)
    found: dict[Any, list[tuple[str, str]]] = {practice.id: [] for practice in practices}
    with given.acting():
        for organisation, first, last, born, sex in query(
            "select organisation, given_name, family_name, birth_date, sex from people_person"
            " where birth_date between '1940-01-01' and '2005-01-01' and sex in ('female', 'male') and died_on is null"
        ):
            if organisation in found:
                found[organisation].append((f"{last} {first} {born:%d.%m.%Y}", sex))
        staff = query(
            "select distinct on (party) identity_id, party from access_rolebinding where role = 'clinician' order by party"
        )
    now = timezone.now()
    cookies = {party: f"weald_staff={sessions.sign_in(identity, party, now)}" for identity, party in staff}
    return practices, cookies, found


def rss_mb(program: Served) -> float:
    """The memory of the largest web process, in megabytes."""
    status = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "status").read_text()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            status[int(folder.name)] = (text, command)
    parents = {pid: int(re.search(r"PPid:\s+(\d+)", text)[1]) for pid, (text, _) in status.items()}  # type: ignore[index]
    web = [
        pid
        for pid, (_, command) in status.items()
        if b"\0web\0" in command and parents[pid] == program.roots[0]
    ]
    workers = [pid for pid, parent in parents.items() if parent in web]
    sizes = [re.search(r"VmRSS:\s+(\d+)", status[pid][0]) for pid in workers]
    return round(max(int(size[1]) for size in sizes if size) / 1024, 1)
