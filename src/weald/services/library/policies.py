"""The policies on duty: read from content once, and frozen."""

from functools import cache
from hashlib import sha256

from weald.engines.matching import Policy, read_policy
from weald.engines.matching.programmes import Programmes, read_programmes
from weald.engines.matching.reminding import ReminderPolicy, read_reminders
from weald.engines.matching.waiting import WaitingPolicy, read_waiting
from weald.engines.triage import AgainPolicy, read_again
from weald.engines.triage.evaluating import Labels, read_labels
from weald.services.library.content import FOLDER

POLICIES = FOLDER / "policies"


@cache
def matching() -> Policy:
    """How decisions find their offers; raises PolicyError with a sentence where the file is unusable."""
    return read_policy((POLICIES / "matching.yaml").read_bytes())


@cache
def waiting() -> WaitingPolicy:
    """How freed times are offered to who waits; raises PolicyError with a sentence where the file is unusable."""
    return read_waiting((POLICIES / "waiting.yaml").read_bytes())


@cache
def reminders() -> ReminderPolicy:
    """When people are reminded; raises PolicyError with a sentence where the file is unusable."""
    return read_reminders((POLICIES / "reminders.yaml").read_bytes())


@cache
def programmes() -> Programmes:
    """Whom national programmes are for; raises PolicyError with a sentence where the file is unusable."""
    return read_programmes((POLICIES / "programmes.yaml").read_bytes())


@cache
def again() -> AgainPolicy:
    """What a further contact about the same problem raises; raises AgainError with a sentence where the file is unusable."""
    return read_again(again_text().encode())


@cache
def again_text() -> str:
    """The text of that policy, as it is kept for ever beside the releases."""
    return (POLICIES / "again.yaml").read_text("utf-8")


@cache
def again_digest() -> str:
    """The name of that text: its SHA-256."""
    return sha256(again_text().encode()).hexdigest()


@cache
def labels() -> Labels:
    """What the labels of case sets from elsewhere stand for; raises LabelsError with a sentence where the file is unusable."""
    return read_labels(labels_text().encode())


@cache
def labels_text() -> str:
    """The text of that policy."""
    return (POLICIES / "evaluation.yaml").read_text("utf-8")


@cache
def labels_digest() -> str:
    """The name of that text, which stands with every result: its SHA-256."""
    return sha256(labels_text().encode()).hexdigest()
