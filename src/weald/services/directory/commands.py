"""The directory on the command line."""

from pathlib import Path

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.refusal import Refused
from weald.services.directory import actions, ods

IMPORTER = Actor(Basis.SYSTEM, name="weald import ods", channel="command line")


def import_ods(path: Path) -> str:
    """Read the published file `epraccur` into the directory; returns a report of what it did, skipped, and why.

    Raises Refused, having changed nothing, where there is no such file or it is not sound.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Refused(f"The file {path} cannot be read ({fault.strerror}). Check its name.") from fault
    reading = ods.read(content)
    with acting(IMPORTER):
        changes = actions.import_organisations(organisations=reading.practices, now=timezone.now())
    return _report(path.name, reading, changes)


def _report(name: str, reading: ods.Reading, changes: actions.Changes) -> str:
    open_now = sum(one.active for one in reading.practices)
    lines = [
        f"{name}: {reading.rows:,} rows, {len(reading.practices):,} general practices, {open_now:,} of them open.",
        f"{changes.added:,} added, {changes.changed:,} changed, {changes.closed:,} closed, {changes.unchanged:,} as they were.",
    ]
    if changes.never_open:
        lines.append(
            f"{changes.never_open:,} skipped, because they are not open and were not in the directory."
        )
    if others := reading.others.total():
        kinds = ", ".join(f"{count:,} {setting}" for setting, count in reading.others.most_common())
        lines.append(f"{others:,} skipped, because they are not general practices (setting 4): {kinds}.")
    return "\n".join(lines)
