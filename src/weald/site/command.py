"""The command line: `weald`. Each handler imports what it needs, so that `weald triage` starts neither Django nor a database."""

import argparse
import errno
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from weald.foundation.database import launcher
from weald.foundation.database.faults import NotAnsweringError
from weald.site import (
    import_commands,
    message_commands,
    operating,
    place_commands,
    replay,
    score_commands,
    triage_commands,
)
from weald.site.starting import (
    bring_up_to_date,
    may_make_database,
    needs_database,
    run_apart,
    with_django,
)

Handler = Callable[[argparse.Namespace], int]
OF_THE_MACHINE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
"""What is wrong with a file's place and not with the program."""


class _Commands(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Commands of which each says itself what its list of commands says of it."""

    def add_parser(self, name: str, **settings: Any) -> argparse.ArgumentParser:
        said = settings.get("help") or ""
        settings.setdefault("description", f"{said[:1].upper()}{said[1:]}.")
        made: argparse.ArgumentParser = super().add_parser(name, **settings)
        return made


class _Parser(argparse.ArgumentParser):
    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.register("action", "parsers", _Commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: it failed, and said why; 2: it was asked or set up wrongly, and trying again is no use."""
    parser = _parser()
    if not (sys.argv[1:] if arguments is None else arguments):
        parser.print_help(sys.stderr)
        return 2
    given = parser.parse_args(arguments)
    handler: Handler = given.handler
    try:
        return handler(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone, as in `weald … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as fault:
        if os.environ.get("WEALD_DEBUG") == "1":
            raise
        if _is_sentence(fault):
            print(fault, file=sys.stderr)
            return 1 if isinstance(fault, NotAnsweringError) else 2
        if isinstance(fault, OSError) and fault.filename and fault.errno in OF_THE_MACHINE:
            print(
                f"{fault.filename} cannot be read or written ({fault.strerror}). See who may do so, and that its disk has room.",
                file=sys.stderr,
            )
            return 2
        print(
            f"Weald stopped at a fault of its own ({type(fault).__name__}: {fault}). Set WEALD_DEBUG=1 to see where.",
            file=sys.stderr,
        )
        return 1


def _is_sentence(fault: Exception) -> bool:
    """Whether the fault was written for the person who reads it: those that our own code defines are."""
    return type(fault).__module__.startswith("weald.")


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="weald",
        description="Weald, the primary care system of an integrated care system.",
        epilog="Each command explains itself: weald COMMAND --help.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    serving = argparse.ArgumentParser(add_help=False)
    serving.add_argument(
        "--host",
        default=os.environ.get("WEALD_LISTEN", "127.0.0.1"),
        help="address to listen on (WEALD_LISTEN, else 127.0.0.1)",
    )
    serving.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("PORT", "8000"),
        help="port to listen on (PORT, else 8000)",
    )

    serve = commands.add_parser(
        "serve", parents=[serving], help="start the whole program and keep it running"
    )
    serve.set_defaults(handler=_serve)

    demo = commands.add_parser(
        "demo", parents=[serving], help="fill the database with synthetic people, then serve"
    )
    demo.add_argument(
        "--people",
        type=_count,
        default=os.environ.get("PEOPLE", "20000"),
        help="how many synthetic people (PEOPLE, else 20000)",
    )
    demo.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (1)")
    demo.add_argument("--fresh", action="store_true", help="replace the synthetic people that are there")
    demo.add_argument("--no-serve", action="store_true", help="only fill the database")
    demo.set_defaults(handler=_demo)

    web = commands.add_parser("web", parents=[serving], help="the web server alone, as 'serve' starts it")
    web.set_defaults(handler=_web)
    work = commands.add_parser("work", help="background work alone, as 'serve' starts it")
    work.set_defaults(handler=_work)

    migrate = commands.add_parser("migrate", help="bring the database's tables up to date")
    migrate.add_argument(
        "--new", action="store_true", help="make the embedded database first, if there is none in WEALD_DATA"
    )
    migrate.set_defaults(handler=_migrate)

    _staff_parser(commands)
    place_commands.add(commands)
    message_commands.add(commands)

    import_commands.add(commands)

    triage_commands.add(commands)

    database = commands.add_parser("database", help="the embedded PostgreSQL, or a server of your own")
    what = database.add_subparsers(metavar="WHAT", required=True)
    each: list[tuple[str, Handler, str]] = [
        ("start", _database_start, "start it and keep it up until 'stop'"),
        ("stop", _database_stop, "stop it, whoever is connected"),
        ("status", _database_status, "say whether it runs and where it is"),
        ("prepare", _database_prepare, "on a server of your own: make the roles and extensions"),
    ]
    for name, handler, says in each:
        what.add_parser(name, help=says).set_defaults(handler=handler)
    psql = what.add_parser("psql", help="open PostgreSQL's own command line")
    psql.add_argument(
        "--role", choices=["app", "owner", "admin"], default="app", help="connect as this role (app)"
    )
    psql.add_argument("arguments", nargs="*", help="for psql itself, after --")
    psql.set_defaults(handler=_database_psql)

    score_commands.add(commands)
    replay.add(commands)
    operating.add(commands)
    return parser


def _staff_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    staff = commands.add_parser("staff", help="who signs in outside of the demonstration: add, invite, leave")
    what = staff.add_subparsers(metavar="WHAT", required=True)
    add = what.add_parser("add", help="give somebody a role, and print the link that sets up their sign-in")
    invite = what.add_parser("invite", help="a new link for somebody who lost password or phone")
    leave = what.add_parser("leave", help="end somebody's roles in an organisation, and sign them out")
    for one, handler in ((add, _staff_add), (invite, _staff_invite), (leave, _staff_leave)):
        one.add_argument("sign_in", help="the name that they sign in with")
        one.set_defaults(handler=handler)
    for one in (add, leave):
        one.add_argument("--organisation", required=True, help="its ODS code")
    add.add_argument("--name", required=True, help="as colleagues and patients read it")
    add.add_argument(
        "--role",
        default="practice_manager",
        help="what they may do, such as clinician or receptionist (practice_manager); one that does not exist lists them all",
    )


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a port: give a number from 1 to 65535")


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a number of people: give a whole number above 0")


def _serve(given: argparse.Namespace) -> int:
    from weald.site import environment, serve

    environment.Environment.read(os.environ)
    may_make_database()
    with launcher.using(os.environ):
        bring_up_to_date()
        return serve.run(given.host, given.port)


def _demo(given: argparse.Namespace) -> int:
    from weald.site import environment

    if not environment.Environment.read(os.environ).demo:
        raise environment.SettingError(
            "The demonstration makes people up, and that is refused in production. Unset WEALD_MODE to try it elsewhere."
        )
    may_make_database()
    with launcher.using(os.environ):
        if given.no_serve:
            bring_up_to_date()
            with with_django():
                from weald.demo import commands

                commands.build(people=given.people, seed=given.seed, fresh=given.fresh)
            from weald.foundation.database import preparation

            with preparation.connect(launcher.urls(os.environ).role("owner")) as owner:
                preparation.analyse(owner)
            return 0
        from weald.site import serve

        os.environ["PORT"] = str(given.port)  # the demonstration says where it will be found
        fresh = ["--fresh"] if given.fresh else []
        run_apart("demo", "--no-serve", *fresh, "--people", str(given.people), "--seed", str(given.seed))
        return serve.run(given.host, given.port)


def _web(given: argparse.Namespace) -> int:
    from weald.site import children, environment, web

    children.die_with_supervisor()
    environment.Environment.read(os.environ)
    needs_database()
    with launcher.using(os.environ):
        web.run(given.host, given.port)
    return 0


def _work(_given: argparse.Namespace) -> int:
    from weald.site import children

    children.die_with_supervisor()
    with with_django():
        from weald.foundation.jobs import worker

        worker.run()
    return 0


def _migrate(given: argparse.Namespace) -> int:
    from weald.foundation.database import preparation

    may_make_database(told=given.new)
    with launcher.using(os.environ), with_django("owner"):
        from django.core.management import call_command

        with preparation.connect(launcher.urls(os.environ).role("owner")) as owner:
            preparation.refuse_unprepared(owner)
        from weald.site import wiring

        operating.warn_of_later()
        call_command("migrate", interactive=False, verbosity=1 if sys.stdout.isatty() else 0)
        wiring.keep_content()
    return 0


def _staff_add(given: argparse.Namespace) -> int:
    with with_django():
        from weald.site import staff_commands

        print(
            staff_commands.add(
                sign_in=given.sign_in, name=given.name, organisation=given.organisation, role=given.role
            )
        )
    return 0


def _staff_invite(given: argparse.Namespace) -> int:
    with with_django():
        from weald.site import staff_commands

        print(staff_commands.invite(sign_in=given.sign_in))
    return 0


def _staff_leave(given: argparse.Namespace) -> int:
    with with_django():
        from weald.site import staff_commands

        print(staff_commands.leave(sign_in=given.sign_in, organisation=given.organisation))
    return 0


def _database_start(_given: argparse.Namespace) -> int:
    may_make_database()
    launcher.keep(os.environ)
    return _database_status(_given)


def _database_stop(_given: argparse.Namespace) -> int:
    print("The database is stopped." if launcher.stop(os.environ) else "The database was not running.")
    return 0


def _database_status(_given: argparse.Namespace) -> int:
    runs = launcher.running(os.environ)
    if os.environ.get("DATABASE_URL"):
        print(
            "The database behind DATABASE_URL answers."
            if runs
            else "The database behind DATABASE_URL does not answer."
        )
    elif not launcher.made(os.environ):
        print(f"There is no database in {launcher.data_folder(os.environ)}.")
    else:
        print(
            f"The database {'runs' if runs else 'does not run'}. Its data are in {launcher.data_folder(os.environ)}."
        )
    return 0 if runs else 1


def _database_prepare(_given: argparse.Namespace) -> int:
    launcher.prepare(os.environ)
    print("The roles weald_admin, weald_owner and weald_app, and the extensions, are there.")
    return 0


def _database_psql(given: argparse.Namespace) -> int:
    needs_database()
    with launcher.using(os.environ) as urls:
        return subprocess.call([launcher.psql(os.environ), *given.arguments, urls.role(given.role)])  # noqa: S603  the program that was found


if __name__ == "__main__":
    sys.exit(main())
