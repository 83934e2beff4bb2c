"""Slot search: the times that a request is offered, across a neighbourhood of twelve organisations and fourteen days."""

import os
import statistics
import time as clock
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid4

from bench import given
from bench.served import Served

ORGANISATIONS, DAYS, CLINICIANS = 12, 14, 12
ROUNDS = 200


def measure(program: Served) -> Iterator[dict[str, object]]:
    """Processor time of one search, weald and PostgreSQL together, from the identifier of a request to its worded offers.

    The hardest case is measured: a request that can wait fourteen days, whose own practice has too little, so that every
    door opens. The same search twice in a row reads the slots twice: nothing is kept.
    """
    given.ready()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from weald.foundation.access import query
    from weald.services.requests.queries.offers import offers

    own, count = _neighbourhood()
    [sent] = given.requests(own, 1)
    with given.acting():
        query(
            "update requests_request set level = 'routine', due_at = %s where id = %s",
            [timezone.now() + timedelta(days=14), sent.id],
        )
        now = timezone.now()
        with CaptureQueriesContext(connection) as said:
            offered = offers(sent.id, now)
        for _ in range(20):
            offers(sent.id, now)
        rounds = ROUNDS * 5 if os.environ.get("FULL") else ROUNDS
        [(backend,)] = query("select pg_backend_pid()")
        server, here, wall = _ticks(backend), clock.process_time(), []
        for _ in range(rounds):
            began = clock.perf_counter()
            offers(sent.id, now)
            wall.append((clock.perf_counter() - began) * 1000)
        here, server = clock.process_time() - here, _ticks(backend) - server
    assert {one.organisation for one in offered} - {own}, "no door was opened"
    yield {
        "name": "slot_search_cpu_ms", "value": round((here + server) / rounds * 1000, 2), "unit": "ms",
        "weald_ms": round(here / rounds * 1000, 2), "postgresql_ms": round(server / rounds * 1000, 2),
        "p99_ms": round(statistics.quantiles(wall, n=100)[98], 1), "queries": len(said), "offers": len(offered),
        "organisations": ORGANISATIONS, "days": DAYS, "free_slots": count,
    }  # fmt: skip


def _ticks(pid: int) -> float:
    """Processor seconds that one process has used; the kernel's own clock, to the nanosecond where it keeps one."""
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9
    except OSError:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")


def _neighbourhood() -> tuple[UUID, int]:
    """A practice, its hub and ten practices that have agreed to see its people, each with its sessions; how many free slots."""
    from django.utils import timezone

    from weald.foundation.access import query
    from weald.foundation.database import preparation
    from weald.services.appointments.actions import NewSession, publish_many
    from weald.services.directory import queries as directory
    from weald.services.directory.models import Agreement, Neighbourhood, Organisation

    random, now = Random(1), timezone.now()
    near = Neighbourhood.objects.create(id=uuid4(), code=uuid4().hex[:8], name="Bench neighbourhood")
    made = [uuid4() for _ in range(ORGANISATIONS)]
    sessions: list[NewSession] = []
    with given.acting():
        for number, organisation in enumerate(made):
            Organisation.objects.create(
                id=organisation, ods_code=f"ZB{number:03}", name=f"Bench practice {number}", synthetic=True, self_service=True,
                kind="hub" if number == 1 else "practice", neighbourhood=near,
            )  # fmt: skip
            if number > 1:
                Agreement.objects.create(
                    id=uuid4(), organisation_id=made[0], sees_id=organisation, since=now.date()
                )
            sessions += _sessions(organisation, now, random)
        publish_many(sessions=sessions, now=now)
        query(
            "update appointments_slot set taken = 1 where organisation = any(%s) and hashtext(id::text) %% 100 < 30",
            [made],
        )
        query(
            "update appointments_slot set taken = 1 where organisation = any(%s) and hashtext(id::text) %% 100 < 99",
            [made[:2]],
        )
        query(
            "update appointments_slot set kept_until = starts_at - interval '1 hour' where organisation = any(%s)"
            " and hashtext(id::text) %% 100 > 75",
            [made],
        )
        [(count,)] = query(
            "select count(*) from appointments_slot where organisation = any(%s) and taken < capacity", [made]
        )
    with preparation.connect(os.environ["DATABASE_OWNER_URL"]) as owner:  # as autovacuum does within a minute
        owner.execute("analyze appointments_slot, appointments_session")
    directory.forget()
    return made[0], count


def _sessions(organisation: UUID, now: datetime, random: Random) -> Iterator["NewSession"]:  # type: ignore[name-defined]  # noqa: F821
    """Two weeks of mornings and afternoons, eight general practitioners and four nurses."""
    from weald.services.appointments.actions import NewSession

    for clinician in range(CLINICIANS):
        service = "gp" if clinician < 8 else "nurse"
        professional = uuid4()
        for day in range(DAYS + 1):
            date = (now + timedelta(days=day)).date()
            if date.weekday() > 4:
                continue
            for begins in (time(8, 30), time(14)):
                starts = datetime.combine(date, begins, UTC)
                if starts > now:
                    yield NewSession(
                        organisation=organisation, professional=professional, professional_name=f"Dr Bench {clinician}",
                        service=service, premises=None, place="Bench Surgery", kind="slot",
                        mode=random.choice(["face_to_face", "face_to_face", "phone", "video"]),
                        category="General Consultation Routine", setting="general_practice", starts_at=starts,
                        ends_at=starts + timedelta(hours=3), slot_minutes=15,
                    )  # fmt: skip
