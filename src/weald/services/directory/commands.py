"""The directory on the command line."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.refusal import Refused
from weald.foundation.text_file import lines_of
from weald.foundation.ui.wording import date_text, joined, wall
from weald.services.directory import actions, ods, openings, postcodes, queries
from weald.services.directory.actions import districts, offering
from weald.services.directory.actions import door as doors
from weald.services.directory.forms import in_days
from weald.services.directory.models import Organisation
from weald.services.directory.words import door_words, service_name

IMPORTER = Actor(Basis.SYSTEM, name="weald import ods", channel="command line")
HOURS = Actor(Basis.SYSTEM, name="weald import hours", channel="command line")
DISTRICTS = Actor(Basis.SYSTEM, name="weald import districts", channel="command line")

MOST_NAMED = 20
"""Organisations without a district that a report spells out."""


def import_ods(
    path: Path, report: str = "", boards: Sequence[str] = (), postcodes_from: Sequence[str] = ()
) -> str:
    """Read a published file of organisations into the directory: those of the care boards, or where the postcode begins so, and
    whatever the directory has already, so that what closed is closed. `report` is its published name, where the file has another
    one. Returns a report of what it did, skipped, and why.

    Raises Refused, having changed nothing, where there is no such file, nobody says what it is, or it is not sound.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Refused(f"The file {path} cannot be read ({fault.strerror}). Check its name.") from fault
    known_as = report or ods.report_of(path.name)
    if not known_as:
        raise Refused(
            f"The name of {path.name} does not say what it lists. Say so: --report NAME, with one of {', '.join(ods.REPORTS)}."
        )
    now = timezone.now()
    reading = ods.read(content, ods.REPORTS[known_as], wall(now).date())
    wanted_boards = {one.strip().upper() for one in boards}
    wanted_postcodes = {postcodes.plain(one) for one in postcodes_from}
    if known_as != "epraccur" and not wanted_boards and not wanted_postcodes:
        raise Refused(
            f"This file lists the {reading.report.called} of the whole country. Say which of them: --board QKS for those of a care"
            " board, or --postcode ME for those whose postcode begins so; each as often as needed."
        )
    with acting(IMPORTER), transaction.atomic():
        have = set(Organisation.objects.values_list("ods_code", flat=True))
        chosen = [
            one
            for one in reading.listed
            if one.ods_code in have or ods.within(one, wanted_boards, wanted_postcodes)
        ]
        changes = actions.import_organisations(organisations=chosen, now=now)
        nowhere = Organisation.objects.filter(kind="practice", active=True, area=None).count()
    return _report(path.name, reading, chosen, changes, nowhere)


def door(ods_code: str, *, opens: bool, shuts: bool, now: datetime) -> str:
    """Open or shut the front door of a practice, and say how it stands; without a code, how many are open.

    Raises Refused, having changed nothing, for a code that no practice has, and where nobody there can decide.
    """
    if not ods_code:
        if opens or shuts:
            raise Refused("Say whose front door, by its ODS code: weald place door G82000 --open")
        practices = queries.find_practices("", limit=queries.counts().get("practice", 0))
        opened = sum(one.door_opened_at is not None for one in practices)
        return f"{len(practices):,} practices: the front door of {opened:,} is open, of {len(practices) - opened:,} it is shut."
    practice = queries.practice(ods_code)
    if practice is None:
        raise Refused(
            f"No practice has the code '{ods_code}'. Look how it is written, or load the directory first: weald import ods FILE."
        )
    if opens:
        doors.open_of(organisation=practice.id, now=now)
    elif shuts:
        doors.shut(organisation=practice.id)
    return f"{practice.name}: {door_words(queries.practice_by_id(practice.id).door_opened_at)}"


def agreements(ods_code: str, *, now: datetime) -> str:
    """Which practices see the people of this one when it is full. Raises Refused for a code that no practice has."""
    whose = queries.practice(ods_code)
    if whose is None:
        raise Refused(f"No practice has the code '{ods_code}'. Look how it is written.")
    today = wall(now).date()
    lines = [
        f"{one.sees.name} ({one.sees.ods_code}) sees people of {whose.name}:"
        f" {joined([service_name(kind) for kind in sorted(one.services)]) or 'all services'},"
        f" from {date_text(one.since)}" + (f" to before {date_text(one.until)}" if one.until else "")
        for one in queries.agreements(whose.id)
        if one.until is None or one.until > today
    ]
    return (
        "\n".join(lines)
        or f"No other practice sees people of {whose.name}. Note one: weald place agreement {whose.ods_code} --seen-by CODE"
    )


def service(
    kind: str, codes: Sequence[str], *, name: str, ages: tuple[int, int | None], gives: bool, now: datetime
) -> str:
    """Say that these places give a service to these ages in years, or give it no more; and which of them nobody is sent to all the
    same, because something else is not known."""
    youngest, oldest = ages
    days = (in_days(youngest), None if oldest is None else in_days(oldest))
    many = offering.set_service(service=kind, codes=codes, name=name, ages=days, gives=gives, now=now)
    said = [f"{len(codes):,} named, {many:,} changed."]
    if gives:
        lacking = offering.lacking(codes)
        if lacking.hours:
            said.append(
                f"Nobody is sent to {len(lacking.hours):,} of them yet, because it is not known when they are open: {_named(lacking.hours)}"
                "\nweald import hours FILE, or weald place hours CODE 'monday-friday 09:00-18:00'"
            )
        if lacking.neighbourhood:
            said.append(
                f"Nobody is sent to {len(lacking.neighbourhood):,} of them yet, because they belong to no neighbourhood:"
                f" {_named(lacking.neighbourhood)}\nweald place neighbourhood CODE --name NAME --organisation CODE"
            )
        if lacking.pharmacist:
            said.append(
                f"Nothing can be referred to {len(lacking.pharmacist):,} of them yet, because no pharmacist signs in there:"
                f" {_named(lacking.pharmacist)}\nweald staff add SIGN-IN --organisation CODE --role pharmacist --name NAME"
            )
    return "\n".join(said)


def import_hours(path: Path) -> str:
    """Read when pharmacies are open, from the published list of them or a file of one's own; returns a report of what it did.

    Raises Refused, having changed nothing, where there is no such file or it cannot be understood.
    """
    with acting(HOURS), transaction.atomic():
        with lines_of(path, sound=False) as lines:
            reading = openings.read(lines)
        done = offering.read_hours(reading=reading, source=path.name)
    return _hours_report(path.name, reading, done)


def _hours_report(name: str, reading: openings.Reading, done: offering.Weeks) -> str:
    lines = [
        f"{name}: {reading.rows:,} places.",
        f"{len(done.given):,} given opening times, {len(done.changed):,} changed, {done.unchanged:,} as they were.",
    ]
    if done.kept:
        lines.append(f"{len(done.kept):,} kept the times that somebody entered for them: {_named(done.kept)}")
    if done.unclear:
        why = [f"{code} ({reading.faults.get(code, 'never open')})" for code in done.unclear]
        lines.append(
            f"{len(done.unclear):,} have no opening times now, and nobody is sent there, because the file does not say any that can be"
            f" understood: {_named(why)}\nAsk them, and enter the times: weald place hours CODE 'monday-friday 09:00-18:00'"
        )
    if done.missing:
        lines.append(
            f"{len(done.missing):,} are not in the file, and stay as they were: {_named(done.missing)}"
        )
    return "\n".join(lines)


def import_districts(path: Path, names: Path | None) -> str:
    """Look the district of every organisation up in a published file of postcodes, by the names of a second one where the first
    has none; returns a report of what it did.

    Raises Refused, having changed nothing, where there is no such file or it cannot be understood.
    """
    with acting(DISTRICTS), transaction.atomic():
        wanted = {postcodes.plain(one.postcode) for one in districts.open_organisations()}
        if not wanted:
            raise Refused(
                "The directory has no organisations with a postcode yet. Load it first: weald import ods FILE."
            )
        with lines_of(path, sound=False) as lines:
            reading = postcodes.read(lines, wanted)
        named = {}
        if names:
            with lines_of(names, sound=False) as lines:
                named = postcodes.read_names(lines)
        done = districts.set_districts(found=reading.found, names=named)
    return _districts_report(path.name, reading, done)


def _districts_report(name: str, reading: postcodes.Reading, done: districts.Given) -> str:
    lines = [
        f"{name}: {reading.rows:,} postcodes.",
        f"{done.given:,} given a district, {done.moved:,} moved to another, {done.unchanged:,} as they were.",
    ]
    if done.unknown:
        those = _named([f"{code} ({postcode})" for code, postcode in done.unknown])
        lines.append(
            f"{len(done.unknown):,} stay as they were, because the file has no district for their postcode: {those}"
            "\nGive them one by a file of your own with the columns postcode, ladcd and ladnm."
        )
    return "\n".join(lines)


def _report(
    name: str, reading: ods.Reading, chosen: Sequence[ods.Listed], changes: actions.Changes, nowhere: int
) -> str:
    called = reading.report.called
    open_now = sum(one.active for one in reading.listed)
    lines = [f"{name}: {reading.rows:,} rows, {len(reading.listed):,} {called}, {open_now:,} of them open."]
    if len(chosen) < len(reading.listed):
        lines.append(
            f"{len(chosen):,} lie in the area that you named, or are in the directory already; {len(reading.listed) - len(chosen):,}"
            " were left out."
        )
    lines.append(
        f"{changes.added:,} added, {changes.changed:,} changed, {changes.closed:,} closed, {changes.unchanged:,} as they were."
    )
    if not chosen:
        lines.append(
            "Look how the area is written: --board has the code of a care board (QKS), --postcode how postcodes begin (ME)."
        )
    if changes.never_open:
        lines.append(
            f"{changes.never_open:,} skipped, because they are not open and were not in the directory."
        )
    if changes.taken:
        lines.append(
            f"{len(changes.taken):,} left alone, because the directory has their code for something else: {_named(changes.taken)}"
        )
    if others := reading.others.total():
        kinds = ", ".join(f"{count:,} {sort}" for sort, count in reading.others.most_common())
        which = " (setting 4)" if reading.report.kind == "practice" else ""
        lines.append(f"{others:,} skipped, because they are not {called}{which}: {kinds}.")
    if changes.added:
        lines.append(_NEXT.get(reading.report.kind, _NEXT_OF_OTHERS))
    if nowhere and reading.report.kind == "practice":
        lines.append(
            f"{nowhere:,} open practices have no district, and count for planners in all districts together alone. Give them one:"
            " weald import districts FILE"
        )
    return "\n".join(lines)


_NEXT = {
    "practice": "Nobody can ask a new practice for help here before its manager opens its front door (Settings), once a clinician"
    " works there: weald staff add, weald place door.",
    "care_home": "Its residents are helped once somebody works there: weald staff add SIGN-IN --organisation CODE --role care_home",
}
_NEXT_OF_OTHERS = (
    "Nobody is sent to a new one before Weald knows what it gives, when it is open, and to which neighbourhood it belongs: weald"
    " place service, weald place hours or weald import hours, weald place neighbourhood."
)


def _named(those: Sequence[str]) -> str:
    more = len(those) - MOST_NAMED
    return ", ".join(those[:MOST_NAMED]) + (f", and {more:,} more." if more > 0 else ".")
