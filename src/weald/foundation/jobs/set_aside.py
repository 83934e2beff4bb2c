"""Jobs that failed again and again: set aside so that the others go on, shown, and tried again when somebody says so."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from weald.foundation.refusal import Refused


@dataclass(frozen=True, slots=True)
class SetAside:
    """A job that nobody works on any more: its number, what it is, how often it was tried, since when and why."""

    job: int
    task: str
    tries: int
    at: datetime | None
    sentence: str
    where: str


def note(job: int, fault: BaseException, now: datetime) -> None:
    """Keep why a job failed. Only our own sentences are kept: the text of another exception may quote what a person typed."""
    ours = type(fault).__module__.startswith("weald.")
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/weald/" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/weald/')[2]}:{frames[-1].lineno}" if frames else ""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into jobs_failure (job, at, sentence, "where") values (%s, %s, %s, %s)'
            ' on conflict (job) do update set at = excluded.at, sentence = excluded.sentence, "where" = excluded."where"',
            [job, now, str(fault) if ours else f"A fault of the program ({type(fault).__name__}).", where],
        )


def forgive(job: int) -> None:
    """It succeeded after all: forget why it failed before."""
    with connection.cursor() as cursor:
        cursor.execute("delete from jobs_failure where job = %s", [job])


def listed() -> Sequence[SetAside]:
    """Every job that was set aside, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select j.id, j.task_name, j.attempts, f.at, coalesce(f.sentence, ''), coalesce(f.\"where\", '')"
            " from procrastinate_jobs j left join jobs_failure f on f.job = j.id where j.status = 'failed' order by j.id"
        )
        return [SetAside(*row) for row in cursor.fetchall()]


def count() -> int:
    """How many jobs were set aside."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'failed'")
        return int(cursor.fetchone()[0])


def retry(job: int) -> None:
    """Put a job back into the queue, with all its tries before it. Refused where it is not set aside, or runs anyway."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs j set status = 'todo', attempts = 0, scheduled_at = null"
            " where j.id = %s and j.status = 'failed' and not exists (select from procrastinate_jobs o"
            "   where o.queueing_lock = j.queueing_lock and o.status = 'todo') returning 1",
            [job],
        )
        if cursor.fetchone() is None:
            cursor.execute("select status::text from procrastinate_jobs where id = %s", [job])
            row = cursor.fetchone()
            raise Refused(
                f"Job {job} waits already, as another of its kind does."
                if row and row[0] == "failed"
                else f"Job {job} is not set aside. 'weald jobs list' lists those that are."
            )


def drop(job: int) -> None:
    """Throw away a job that was set aside; Refused where it is not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with gone as (delete from procrastinate_jobs where id = %s and status = 'failed' returning id)"
            " delete from jobs_failure where job in (select id from gone) returning 1",
            [job],
        )
        if cursor.fetchone() is None:
            raise Refused(f"Job {job} is not set aside. 'weald jobs list' lists those that are.")
