"""`weald place`: neighbourhoods with their hub, agreements, the care board, what places give, buildings and front doors, which no file
that Weald reads gives."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from weald.site.starting import with_django


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the command line."""
    place = commands.add_parser(
        "place",
        help="neighbourhoods, their hubs, agreements, the care board, what places give, buildings and front doors",
    )
    what = place.add_subparsers(metavar="WHAT", required=True)
    near = what.add_parser(
        "neighbourhood", help="make a neighbourhood, or name it anew, and bring practices into it"
    )
    near.add_argument("code", help="its code, which stays")
    near.add_argument("--name", required=True, help="as people read it")
    near.add_argument(
        "--organisation",
        action="append",
        default=[],
        help="the ODS code of one in it, a practice or a place to which its people are sent; once for each",
    )
    near.add_argument("--codes", type=_codes, default=[], help=_CODES_HELP)
    near.set_defaults(handler=_neighbourhood)
    hub = what.add_parser(
        "hub", help="add the hub of a neighbourhood: its people are offered the hub's times too"
    )
    hub.add_argument("ods_code", help="its ODS code")
    hub.add_argument("--name", required=True, help="as people read it")
    hub.add_argument("--neighbourhood", required=True, help="the code of its neighbourhood")
    hub.add_argument("--phone", default="", help="where people call it")
    hub.set_defaults(handler=_hub)
    door = what.add_parser(
        "door",
        help="whether people can ask a practice for help by themselves: see, open or shut its front door",
    )
    door.add_argument("ods_code", nargs="?", default="", help="its ODS code; without one, how many are open")
    does = door.add_mutually_exclusive_group()
    does.add_argument(
        "--open",
        action="store_true",
        help="let people ask it, once a clinician works there: its manager can, too",
    )
    does.add_argument(
        "--shut", action="store_true", help="for a practice that leaves: what was sent stays with it"
    )
    door.set_defaults(handler=_door)
    _add_agreement(what)
    _add_service(what)
    times = what.add_parser(
        "hours",
        help="enter when a place is open: without it nobody is sent to a pharmacy, dentist or optician",
    )
    times.add_argument("ods_code", help="its ODS code")
    times.add_argument(
        "times",
        nargs="+",
        help="such as 'monday-friday 09:00-13:00,14:00-18:00' 'saturday 09:00-13:00': the whole week",
    )
    times.set_defaults(handler=_hours)
    board = what.add_parser(
        "board", help="add the care board, whose planners see the figures of all practices"
    )
    board.add_argument("ods_code", help="its ODS code")
    board.add_argument("--name", required=True, help="as people read it")
    board.set_defaults(handler=_board)
    site = what.add_parser(
        "building", help="add a building of an organisation, or say anew whether it has steps"
    )
    site.add_argument("organisation", help="the ODS code of whose building it is")
    site.add_argument("--name", required=True, help="as people read it")
    site.add_argument("--postcode", default="", help="where it is")
    site.add_argument("--step-free", action="store_true", help="nobody has to take a step to get in")
    site.set_defaults(handler=_building)


def _add_agreement(what: "argparse._SubParsersAction[Any]") -> None:
    agreement = what.add_parser(
        "agreement",
        help="which practice sees the people of another when that one is full: see, note or end it; their managers can, too",
    )
    agreement.add_argument("ods_code", help="the ODS code of the practice whose people they are")
    agreement.add_argument(
        "--seen-by",
        default="",
        metavar="CODE",
        help="the ODS code of the practice that sees them; without it, all are listed",
    )
    agreement.add_argument(
        "--service",
        action="append",
        default=[],
        help="only for this, such as gp or nurse; once for each; without it, for all",
    )
    agreement.add_argument("--since", type=_day, help="the first day, such as 2026-12-01; without it, today")
    agreement.add_argument(
        "--end", action="store_true", help="end it from today on; what is booked stays booked"
    )
    agreement.set_defaults(handler=_agreement)


def _add_service(what: "argparse._SubParsersAction[Any]") -> None:
    service = what.add_parser(
        "service", help="say which pharmacies, dentists or opticians give a service, or give it no more"
    )
    service.add_argument(
        "service", help="community_pharmacy (Pharmacy First), dental, urgent_dental, optometry …"
    )
    service.add_argument("ods_code", nargs="*", help="the ODS codes of those that give it")
    service.add_argument("--codes", type=_codes, default=[], help=_CODES_HELP)
    service.add_argument("--name", default="", help="as people read it")
    service.add_argument(
        "--from-age",
        type=int,
        default=0,
        metavar="YEARS",
        help="the first age in years; without it, from birth",
    )
    service.add_argument(
        "--to-age",
        type=int,
        metavar="YEARS",
        help="the first age that they see no more; without it, no limit",
    )
    service.add_argument("--no-more", action="store_true", help="they give it no more")
    service.set_defaults(handler=_service)


_CODES_HELP = "a file with more ODS codes, one at the beginning of each line"


def _codes(path: str) -> list[str]:
    """The first word of each line; what follows a comma or a space is for people."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise argparse.ArgumentTypeError(f"the file '{path}' cannot be read: check its name") from fault
    return [line.replace(",", " ").split()[0].strip('"') for line in lines if line.replace(",", " ").split()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"'{text}' is no day such as 2026-12-01") from fault


@contextmanager
def _operator() -> Iterator[tuple[Any, datetime]]:
    """The actions of places, for whoever runs the program, and the present time."""
    with with_django():
        from django.utils import timezone

        from weald.foundation.access import acting
        from weald.services.directory.actions import places
        from weald.site.staff_commands import OPERATOR

        with acting(OPERATOR):
            yield places, timezone.now()


def _neighbourhood(given: argparse.Namespace) -> int:
    with _operator() as (places, now):
        new = places.set_neighbourhood(
            code=given.code, name=given.name, organisations=[*given.organisation, *given.codes], now=now
        )
    many = len(given.organisation) + len(given.codes)
    print(
        f"{given.name} is {'new' if new else 'named'}. {many} {'was' if many == 1 else 'were'} brought into it."
    )
    return 0


def _hub(given: argparse.Namespace) -> int:
    with _operator() as (places, now):
        places.add_hub(
            ods_code=given.ods_code,
            name=given.name,
            neighbourhood=given.neighbourhood,
            phone=given.phone,
            now=now,
        )
    print(
        f"{given.name} is there. Give it a manager: weald staff add SIGN-IN --organisation {given.ods_code.strip().upper()} --name NAME"
    )
    return 0


def _board(given: argparse.Namespace) -> int:
    with _operator() as (places, now):
        places.add_board(ods_code=given.ods_code, name=given.name, now=now)
    print(
        f"{given.name} is there. Give it a planner:"
        f" weald staff add SIGN-IN --organisation {given.ods_code.strip().upper()} --role planner --name NAME"
    )
    return 0


def _door(given: argparse.Namespace) -> int:
    with _operator() as (_, now):
        from weald.services.directory import commands

        print(commands.door(given.ods_code, opens=given.open, shuts=given.shut, now=now))
    return 0


def _agreement(given: argparse.Namespace) -> int:
    with _operator() as (_, now):
        from weald.foundation.refusal import Refused
        from weald.services.directory import commands
        from weald.services.directory.actions import agreements

        if given.end and not given.seen_by:
            raise Refused("Say with whom it ends: --seen-by CODE.")
        if given.end:
            agreements.end_for(whose=given.ods_code, ods_code=given.seen_by, now=now)
        elif given.seen_by:
            agreements.agree_for(
                whose=given.ods_code,
                ods_code=given.seen_by,
                services=given.service,
                since=given.since,
                now=now,
            )
        print(commands.agreements(given.ods_code, now=now))
    return 0


def _service(given: argparse.Namespace) -> int:
    with _operator() as (_, now):
        from weald.services.directory import commands

        print(
            commands.service(
                given.service, [*given.ods_code, *given.codes], name=given.name,
                ages=(given.from_age, given.to_age), gives=not given.no_more, now=now,
            )
        )  # fmt: skip
    return 0


def _hours(given: argparse.Namespace) -> int:
    with _operator() as (_, _now):
        from weald.services.directory import openings
        from weald.services.directory.actions import offering
        from weald.services.directory.words import week_text

        week = openings.week_of(given.times)
        offering.set_hours(code=given.ods_code, week=week)
        print(f"{given.ods_code.strip().upper()} is open {week_text(week)}; closed on bank holidays.")
    return 0


def _building(given: argparse.Namespace) -> int:
    with _operator() as (places, now):
        places.add_building(
            organisation=given.organisation,
            name=given.name,
            postcode=given.postcode,
            step_free=given.step_free,
            now=now,
        )
    print(f"{given.name} is there, {'without' if given.step_free else 'with'} steps.")
    return 0
