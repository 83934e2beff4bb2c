"""People on the command line. Nothing that a list says about somebody is printed: only lines and columns."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.progress import bar
from weald.foundation.refusal import Refused
from weald.foundation.text_file import lines_of
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.people import listed
from weald.services.people.actions import listing

IMPORTER = Actor(Basis.SYSTEM, name="weald import people", channel="command line")

MOST_FAULTS = 20
"""Faults that a refusal spells out."""


def import_people(path: Path, practice: str = "", *, leave_out_bad: bool = False) -> str:
    """Read a list of registered people, of the practice with this code where its lines name none; returns a report.

    Raises Refused, having changed nothing, where the file cannot be understood, or a line cannot and is not to be left out.
    """
    now = timezone.now()
    codes: dict[str, UUID | None] = {}

    def practice_of(code: str) -> UUID | None:
        code = code.upper() or practice
        if code not in codes:
            found = directory.practice(code) if code else None
            codes[code] = found.id if found else None
        return codes[code]

    if practice and practice_of("") is None:
        raise Refused(
            f"No practice has the code '{practice}'. Look how it is written, or load the directory first: weald import ods FILE."
        )
    with lines_of(path, sound=True) as lines:
        reading = listed.read(lines, practice_of, synthetic=settings.DEMO, today=wall(now).date())
    if reading.faults and not leave_out_bad:
        raise Refused(
            f"Nothing was changed: {_many(len(reading.faults), 'line')} of {path.name} cannot be read.\n"
            + _first(reading.faults)
            + "\nPut them right, or leave them out: --leave-out-bad-lines."
        )
    if not reading.people:
        raise Refused(
            f"{path.name} lists nobody who can be read. Nothing was changed.\n{_first(reading.faults)}"
        )
    with acting(IMPORTER), bar(f"Registering {path.name}") as tell:
        done = listing.import_list(people=reading.people, now=now, tell=tell)
    return _report(path.name, reading, done)


def _report(name: str, reading: listed.Reading, done: listing.Imported) -> str:
    lines = [
        f"{name}: {_many(len(reading.people), 'person', 'people')}.",
        f"{done.added:,} registered, {done.changed:,} changed, {done.unchanged:,} as they were.",
    ]
    if done.moved:
        lines.append(
            f"{_many(done.moved, 'open request or link to book follows', 'open requests and links to book follow')} to a new number or email."
        )
    if done.phoned:
        lines.append(
            f"{_many(done.phoned, 'open request or link to book', 'open requests and links to book')} cannot follow. Staff of the practice find whom to phone on their call list and in the recall."
        )
    for those, why in (
        (
            done.differs,
            "left as they are, because somebody with this NHS number has another date of birth here. Find out who is right",
        ),
        (done.elsewhere, "left as they are, because they are registered with another practice here"),
        (done.by_hand, "left as they are, because somebody at the practice registered them"),
        (
            done.over,
            "left as they are, because their record here says that they have died, or belongs to another record",
        ),
    ):
        if those:
            lines.append(f"{len(those):,} {why}: {_lines_of(those)}")
    if done.kept:
        lines.append(
            f"{_many(len(done.kept), 'person', 'people')} with a detail that stays against the list, because staff put it right or checked it with them:"
            f" {_lines_of(done.kept)} Staff of the practice see whom, and which detail, under Reception."
        )
    for column, where in sorted(reading.unread.items()):
        lines.append(f"{len(where):,} without {column}, because it cannot be understood: {_lines_of(where)}")
    if reading.faults:
        lines.append(f"{_many(len(reading.faults), 'line')} left out:\n{_first(reading.faults)}")
    if done.not_listed:
        lines.append(
            f"{done.not_listed:,} who came from an earlier list of the same practices are not on this one. They stay registered here."
        )
    return "\n".join(lines)


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _lines_of(numbers: Sequence[int]) -> str:
    shown = ", ".join(f"{number}" for number in numbers[:MOST_FAULTS])
    more = len(numbers) - MOST_FAULTS
    return f"line{'s' if len(numbers) > 1 else ''} {shown}" + (f", and {more:,} more." if more > 0 else ".")


def _first(faults: Sequence[str]) -> str:
    more = len(faults) - MOST_FAULTS
    return "\n".join([*faults[:MOST_FAULTS], *([f"And {more:,} more."] if more > 0 else [])])
