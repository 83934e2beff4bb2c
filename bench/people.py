"""Two million persons, and what it costs to find one of them at Reception."""

import os
import random
import re
import secrets
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench import given, load, patient
from bench.load import Client
from bench.served import Served

CLIENTS = 8
PEOPLE = 2_000_000
INDEXES = ("people_person_named", "people_person_born", "people_person_phoned", "people_person_of")

# Names by community as in the demonstration, the first of each list more often than the last, as names are; birth dates and
# practices evenly. Nobody has an NHS number: the range that belongs to nobody holds fewer than a million.
PERSONS = """
with community as (
    select * from jsonb_to_recordset(%s) as c (since float, until float, female text[], male text[], family text[])
), practice as (
    select array_agg(id order by ods_code) as ids from directory_organisation where kind = 'practice'
), drawn as materialized (
    select random() * 100 as which, random() as a, random() as b, random() as c, random() as d, random() as e, random() as f
    from generate_series(1, %s)
)
insert into people_person (id, organisation, given_name, family_name, birth_date, sex, phone, email, contact_by,
    postcode, registration)
select uuidv7(), ids[1 + floor(f * cardinality(ids))::int],
    case when c < 0.5 then female[1 + floor(power(a, 1.5) * cardinality(female))::int]
        else male[1 + floor(power(a, 1.5) * cardinality(male))::int] end,
    family[1 + floor(power(b, 2) * cardinality(family))::int], date '1928-01-01' + floor(d * 36000)::int,
    case when c < 0.5 then 'female' else 'male' end, '+447700' || lpad(floor(e * 1000000)::int::text, 6, '0'), '', 'sms',
    'CT' || 1 + floor(e * 20)::int || ' 1AB', 'registered'
from drawn join community on which >= since and which < until cross join practice
"""
RELATED = """
insert into access_relationship (person, party, basis, since)
select id, organisation, 'registration', now() - interval '1 year' from people_person p
where not exists (select from access_relationship r where r.person = p.id)
"""


def measure(program: Served, staff: str, practice: Any) -> Iterator[dict[str, object]]:
    """Load the county, then search it as eight receptionists of one practice would, all kinds of line in turn."""
    seconds = fill()
    lines = typed(practice.id)
    searches = [patient.form("/staff/reception", {"q": line, "channel": "phone"}, "") for line in lines]
    searches = [
        one.replace(b"Cookie: ", f"Cookie: {staff.partition('; ')[2]}; ".encode(), 1) for one in searches
    ]
    status, _, body = Client(program.port).send(searches[0])
    found = len(re.findall(rb'name="person"', body))
    assert status == 200, status
    assert found, "the search finds nobody"
    load.replay(program.port, CLIENTS, searches, 2)
    before = program.cpu_s()
    outcome = load.replay(program.port, CLIENTS, searches, 20 if os.environ.get("FULL") else 6)
    spent = program.cpu_s() - before
    facts = {
        "clients": CLIENTS, "people": PEOPLE, "load_s": round(seconds), "per_s": round(outcome.per_s),
        "p50_ms": round(outcome.percentile_ms(0.5), 1), "statuses": outcome.statuses,
    }  # fmt: skip
    yield {
        "name": "person_search_cpu_ms",
        "value": round(spent / outcome.count * 1000, 2),
        "unit": "ms",
        **facts,
    }
    yield {
        "name": "person_search_p99_ms",
        "value": round(outcome.percentile_ms(0.99), 1),
        "unit": "ms",
        **facts,
    }


def fill_some(count: int) -> None:
    """So many persons more, as they would come: for measurements that need lists, not a county."""
    from psycopg.types.json import Jsonb

    from weald.foundation.database import preparation

    with preparation.connect(os.environ["DATABASE_ADMIN_URL"]) as connection:
        connection.execute(PERSONS, [Jsonb(_names()), count])
        connection.execute(RELATED)
        connection.execute("analyze people_person")


def _names() -> list[dict[str, object]]:
    """The lists of names of the demonstration, each with its share of the people as a stretch of 0 to 100."""
    from weald.demo import facts

    at, rows = 0.0, []
    for one in facts.communities():
        rows.append(
            {
                "since": at,
                "until": at + one.share,
                "female": one.female,
                "male": one.male,
                "family": one.family,
            }
        )
        at += one.share
    return rows


def fill() -> float:
    """Put the persons into the database of this run, its indexes made afterwards, two statements at a time; seconds."""
    from psycopg.types.json import Jsonb

    from weald.foundation.database import preparation

    started, rows = time.perf_counter(), _names()
    admin = os.environ["DATABASE_ADMIN_URL"]
    with preparation.connect(admin) as connection:
        connection.execute("set synchronous_commit = off")
        made = [
            definition
            for (definition,) in connection.execute(
                "select indexdef from pg_indexes where indexname = any(%s)", [list(INDEXES)]
            )
        ]
        for name in INDEXES:
            connection.execute(f"drop index {name}".encode())
        connection.execute(PERSONS, [Jsonb(rows), PEOPLE])
    _together([RELATED], sorted(made, key=lambda one: "gist" not in one))
    with preparation.connect(admin) as connection:
        connection.execute("vacuum analyze people_person")
        connection.execute("vacuum analyze access_relationship")
        connection.execute("checkpoint")
    return time.perf_counter() - started


def _together(*streams: list[str]) -> None:
    """Each list of statements on a connection of its own, at the same time."""
    from weald.foundation.database import preparation

    faults: list[BaseException] = []

    def work(statements: list[str]) -> None:
        try:
            with preparation.connect(os.environ["DATABASE_ADMIN_URL"]) as connection:
                connection.execute("set synchronous_commit = off")
                connection.execute("set maintenance_work_mem = '512MB'")
                for statement in statements:
                    connection.execute(statement.encode())
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=[stream]) for stream in streams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def typed(practice: Any) -> list[str]:
    """What receptionists type: of twenty lines nine with name and date of birth (three of them mistyped), five with a name
    alone (two mistyped), three with a date alone, three with a phone number."""
    from weald.foundation.access import query

    with given.acting():
        people = query(
            "select given_name, family_name, birth_date, phone from people_person where organisation = %s and phone <> ''"
            " order by md5(id::text) limit 160",
            [practice],
        )
    chance = random.Random(1)
    lines = []
    for number, (given_name, family, born, phone) in enumerate(people):
        name, day = f"{family} {given_name}", born.strftime("%d.%m.%Y")
        kind = number % 20
        if kind < 6:
            lines.append(f"{name} {day}")
        elif kind < 9:
            lines.append(f"{_mistyped(name, chance)} {day}")
        elif kind < 12:
            lines.append(name)
        elif kind < 14:
            lines.append(_mistyped(name, chance))
        elif kind < 17:
            lines.append(day)
        else:
            lines.append(f"0{phone[3:]}")
    return lines


def _mistyped(name: str, chance: random.Random) -> str:
    """Two neighbouring letters change places."""
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def entry(program: Served, staff: str, practice: Any) -> bytes:
    """The bytes that load the page of an entry, in the middle of its questions."""
    from weald.foundation.access import query

    with given.acting():
        [(person,)] = query("select id from people_person where organisation = %s limit 1", [practice.id])
    client, cookies = Client(program.port), staff.partition("; ")[2]

    def press(path: str, **fields: str) -> bytes:
        request = patient.form(path, fields, "").replace(b"Cookie: ", f"Cookie: {cookies}; ".encode(), 1)
        return client.send(request)[1]

    address = patient.location(press("/staff/enter", draft=_draft(), channel="phone", person=str(person)))
    press(address, do="answer", name="danger_now", answer="no")
    press(address, do="words", words=patient.CASE["words"], for_whom="me")
    press(address, do="problem", problem=patient.CASE["problem"])
    return load.get(address, staff)


def _draft() -> str:
    token = secrets.token_hex(16)
    return f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"
