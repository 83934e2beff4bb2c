"""The commands of whoever runs Weald, typed as they are."""

import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import given
from weald.foundation.access import acting, record, sealing
from weald.foundation.database import launcher, preparation
from weald.foundation.jobs import set_aside
from weald.foundation.refusal import Refused

pytestmark = pytest.mark.usefixtures("committed_db")


def weald(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "weald.site.command", *arguments],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_audit_is_verified_in_sentences_and_by_exit_codes(
    server_environ: dict[str, str], database_urls: launcher.Urls
) -> None:
    for number in range(3):
        with acting(given.SYSTEM):
            record("requests.read", [str(number)])
    while sealing.unsealed().rows:
        sealing.seal(given.NOW)
    # As long as a transaction that is older than the last row goes on, nobody seals that row: no worker that another test has
    # left running adds a seal between the two looks.
    with psycopg.connect(database_urls.role("admin")) as older:
        older.execute("select pg_current_xact_id()")
        with acting(given.SYSTEM):
            record("requests.read", ["later"])
        well = weald(server_environ, "audit", "verify")
        kept = well.stdout.split()[-1]
        with preparation.connect(database_urls.role("admin")) as admin:
            [(row,)] = admin.execute("select min(id) from access_auditrow").fetchall()
            admin.execute("update access_auditrow set subjects = '[]' where id = %s", [row])
        broken = weald(server_environ, "audit", "verify", "--json", "--expect", kept)
    assert well.returncode == 0, well.stderr
    assert re.search(r"\d+ rows in \d+ seals? (is|are) as they were sealed\.", well.stdout), well.stdout
    assert "not sealed yet, the oldest of" in well.stdout
    assert broken.returncode == 1
    report = json.loads(broken.stdout)
    assert report["sound"] is False
    assert [one[: len(f"Row {row} was changed")] for one in report["problems"]] == [f"Row {row} was changed"]
    assert report["last"] == kept

    nobody = weald(
        server_environ | {"DATABASE_URL": "postgresql://weald_app@/x?host=/nowhere"}, "audit", "verify"
    )
    assert nobody.returncode == 2
    assert "does not answer" in nobody.stderr
    assert weald(server_environ, "audit", "verify", "--expect", "short").returncode == 2


def poisoned(admin: psycopg.Connection) -> int:
    """A job of a kind that nobody knows any more, set aside after five tries. One before it, which waits for the year 2999,
    has its lock: no worker that another test has left running takes it up."""
    admin.execute(
        "insert into procrastinate_jobs (queue_name, task_name, status, lock, scheduled_at, args)"
        " values ('default', 'gone.task', 'todo', 'held', '2999-01-01', '{}')"
    )
    [(job,)] = admin.execute(
        "insert into procrastinate_jobs (queue_name, task_name, status, lock, attempts, args)"
        " values ('default', 'gone.task', 'failed', 'held', 6, '{}') returning id"
    ).fetchall()
    return int(job)


def test_jobs_set_aside_are_shown_and_tried_again(
    server_environ: dict[str, str], database_urls: launcher.Urls
) -> None:
    with preparation.connect(database_urls.role("admin")) as admin:
        job = poisoned(admin)
    set_aside.note(job, ValueError("NHS number 999 000 0018 is odd"), given.NOW)
    assert [(one.job, one.sentence) for one in set_aside.listed()] == [
        (job, "A fault of the program (ValueError).")
    ]
    set_aside.note(job, Refused("The practice has no opening times. Set them first."), given.NOW)
    shown = weald(server_environ, "jobs", "list")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(
        f"{job}  gone.task, after 6 tries 2026-11-23 08:03:00 UTC: The practice has no"
    )

    set_aside.retry(job)
    assert set_aside.count() == 0
    with pytest.raises(Refused, match="is not set aside"):
        set_aside.retry(job)
    with pytest.raises(Refused, match="is not set aside"):
        set_aside.drop(job)
    assert "No job was set aside" in weald(server_environ, "jobs", "list").stdout
    refused = weald(server_environ, "jobs", "retry", str(job))
    assert refused.returncode == 2
    assert "is not set aside" in refused.stderr


def test_a_job_whose_successor_waits_is_not_tried_again_but_can_be_dropped(
    database_urls: launcher.Urls,
) -> None:
    with preparation.connect(database_urls.role("admin")) as admin:
        job = poisoned(admin)
        admin.execute("update procrastinate_jobs set queueing_lock = 'gone' where id = %s", [job])
        admin.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock, args)"
            " values ('default', 'gone.task', 'todo', 'held', 'gone', '{}')"
        )
    set_aside.note(job, ValueError(), given.NOW)
    with pytest.raises(Refused, match="waits already"):
        set_aside.retry(job)
    set_aside.drop(job)
    assert set_aside.listed() == []


@pytest.mark.parametrize(
    "words",
    [
        ["content", "verify"],
        ["content", "diff", "duty", "abcdef12"],
        ["staff", "add", "a.okafor", "--organisation", "G00001", "--name", "A Okafor"],
        ["jobs", "list"],
        ["audit", "verify"],
    ],
)
def test_a_database_without_tables_is_told_of_in_a_sentence(
    words: list[str], server_environ: dict[str, str], database_urls: launcher.Urls
) -> None:
    empty = launcher.elsewhere(database_urls, "postgres")
    said = weald(server_environ | {"DATABASE_URL": empty.app}, *words)
    assert said.returncode == 2, said.stderr
    assert said.stderr.startswith("This database has not the tables of this version.")
    assert "weald migrate" in said.stderr


def test_nothing_is_not_taken_for_a_backup(
    server_environ: dict[str, str], database_urls: launcher.Urls, tmp_path: Path
) -> None:
    empty = launcher.elsewhere(database_urls, "postgres")
    target = tmp_path / "backup"
    said = weald(
        server_environ | {"DATABASE_URL": empty.app, "DATABASE_ADMIN_URL": empty.admin}, "backup", str(target)
    )
    assert said.returncode == 2, said.stderr
    assert said.stderr.startswith("This database has no tables: there is nothing to back up.")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_a_later_weald_brought_up_to_date_is_told_of_and_kept(
    server_environ: dict[str, str], database_urls: launcher.Urls
) -> None:
    with preparation.connect(database_urls.owner) as owner:
        owner.execute(
            "insert into django_migrations (app, name, applied) values ('access', '0999_flying', now())"
        )
        try:
            said = weald(server_environ, "migrate")
        finally:
            owner.execute("delete from django_migrations where name = '0999_flying'")
    assert said.returncode == 0, said.stderr
    assert "by a later Weald, which knows the change access.0999_flying" in said.stderr
    assert "later Weald" not in weald(server_environ, "migrate").stderr
