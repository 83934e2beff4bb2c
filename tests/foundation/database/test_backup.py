"""The drill: fill, back up, destroy, restore; then every row, right, policy and function is as it was, and the audit whole."""

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import given
from weald.foundation.access import acting, record
from weald.foundation.database import backup, launcher, preparation
from weald.foundation.database.faults import SetupError

CATALOG = """
select 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    from information_schema.columns where table_schema = 'public'
union all select 'table', relname, pg_get_userbyid(relowner) || relrowsecurity || relforcerowsecurity || coalesce(
    (select string_agg(right_::text, ',' order by right_::text) from unnest(relacl) right_), '')
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')
union all select 'right of a column', attrelid::regclass::text, attname || attacl::text
    from pg_attribute where attacl is not null and attrelid::regclass::text like 'access%'
union all select 'policy', tablename, policyname || permissive || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '')
    from pg_policies where schemaname = 'public'
union all select 'constraint', conrelid::regclass::text, conname || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
union all select 'index', tablename, indexdef from pg_indexes where schemaname = 'public'
union all select 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all select 'function', proname, md5(pg_get_functiondef(oid)) || pg_get_userbyid(proowner) || coalesce(proacl::text, '')
    from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
    and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
union all select 'default right', defaclobjtype::text, defaclacl::text from pg_default_acl
union all select 'extension', extname, '' from pg_extension
"""
STILL = {"procrastinate_workers"}


def silent(done: int, of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def filled(committed_db: None, database_urls: launcher.Urls) -> Iterator[psycopg.Connection]:
    """A practice with requests, slots and an audit that is partly sealed."""
    from weald.foundation.access import sealing

    made = given.practice("Z00001")
    with acting(given.SYSTEM):
        given.requests(made, 30)
        given.slots(made, 12)
        record("requests.read", ["x"])
    sealing.seal(given.NOW)
    with acting(given.SYSTEM):
        record("requests.read", ["y"])
    with preparation.connect(database_urls.role("admin")) as admin:
        yield admin


def weald(environ: dict[str, str], *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "weald.site.command", *arguments],
        env=environ, capture_output=True, text=True, check=False, **more,
    )  # fmt: skip
    return done


def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table, and all that the catalog says."""
    with preparation.connect(url) as admin:
        rows = {
            table: [
                row
                for (row,) in admin.execute(
                    sql.SQL("select to_jsonb(t)::text from {} t order by 1").format(sql.Identifier(table))
                )
            ]
            for (table,) in admin.execute(backup._TABLES).fetchall()
            if table not in STILL
        }
        return rows | {"": sorted("|".join(map(str, row)) for row in admin.execute(CATALOG))}


@pytest.fixture
def elsewhere(database_urls: launcher.Urls, server_environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """A database of another name, which is not there yet."""
    name = f"weald_test_{os.getpid()}_drill"
    urls = launcher.elsewhere(database_urls, name)
    with preparation.connect(launcher.elsewhere(database_urls, "postgres").admin) as server:
        preparation.drop_database(server, name)
        preparation.make_database(server, name)
        yield server_environ | {
            "DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner, "DATABASE_ADMIN_URL": urls.admin,
        }  # fmt: skip
        for left in (name, f"{name}_restoring", f"{name}_before"):
            preparation.drop_database(server, left)


def test_the_drill(
    filled: psycopg.Connection, server_environ: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "monday.weald"
    before = everything(server_environ["DATABASE_ADMIN_URL"])
    assert len(before["requests_request"]) == 30
    assert len(before["access_auditseal"]) <= 1

    done = weald(server_environ, "backup", str(target))
    assert done.returncode == 0, done.stderr
    assert "found whole" in done.stderr
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert Path(f"{target}.sha256").read_text() == f"{digest}  monday.weald\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["monday.weald", "monday.weald.sha256"]

    with pytest.raises(SetupError, match="never overwritten"):
        backup.write(target, server_environ, silent)

    back = weald(elsewhere, "restore", str(target))
    assert back.returncode == 0, back.stderr
    after = everything(elsewhere["DATABASE_ADMIN_URL"])
    grown = {"access_auditrow", "access_auditseal", "library_policy", "library_release", ""}
    assert {table for table in before if before[table] != after[table]} <= grown
    # The restore itself is in the audit, of a new era; all that was there before is there unchanged.
    assert set(before["access_auditrow"]) < set(after["access_auditrow"])
    [restored] = [json.loads(row) for row in set(after["access_auditrow"]) - set(before["access_auditrow"])]
    assert (restored["verb"], restored["era"]) == ("database.restore", 1)
    assert set(before["access_auditseal"]) < set(after["access_auditseal"])
    assert [line for line in before[""] if line not in after[""]] == [
        "column|access_auditrow|era smallint NO 0"
    ]
    assert len(before[""]) == len(after[""])

    verified = weald(elsewhere, "audit", "verify", "--json")
    assert verified.stdout, verified.stderr
    report = json.loads(verified.stdout)
    assert (verified.returncode, report["sound"]) == (0, True)
    assert report["rows"] + report["unsealed"]["rows"] == len(after["access_auditrow"])


def test_a_database_that_holds_something_is_kept_unless_somebody_says_so(
    filled: psycopg.Connection, server_environ: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    target, old = tmp_path / "b", tmp_path / "old"
    backup.write(target, server_environ, silent)
    admin_url = elsewhere["DATABASE_ADMIN_URL"]
    with preparation.connect(admin_url) as admin:
        admin.execute("create table held as select 1 as one")

    def put_back(*, replace: bool) -> None:
        backup.restore(
            target,
            elsewhere,
            replace=replace,
            progress=lambda said: None,
            settle=lambda urls: pytest.fail("it went on"),
        )

    with pytest.raises(SetupError, match=r"not empty \(held\)"):
        put_back(replace=False)
    with preparation.connect(elsewhere["DATABASE_URL"]), pytest.raises(SetupError, match="Stop Weald first"):
        put_back(replace=True)
    with preparation.connect(admin_url) as admin:
        assert admin.execute(backup._TABLES).fetchall() == [("held",)]

    assert weald(elsewhere, "restore", str(target), "--replace").returncode == 0
    with preparation.connect(admin_url) as admin:
        assert admin.execute("select to_regclass('held')").fetchall() == [(None,)]
        # A backup of before there was a table of failed jobs is brought up to date.
        admin.execute("drop table jobs_failure")
        admin.execute("delete from django_migrations where app = 'jobs'")
    backup.write(old, elsewhere, silent)
    with preparation.connect(admin_url) as admin:
        admin.execute("update requests_request set given_name = 'Later'")
    assert weald(elsewhere, "restore", str(old), "--replace").returncode == 0
    with preparation.connect(admin_url) as admin:
        assert admin.execute("select count(*) from jobs_failure").fetchall() == [(0,)]
        assert admin.execute("select distinct given_name from requests_request").fetchall() == [("Ada",)]
        era = "select column_default from information_schema.columns where table_name = 'access_auditrow' and column_name = 'era'"
        assert admin.execute(era).fetchall() == [("2",)]


def test_what_is_no_backup_or_was_changed_or_is_of_a_later_weald_is_refused(
    filled: psycopg.Connection, server_environ: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"not a backup" * 100)
    with pytest.raises(SetupError, match="is not a file that 'weald backup' wrote"):
        backup.applied(odd, elsewhere)

    target = tmp_path / "b"
    filled.execute(
        "insert into django_migrations (app, name, applied) values ('access', '0999_flying', now())"
    )
    try:
        backup.write(target, server_environ, silent)
    finally:
        filled.execute("delete from django_migrations where name = '0999_flying'")
    later = weald(elsewhere, "restore", str(target))
    assert later.returncode == 2
    assert "made by a later Weald" in later.stderr

    target.write_bytes(target.read_bytes()[:-400])
    with pytest.raises(SetupError, match="damaged or changed"):
        backup.check(target)
    with preparation.connect(elsewhere["DATABASE_ADMIN_URL"]) as admin:
        assert admin.execute(backup._TABLES).fetchall() == [], "nothing was touched"


def test_a_backup_whose_audit_was_changed_is_not_put_in_place(
    filled: psycopg.Connection, server_environ: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    from weald.foundation.access import sealing

    while sealing.unsealed().rows:
        sealing.seal(given.NOW)
    filled.execute(
        "update access_auditrow set why = 'because' where id = (select min(id) from access_auditrow)"
    )
    target = tmp_path / "b"
    backup.write(target, server_environ, silent)
    broken = weald(elsewhere, "restore", str(target))
    assert broken.returncode == 2
    assert "not as it was sealed" in broken.stderr
    with preparation.connect(elsewhere["DATABASE_ADMIN_URL"]) as admin:
        assert admin.execute(backup._TABLES).fetchall() == []


def test_a_backup_travels_through_a_pipe(
    filled: psycopg.Connection, server_environ: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "piped"
    with target.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "weald.site.command", "backup", "-"],
            env=server_environ, stdout=file, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(target.read_bytes()).hexdigest() in done.stderr
    assert ("access", "0005_sealing") in backup.applied(target, server_environ)


def test_a_full_disk_leaves_no_half_backup(
    filled: psycopg.Connection,
    server_environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backup, "CHUNK", 1000)
    target = tmp_path / "b"

    class Full:
        """A file on a disk that is full after some thousand bytes."""

        def __init__(self, file: object) -> None:
            self.file, self.room = file, 5000

        def __getattr__(self, name: str) -> object:
            return getattr(self.file, name)

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()  # type: ignore[attr-defined]

        def write(self, chunk: bytes) -> None:
            self.room -= len(chunk)
            if self.room < 0:
                raise OSError(28, "No space left on device")
            self.file.write(chunk)  # type: ignore[attr-defined]

    opened = os.fdopen
    monkeypatch.setattr(backup.os, "fdopen", lambda *arguments: Full(opened(*arguments)))
    with pytest.raises(SetupError, match="No space left on device"):
        backup.write(target, server_environ, silent)
    assert list(tmp_path.iterdir()) == []
