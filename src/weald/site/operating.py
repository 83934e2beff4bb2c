"""The commands of whoever runs Weald: backup and restore, the sealed audit, jobs that were set aside."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weald.foundation.database import launcher
from weald.foundation.database.faults import SetupError
from weald.foundation.progress import bar
from weald.site.starting import (
    may_make_database,
    needs_database,
    of_another_version,
    run_apart,
    with_django,
)

if TYPE_CHECKING:
    from weald.foundation.access.sealing import Report

RESTORER = "the command that restores a backup"


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the command line."""
    backup = commands.add_parser("backup", help="write the whole database into one file, while it serves")
    backup.add_argument("file", metavar="FILE", help="the new file, or - to write to a pipe")
    backup.set_defaults(handler=_backup)
    restore = commands.add_parser("restore", help="put the database of a backup in the place of this one")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that 'weald backup' wrote")
    restore.add_argument(
        "--replace", action="store_true", help="even where this database holds something, which is then lost"
    )
    restore.set_defaults(handler=_restore)

    audit = commands.add_parser("audit", help="seal the audit, or verify that nobody changed it")
    what = audit.add_subparsers(metavar="WHAT", required=True)
    verify = what.add_parser(
        "verify",
        help="find a row that was changed, removed or moved",
        description="Find a row that was changed, removed or moved. Exit code 0: all is as it was sealed; 1: it was changed, and"
        " where; 2: it cannot be verified.",
    )
    verify.add_argument(
        "--from", dest="since", type=_position, metavar="SEAL", default=1, help="begin at this seal (1)"
    )
    verify.add_argument(
        "--expect",
        type=_hash,
        metavar="HASH",
        help="a last hash that was kept: it must be in the chain",
    )
    verify.add_argument("--json", action="store_true", help="the report as one JSON object")
    verify.set_defaults(handler=_audit_verify)
    what.add_parser("seal", help="seal now what the job would seal within a minute").set_defaults(
        handler=_audit_seal
    )

    jobs = commands.add_parser("jobs", help="jobs that failed and were set aside")
    what = jobs.add_subparsers(metavar="WHAT", required=True)
    what.add_parser("list", help="those that were set aside, and why").set_defaults(handler=_jobs)
    for name, says in (("retry", "put one back into the queue"), ("drop", "throw one away")):
        one = what.add_parser(name, help=says)
        one.add_argument("job", type=_position, help="its number")
        one.set_defaults(handler=_jobs_retry if name == "retry" else _jobs_drop)


def _position(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 1 << 63:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")


def _hash(text: str) -> str:
    if len(text) == 64 and not set(text.lower()) - set("0123456789abcdef"):
        return text.lower()
    raise argparse.ArgumentTypeError(
        "a hash has 64 characters, 0 to 9 and a to f, as 'weald audit verify' prints it"
    )


def _backup(given: argparse.Namespace) -> int:
    from weald.foundation.database import backup

    if given.file == "-" and sys.stdout.isatty():
        raise SetupError(
            "A backup is not for the eye. Send it to a program: weald backup - | age -r … > FILE"
        )
    needs_database()
    with launcher.using(os.environ), bar("Writing the backup", bytes_=True) as progress:
        if given.file == "-":
            written = backup.stream(sys.stdout.buffer, os.environ, progress)
            sys.stdout.buffer.flush()
        else:
            written = backup.write(Path(given.file), os.environ, progress)
    print(
        f"{sum(written.rows.values()):,} rows of {len(written.rows)} tables in {written.size:,} bytes. SHA-256 {written.sha256}"
        + ("" if given.file == "-" else ", read again and found whole."),
        file=sys.stderr,
    )
    return 0


def _restore(given: argparse.Namespace) -> int:
    from weald.foundation.database import backup

    if not given.file.is_file():
        raise SetupError(f"There is no file '{given.file}'.")
    may_make_database(told=True)
    with launcher.using(os.environ) as urls:
        urls.role("owner")
        backup.check(given.file)
        migrations = backup.applied(given.file, os.environ)
        # Django is told of the new database from the beginning: it knows one in its life.
        server = dict(os.environ)
        beside = backup.restoring(urls)
        os.environ |= {
            "DATABASE_URL": beside.app, "DATABASE_OWNER_URL": beside.owner, "DATABASE_ADMIN_URL": beside.admin,
        }  # fmt: skip
        _refuse_later(migrations)
        backup.restore(
            given.file,
            server,
            replace=given.replace,
            progress=_tell,
            settle=lambda _: _settle(given.file.name),
        )
    _tell("The database of the backup is in place. Start Weald when you are ready.")
    return 0


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _refuse_later(migrations: set[tuple[str, str]]) -> None:
    """SetupError where a backup was made by a later Weald than this one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.site.settings")
    import django

    django.setup(set_prefix=False)
    if change := _later_change(migrations):
        raise SetupError(
            f"The backup was made by a later Weald, which knows the change {change}. Restore it with that version."
        )


def warn_of_later() -> None:
    """Say so where the database was brought up to date by a later Weald than this one. It is no refusal: whoever goes back to
    the version of yesterday, because that of today fails, must be able to."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    if change := _later_change(set(MigrationRecorder(connection).applied_migrations())):
        _tell(
            f"This database was brought up to date by a later Weald, which knows the change {change}: this one may fail on it or"
            " show it wrongly. Go back to the later version, or restore the backup from before it, as soon as you can."
        )


def _later_change(migrations: set[tuple[str, str]]) -> str:
    """The first of these changes of tables that this version does not know."""
    from django.db.migrations.loader import MigrationLoader

    unknown = sorted(migrations - set(MigrationLoader(None).disk_migrations))
    return ".".join(unknown[0]) if unknown else ""


def _settle(source: str) -> None:
    """Bring the restored database up to date, begin a new era of its audit, and verify the chain."""
    from weald.foundation.database import preparation

    _tell("Bringing its tables up to date")
    run_apart("migrate")
    with with_django("app"):
        from django.utils import timezone

        from weald.foundation.access import Actor, Basis, acting, record, sealing

        with preparation.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
            owner.execute("select set_config('weald.basis', 'system', false)")
            sealing.new_era(owner.execute)
        report = _verified(1, "")
        if not report.sound:
            raise SetupError(
                f"The audit in the backup is not as it was sealed: {' '.join(report.problems[:3])}"
                " Nothing was replaced. Take another backup, and tell whoever looks after privacy."
            )
        with acting(Actor(Basis.SYSTEM, RESTORER)):
            record("database.restore", [], why=f"from the backup {source}")
        sealing.seal(timezone.now())
        _tell(_said(_verified(1, "")))


def _verified(since: int, expect: str) -> "Report":
    from weald.foundation.access import sealing

    with bar("Verifying the audit, seals") as progress:
        return sealing.verify(since=since, expect=expect, progress=progress)


def _said(report: "Report") -> str:
    """The report in sentences, the problems first."""
    lines = list(report.problems)
    if report.uncounted:
        lines.append(f"And {report.uncounted:,} more.")
    lines.append(
        f"{report.rows:,} rows in {report.seals:,} seals {'are as they were sealed' if report.sound else 'were looked at'}."
    )
    waiting = report.unsealed
    if waiting.rows and waiting.since:
        lines.append(
            f"{waiting.rows:,} rows are not sealed yet, the oldest of {waiting.since:%Y-%m-%d %H:%M:%S} UTC."
        )
    else:
        lines.append("Nothing is unsealed.")
    if report.last:
        lines.append(
            f"The last seal is number {report.last_position}: keep its hash elsewhere, and give it to --expect next time.\n{report.last}"
        )
    return "\n".join(lines)


def _audit_verify(given: argparse.Namespace) -> int:
    try:
        with with_django():
            from django.db import Error

            try:
                report = _verified(given.since, given.expect or "")
            except Error as fault:
                if of_another_version(fault):
                    raise
                raise SetupError(
                    f"The audit cannot be verified: the database failed ({type(fault).__name__})."
                ) from fault
    except SetupError as fault:
        _tell(str(fault))
        return 2
    if given.json:
        print(json.dumps(report.as_dict(), default=str))
    else:
        print(_said(report))
    return 0 if report.sound else 1


def _audit_seal(_given: argparse.Namespace) -> int:
    with with_django():
        from django.utils import timezone

        from weald.foundation.access import sealing

        sealed, left = sealing.seal(timezone.now()), sealing.unsealed()
    print(f"{sealed:,} rows were sealed, {left.rows:,} are not final yet.")
    return 0


def _jobs(_given: argparse.Namespace) -> int:
    with with_django():
        from weald.foundation.jobs import set_aside

        found = set_aside.listed()
    if not found:
        print("No job was set aside.")
    for one in found:
        when = f" {one.at:%Y-%m-%d %H:%M:%S} UTC" if one.at else ""
        place = f" ({one.where})" if one.where else ""
        print(
            f"{one.job}  {one.task}, after {one.tries} tries{when}: {one.sentence or 'the reason was not kept'}{place}"
        )
    return 0


def _jobs_retry(given: argparse.Namespace) -> int:
    with with_django():
        from weald.foundation.jobs import set_aside

        set_aside.retry(given.job)
    print(f"Job {given.job} is in the queue again.")
    return 0


def _jobs_drop(given: argparse.Namespace) -> int:
    with with_django():
        from weald.foundation.jobs import set_aside

        set_aside.drop(given.job)
    print(f"Job {given.job} was thrown away.")
    return 0
