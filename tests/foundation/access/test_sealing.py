"""The sealed audit: every change of what was sealed is found and named, and nobody is accused who changed nothing."""

import hashlib
import json
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.given import NOW, SYSTEM
from weald.foundation.access import acting, query, record, sealing
from weald.foundation.database import launcher, preparation

ROWS = 40
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def admin(committed_db: None, database_urls: launcher.Urls) -> Iterator[psycopg.Connection]:
    """Whoever may do everything: the intruder of these tests."""
    with preparation.connect(database_urls.role("admin")) as connection:
        yield connection


def write(count: int, verb: str = "requests.read") -> None:
    for number in range(count):
        with acting(SYSTEM):
            record(verb, [uuid4()], why=f"reason {number}")


def seal_by_sevens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seals so small that a few rows make a chain."""
    monkeypatch.setattr(sealing, "_SEAL", sealing._SEAL.replace(f"limit {sealing.BATCH}", "limit 7"))
    monkeypatch.setattr(sealing, "BLOCK", 2)


def seal_until(left: int = 0) -> int:
    """Seal in one go, as soon as nobody else on this server has a transaction open that is older than what is there."""
    final = "select count(*) from access_auditrow where xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint or xact > 1000000000000"
    deadline = time.monotonic() + 60
    while True:
        with acting(SYSTEM):
            [(there,)], [(rows,)] = query(final), query("select count(*) from access_auditrow")
        if there >= rows - left:
            return sealing.seal(NOW)
        assert time.monotonic() < deadline, "an older transaction stays open"
        time.sleep(0.1)


def numbers(admin: psycopg.Connection) -> list[int]:
    return [row[0] for row in admin.execute("select id from access_auditrow order by id")]


def test_what_is_sealed_is_sound_and_what_is_not_is_counted(admin: psycopg.Connection) -> None:
    before = sealing.verify()
    assert before.sound
    assert (before.rows, before.unsealed) == (0, sealing.Unsealed(0, None))
    write(5)
    assert seal_until() == 5
    assert sealing.seal(NOW) == 0, "nothing is sealed twice"
    write(2)
    report = sealing.verify()
    assert report.sound, report.problems
    assert (report.rows, report.seals, report.unsealed.rows) == (5, 1, 2)
    [(oldest,)] = admin.execute(
        "select min(at) from access_auditrow where id > 5 - 5 + (select max(ids[5]) from access_auditseal)"
    )
    assert report.unsealed.since == oldest


def by_hand(row: tuple[object, ...]) -> bytes:
    """A row's digest, computed without PostgreSQL from what is written in the module's first lines."""
    kinds = (20, 1184, 25, 25, 2950, 2950, 25, 3802, 25)
    packed = struct.pack(">i", len(row))
    for kind, value in zip(kinds, row, strict=True):
        match value:
            case None:
                packed += struct.pack(">Ii", kind, -1)
                continue
            case int():
                body = struct.pack(">q", value)
            case datetime():
                body = struct.pack(">q", (value - EPOCH) // timedelta(microseconds=1))
            case UUID():
                body = value.bytes
            case str() if kind == 3802:
                body = b"\x01" + value.encode()
            case _:
                body = str(value).encode()
        packed += struct.pack(">Ii", kind, len(body)) + body
    return hashlib.sha256(packed).digest()


def test_anybody_can_recompute_a_seal_without_the_database(admin: psycopg.Connection) -> None:
    write(9)
    admin.execute(
        "insert into access_auditrow (name, basis, identity, party, verb, subjects, why)"
        " values ('Ü \U0001f600', 'staff', gen_random_uuid(), null, 'x', '[1, \"a\"]', '')"
    )
    seal_until()
    rows = admin.execute(
        "select id, at, name, basis, identity, party, verb, subjects::text, why from access_auditrow order by id"
    ).fetchall()
    digests = [by_hand(row) for row in rows]
    [(content, short, ids)] = admin.execute("select content, digests, ids from access_auditseal")
    assert ids == [row[0] for row in rows]
    assert content == hashlib.sha256(b"".join(digests)).digest()
    assert short == b"".join(digest[:8] for digest in digests)


def test_every_column_of_the_audit_is_sealed(admin: psycopg.Connection) -> None:
    columns = {
        name
        for (name,) in admin.execute(
            "select column_name from information_schema.columns where table_name = 'access_auditrow'"
        )
    }
    assert {part.strip().removeprefix("a.") for part in sealing.ROW.split(",")} == columns - {"era", "xact"}
    every = {
        name
        for (name,) in admin.execute(
            "select column_name from information_schema.columns where table_name = 'access_auditseal'"
        )
    }
    assert {part.strip().removeprefix("s.") for part in sealing._SEALED.split(",")} == every - {"hash"}


CHANGES: dict[str, str] = {
    "at": "at = at + interval '1 microsecond'",
    "name": "name = name || ' '",
    "basis": "basis = 'staff'",
    "identity": "identity = gen_random_uuid()",
    "party": "party = gen_random_uuid()",
    "verb": "verb = 'requests.write'",
    "subjects": "subjects = '[]'",
    "why": "why = ''",
}


def in_row(column: str) -> Callable[[psycopg.Connection, list[int], int], str]:
    def change(admin: psycopg.Connection, ids: list[int], at: int) -> str:
        admin.execute(f"update access_auditrow set {CHANGES[column]} where id = %s", [ids[at]])
        return f"Row {ids[at]} was changed after it was sealed"

    return change


def delete_row(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    admin.execute("delete from access_auditrow where id = %s", [ids[at]])
    return f"Row {ids[at]} is missing"


def swap_rows(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    one, other = ids[at], ids[(at + 1) % len(ids)]
    admin.execute("update access_auditrow set id = -1 where id = %s", [one])
    admin.execute("update access_auditrow set id = %s where id = %s", [one, other])
    admin.execute("update access_auditrow set id = %s where id = -1", [other])
    return f"Row {one} was changed"


def move_row(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    admin.execute("update access_auditrow set xact = 0 where id = %s", [ids[max(at, 1)]])
    return "order in which they were sealed" if at < 7 else "was slipped in among"


def slip_in(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    [(added,)] = admin.execute(
        "insert into access_auditrow (id, name, basis, verb, subjects, why, xact)"
        " select max(id) + 1, 'Dr Nobody', 'staff', 'x', '[]', '', 0 from access_auditrow returning id"
    )
    return f"Row {added} was slipped in"


def delete_seal(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    position = min(at // 7, 4) + 1
    admin.execute("delete from access_auditseal where position = %s", [position])
    return f"Seal {position} is missing"


def swap_seals(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    position = min(at // 7, 4) + 1
    for old, new in ((position, 99), (position + 1, position), (99, position + 1)):
        admin.execute("update access_auditseal set position = %s where position = %s", [new, old])
    return f"Seal {position} was changed"


def forge_seal(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    """A row is changed, and its seal is computed anew."""
    position = min(at // 7, 4) + 1
    admin.execute(
        "update access_auditseal set digests = set_byte(digests, 0, get_byte(digests, 0) # 1) where position = %s",
        [position],
    )
    admin.execute(f"update access_auditseal s set hash = {sealing._HASH} where position = %s", [position])
    return f"Seal {position + 1} does not follow seal {position}"


def change_seal(admin: psycopg.Connection, ids: list[int], at: int) -> str:
    position = min(at // 7, 4) + 1
    admin.execute(
        "update access_auditseal set sealed_at = sealed_at + interval '1 day' where position = %s", [position]
    )
    return f"Seal {position} was changed"


ATTACKS = [*(in_row(column) for column in CHANGES), delete_row, swap_rows, move_row, slip_in, delete_seal, swap_seals, forge_seal, change_seal]  # fmt: skip


def test_every_change_is_found_and_named_and_nobody_is_accused_without_one(
    admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_by_sevens(monkeypatch)
    write(ROWS)
    assert seal_until() == ROWS
    write(3)
    ids = numbers(admin)[:ROWS]
    sealed = tuple(
        admin.execute(f"select jsonb_agg(to_jsonb(t)) from {table} t").fetchone()[0]  # type: ignore[index]
        for table in ("access_auditrow", "access_auditseal")
    )

    def put_back() -> None:
        for table, rows in zip(("access_auditrow", "access_auditseal"), sealed, strict=True):
            admin.execute(f"delete from {table}")
            admin.execute(
                f"insert into {table} select * from jsonb_populate_recordset(null::{table}, %s)",
                [json.dumps(rows)],
            )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(attack=st.sampled_from(ATTACKS), at=st.integers(0, ROWS - 1))
    def attacked(attack: Callable[[psycopg.Connection, list[int], int], str], at: int) -> None:
        says = attack(admin, ids, at)
        found = sealing.verify()
        put_back()
        assert any(says in problem for problem in found.problems), (says, found.problems)
        clean = sealing.verify()
        assert clean.sound, clean.problems
        assert (clean.rows, clean.unsealed.rows) == (ROWS, 3)

    attacked()


def test_the_end_cut_off_is_found_by_a_hash_that_was_kept(
    admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_by_sevens(monkeypatch)
    write(14)
    seal_until()
    kept = sealing.verify().last
    write(7)
    seal_until()
    later = sealing.verify(expect=kept)
    assert later.sound, "a chain that went on still holds what was kept"
    admin.execute("delete from access_auditseal where position >= 2")
    admin.execute("delete from access_auditrow where id > (select min(id) + 6 from access_auditrow)")
    assert sealing.verify().sound, "by itself a shorter chain is as good as a longer one"
    [problem] = sealing.verify(expect=kept).problems
    assert problem.startswith("The hash that was kept is not in the chain")


def test_a_part_of_the_chain_can_be_verified_alone(
    admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_by_sevens(monkeypatch)
    write(28)
    seal_until()
    first, third = numbers(admin)[0], numbers(admin)[15]
    admin.execute("update access_auditrow set why = 'x' where id = any(%s)", [[first, third]])
    assert len(sealing.verify().problems) == 2
    [problem] = sealing.verify(since=3).problems
    assert problem == f"Row {third} was changed after it was sealed in seal 3."
    assert sealing.verify(since=4).sound
    [problem] = sealing.verify(since=99).problems
    last = sealing.verify().last_position
    assert problem.startswith(f"There is no seal 99: the chain ends with seal {last}.")


def test_a_chain_without_seals_is_sound_from_its_beginning_only(admin: psycopg.Connection) -> None:
    admin.execute("delete from access_auditseal")
    assert sealing.verify().sound
    assert not sealing.verify(since=2).sound


def test_a_row_of_a_long_transaction_is_sealed_later_and_once(
    admin: psycopg.Connection, database_urls: launcher.Urls
) -> None:
    with psycopg.connect(database_urls.role("admin")) as slow:
        slow.execute(
            "insert into access_auditrow (name, basis, verb, subjects, why) values ('slow', 'system', 'x', '[]', '')"
        )
        write(4)
        assert sealing.seal(NOW) == 0, "an older transaction may still commit"
        assert sealing.unsealed().rows == 4
        slow.commit()
    assert seal_until() == 5
    with psycopg.connect(database_urls.role("admin")) as other:
        write(1)
        other.execute(
            "insert into access_auditrow (name, basis, verb, subjects, why) values ('slow', 'system', 'x', '[]', '')"
        )
        write(1)
        assert seal_until(1) == 1, "what is older than the slow one is final"
        other.rollback()
    assert seal_until() == 1
    assert sealing.verify().sound


def test_writers_and_sealers_at_once_leave_every_row_in_one_seal(
    admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_by_sevens(monkeypatch)
    faults: list[BaseException] = []

    def work(task: Callable[[], object], times: int) -> None:
        from django.db import connection

        try:
            for _ in range(times):
                task()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(lambda: write(1), 40)) for _ in range(4)]
    threads += [threading.Thread(target=work, args=(lambda: sealing.seal(NOW), 15)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    seal_until()
    inside = [row[0] for row in admin.execute("select unnest(ids) from access_auditseal order by 1")]
    assert inside == numbers(admin)
    assert len(inside) == 160
    report = sealing.verify()
    assert report.sound, report.problems


def test_in_another_cluster_transactions_count_anew_and_the_chain_goes_on(admin: psycopg.Connection) -> None:
    write(3)
    seal_until()
    write(2)
    # As after a restore: what is there was numbered by a cluster that had lived much longer.
    admin.execute("update access_auditrow set xact = xact + 1000000000000")
    admin.execute("update access_auditseal set xact = xact + 1000000000000")
    admin.execute(f"update access_auditseal s set hash = {sealing._HASH}")
    write(1)
    assert sealing.seal(NOW) == 0, "without a new era the new row would seem older than all"
    admin.execute("delete from access_auditrow where xact < 1000000000000")
    sealing.new_era(admin.execute)
    try:
        write(4)
        assert seal_until() == 6
        report = sealing.verify()
        assert report.sound, report.problems
        assert (report.rows, report.unsealed.rows) == (9, 0)
    finally:
        admin.execute("alter table access_auditrow alter column era set default 0")


def test_the_serving_role_can_neither_date_nor_number_nor_unseal(admin: psycopg.Connection) -> None:
    from django.db import connection
    from django.db.utils import ProgrammingError

    write(1)
    seal_until()
    for statement in (
        "update access_auditseal set hash = ''",
        "delete from access_auditseal",
        "truncate access_auditseal",
        "insert into access_auditrow (id, name, basis, verb, subjects, why) values (9, 'a test', 'system', 'x', '[]', '')",
        "insert into access_auditrow (at, name, basis, verb, subjects, why) values (now(), 'a test', 'system', 'x', '[]', '')",
        "insert into access_auditrow (xact, name, basis, verb, subjects, why) values (0, 'a test', 'system', 'x', '[]', '')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(SYSTEM):
            query(statement)
        connection.close()
