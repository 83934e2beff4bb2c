"""How referrals and what came of them are said to staff. Pure."""

from weald.services.referrals.models import OUTCOMES, REASONS
from weald.services.referrals.queries import ReportRow

GATEWAYS = {
    "yes": "Yes",
    "no": "No",
    "none": "There is none for this problem",
}
"""Whether the pathway's gateway point was met: what must hold before a medicine may be supplied."""


def consultation_words(report: ReportRow) -> str:
    """What was found and done, in a few sentences: it stands in the practice's history and in its summary."""
    gateway = {"yes": "Gateway point met.", "no": "Gateway point not met."}.get(report.gateway, "")
    under = " under a patient group direction" if report.pgd else ""
    parts = (
        f"{OUTCOMES[report.outcome]}.",
        f"{REASONS[report.why]}." if report.why else "",
        gateway,
        f"Found: {_sentence(report.found)}",
        f"Supplied: {_sentence(report.medicine + under)}" if report.medicine else "",
    )
    return " ".join(part for part in parts if part)


def came_back(place: str, report: ReportRow) -> str:
    """From whom a request came back and why, in one line for the queue, which names nothing that was found."""
    why = REASONS[report.why] if report.why else OUTCOMES[report.outcome]
    return f"{place}: {why}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
