"""What stands beside the pathways in a folder of content, and is read by others than triage: whether it can be used."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from weald.engines.matching import PolicyError, read_policy
from weald.engines.matching.programmes import read_programmes
from weald.engines.matching.reminding import read_reminders
from weald.engines.matching.waiting import read_waiting
from weald.engines.triage import AgainError, Content, ContentError, Fault, read_again
from weald.engines.triage.evaluating import LabelsError, read_labels
from weald.services.library.areas import Areas
from weald.services.library.districts import FILE as DISTRICTS
from weald.services.library.districts import read_districts
from weald.services.library.easy_read import EasyRead

READERS: Mapping[str, Callable[[bytes], object]] = {
    "areas.yaml": lambda raw: msgspec.yaml.decode(raw, type=Areas),
    DISTRICTS: read_districts,
    "easy_read.yaml": lambda raw: msgspec.yaml.decode(raw, type=EasyRead),
    "policies/again.yaml": read_again,
    "policies/evaluation.yaml": read_labels,
    "policies/matching.yaml": read_policy,
    "policies/programmes.yaml": read_programmes,
    "policies/reminders.yaml": read_reminders,
    "policies/waiting.yaml": read_waiting,
}


def faults(folder: Path, content: Content) -> Iterator[Fault]:
    """Everything that is wrong with them, at the line where their reader names one."""
    for file, reader in READERS.items():
        try:
            found = reader((folder / file).read_bytes())
        except OSError as error:
            yield Fault(file, 1, f"The file cannot be read ({error.strerror}).")
        except ContentError as error:
            yield from error.faults
        except (PolicyError, AgainError, LabelsError, msgspec.MsgspecError) as error:
            sentence = " ".join(str(error).split()).rstrip(".")
            line = re.search(r"line (\d+)", sentence)
            yield Fault(file, int(line[1]) if line else 1, f"{sentence}.")
        else:
            if isinstance(found, Areas):
                yield from _misplaced(file, found, content)


def _misplaced(file: str, areas: Areas, content: Content) -> Iterator[Fault]:
    """Whoever looks for a problem in the list finds it in one place, and in the list is nothing that is none."""
    listed = Counter(problem for area in areas.areas for problem in area.problems)
    for problem in content.problems:
        if problem not in listed:
            yield Fault(
                file, 1, f"`{problem}` stands in no area, so that nobody finds it in the list. Add it."
            )
    for problem, times in listed.items():
        if problem not in content.problems and problem not in content.refused_problems:
            yield Fault(file, 1, f"`{problem}` is not a problem. Correct it, or remove it.")
        elif times > 1:
            yield Fault(file, 1, f"`{problem}` stands in {times} areas. Keep one.")
