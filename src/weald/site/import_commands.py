"""`weald import`: what is read from files: the directory, and practices' lists of their people."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from weald.foundation.database import launcher
from weald.site.starting import bring_up_to_date, may_make_database, with_django


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the command line."""
    load = commands.add_parser(
        "import", help="read a file: organisations, their opening times and districts, registered people"
    )
    what = load.add_subparsers(metavar="WHAT", required=True)
    ods = what.add_parser(
        "ods",
        help="practices, pharmacies, dental practices, opticians or care homes: a file of the Organisation Data Service",
        description="Reads one of the files epraccur (practices), edispensary (pharmacies), egdpprac (dental practices), eoptsite"
        " (opticians) and ecarehomesite (care homes), from odsdatasearchandexport.nhs.uk. Only new ones are chosen by area: what the"
        " directory has already is always brought up to date, and what has closed is closed.",
    )
    ods.add_argument("file", type=_file, metavar="FILE", help="the file to read, as it is published")
    ods.add_argument(
        "--report", default="", choices=("epraccur", "edispensary", "egdpprac", "eoptsite", "ecarehomesite"),
        help="what it is, where its name does not begin so",
    )  # fmt: skip
    ods.add_argument(
        "--board", action="append", default=[], metavar="CODE",
        help="only those of this care board, such as QKS; as often as needed",
    )  # fmt: skip
    ods.add_argument(
        "--postcode", action="append", default=[], metavar="BEGINNING",
        help="only those whose postcode begins so: ME for all of ME1 to ME20, ME14 for that district; as often as needed",
    )  # fmt: skip
    ods.set_defaults(handler=_ods)
    hours = what.add_parser(
        "hours",
        help="when pharmacies are open: the Consolidated Pharmaceutical List, or a file of your own",
        description="Reads the Consolidated Pharmaceutical List from opendata.nhsbsa.net, or a file with the columns ods_code and"
        " monday to sunday (09:00-13:00,14:00-18:00 or Closed). Times that somebody entered stay.",
    )
    hours.add_argument("file", type=_file, metavar="FILE", help="the file to read")
    hours.set_defaults(handler=_hours)
    people = what.add_parser(
        "people",
        help="the registered people of practices, from their list as CSV",
        description="Reads a CSV file with the columns nhs_number, given_name, family_name, birth_date, sex, and as far as known"
        " postcode, phone, email and practice (its ODS code). New people are registered; of those who came from a list before, what"
        " has changed is changed; what somebody entered stays. Nothing about anybody is printed.",
    )
    people.add_argument("file", type=_file, metavar="FILE", help="the list, in UTF-8")
    people.add_argument(
        "--practice",
        default="",
        metavar="CODE",
        help="the ODS code of the practice, for lines that name none",
    )
    people.add_argument(
        "--leave-out-bad-lines",
        action="store_true",
        help="register the others; without it one bad line stops the whole list",
    )
    people.set_defaults(handler=_people)
    districts = what.add_parser(
        "districts",
        help="the district of every organisation, by its postcode: the ONS Postcode Directory or one of its kin",
    )
    districts.add_argument("file", type=_file, metavar="FILE", help="the file of postcodes")
    districts.add_argument(
        "--names",
        type=_file,
        metavar="FILE",
        help="the file with the names of districts, where that of postcodes gives codes only",
    )
    districts.set_defaults(handler=_districts)


def _ods(given: argparse.Namespace) -> int:
    with _directory():
        from weald.services.directory import commands

        print(commands.import_ods(given.file, given.report, given.board, given.postcode))
    return 0


def _hours(given: argparse.Namespace) -> int:
    with _directory():
        from weald.services.directory import commands

        print(commands.import_hours(given.file))
    return 0


def _people(given: argparse.Namespace) -> int:
    with _directory():
        from weald.services.people import commands

        print(commands.import_people(given.file, given.practice, leave_out_bad=given.leave_out_bad_lines))
    return 0


def _districts(given: argparse.Namespace) -> int:
    with _directory():
        from weald.services.directory import commands

        print(commands.import_districts(given.file, given.names))
    return 0


@contextmanager
def _directory() -> Iterator[None]:
    """The database, up to date, for whoever reads a file into it."""
    may_make_database()
    with launcher.using(os.environ):
        bring_up_to_date()
        with with_django():
            yield


def _file(text: str) -> Path:
    if Path(text).is_file():
        return Path(text)
    raise argparse.ArgumentTypeError(f"there is no file '{text}'")
