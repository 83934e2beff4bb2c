"""Reports in words, for whoever reports and for whoever reads them; and in the form of the national record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.wording import date_text, time_text, when
from weald.services.safety.queries import EventRow
from weald.services.safety.taxonomy import (
    AGENTS,
    PHYSICAL_HARM,
    PROFILE,
    PSYCHOLOGICAL_HARM,
    TYPES,
)

KINDS = {
    "incident": marked("Something went wrong, or nearly did"),
    "risk": marked("Something could go wrong"),
    "outcome": marked("Something bad happened, and nobody knows yet why"),
    "good_care": marked("Something went especially well"),
}
HARM = {
    "none": marked("None"),
    "low": marked("A little: it got better by itself or with small help"),
    "moderate": marked("Some: it needed more care than planned"),
    "severe": marked("Much: lasting or life-changing"),
    "fatal": marked("The person died"),
    "unknown": marked("I do not know"),
}
THINGS = {
    "it": marked("A computer, website or app"),
    "medications": marked("A medicine"),
    "devices": marked("A device, such as an inhaler or a blood pressure machine"),
    "buildings": marked("The building"),
}
SHORT_HARM = {
    "": "not known", "none": "none", "low": "low", "moderate": "moderate", "severe": "severe", "fatal": "fatal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of the form, in the reader's language."""

    kinds: tuple[ui.Choice, ...]
    physical: tuple[ui.Choice, ...]
    psychological: tuple[ui.Choice, ...]
    agents: tuple[ui.Choice, ...]
    no_agents: tuple[ui.Choice, ...]


def choices() -> Choices:
    """Every choice, said."""
    return Choices(
        kinds=tuple(ui.Choice(kind, _(KINDS[kind])) for kind in TYPES),
        physical=tuple(ui.Choice(one, _(HARM[one])) for one in (*PHYSICAL_HARM, "unknown")),
        psychological=tuple(ui.Choice(one, _(HARM[one])) for one in (*PSYCHOLOGICAL_HARM, "unknown")),
        agents=tuple(ui.Choice(one, _(words)) for one, words in THINGS.items()),
        no_agents=(ui.Choice("none", _("None of these")),),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One report in the list."""

    reference: str
    href: str
    kind: str
    reported: str
    harm: str
    begins: str
    state: str


def lines(rows: list[EventRow], now: datetime) -> tuple[Line, ...]:
    """The list."""
    return tuple(
        Line(
            reference=row.reference,
            href=url("staff_safety_event", row.id),
            kind=TYPES[row.kind],
            reported=f"{when(row.reported_at, now)}, {row.by or 'by the public'}",
            harm=f"physical {SHORT_HARM[row.physical_harm]}, psychological {SHORT_HARM[row.psychological_harm]}",
            begins=row.what if len(row.what) <= 120 else f"{row.what[:117]}…",
            state=f"Read by {row.reviewed_by}" if row.reviewed_at else "New",
        )
        for row in rows
    )


def rows(row: EventRow, now: datetime) -> tuple[ui.Row, ...]:
    """One report as questions and answers; what was not said is left out."""
    said = (
        ("Type of event", TYPES[row.kind]),
        ("What happened", row.what),
        ("When", _when(row)),
        ("Where", row.place),
        ("Physical harm", SHORT_HARM[row.physical_harm]),
        ("Psychological harm", SHORT_HARM[row.psychological_harm]),
        ("Involved", ", ".join(THINGS.get(one, "none of the things listed") for one in row.agents)),
        ("Done at once", row.immediate_actions),
        ("What could be learned", row.learn),
        ("Reported", f"{when(row.reported_at, now)}, {row.by or 'by the public'}"),
        ("How to reach them", row.contact),
        ("Reported from the page", row.page),
    )
    return tuple(ui.Row(key, value) for key, value in said if value)


def _when(row: EventRow) -> str:
    day = date_text(row.day) if row.day else row.about_when
    return f"{day}, {row.at:%H:%M}" if row.at else day


def record_of(row: EventRow, ods_code: str) -> Mapping[str, Any]:
    """The report in the names and codes of the national record (see `taxonomy`). It names nobody: who reported and how
    to reach them stay here. It is a draft for whoever records it there: this program sends nothing."""

    def coded(name: str, code: str) -> dict[str, str]:
        return {"url": name, "valueCode": code}

    def text(name: str, value: str) -> list[dict[str, str]]:
        return [{"url": name, "valueString": value}] if value else []

    date = text("ApproximateDate", row.about_when) + (
        [{"url": "PreciseTime", "valueTime": f"{row.at:%H:%M:%S}"}] if row.at else []
    )
    patient = [
        coded(name, codes[value])
        for name, codes, value in (
            ("PhysicalHarm", PHYSICAL_HARM, row.physical_harm),
            ("PsychologicalHarm", PSYCHOLOGICAL_HARM, row.psychological_harm),
        )
        if value
    ]
    parts = {
        "AdverseEventEstimatedDate": date,
        "AdverseEventAgent": [coded("InvolvedAgents", AGENTS[one]) for one in row.agents],
        "AdverseEventOutcome": text("ImmediateActions", row.immediate_actions),
        "AdverseEventWentWell": text("HowFutureOccurrence", row.learn) if row.kind == "good_care" else [],
        "AdverseEventReferenceMetadata": [
            {"url": "ReferenceNumber", "valueString": row.reference},
            {"url": "IsAnonymous", "valueBoolean": row.reporter == "public" and not row.contact},
        ],
    }
    return {
        "resourceType": "AdverseEvent",
        "meta": {"profile": [PROFILE]},
        "event": {"text": TYPES[row.kind]},
        **({"date": row.day.isoformat()} if row.day else {}),
        "recordedDate": row.reported_at.isoformat(),
        "description": row.what,
        "location": {"display": row.place} if row.place else {"display": "General practice"},
        "organisation": ods_code,
        "contained": [{"resourceType": "Patient", "extension": patient}] if patient else [],
        "extension": [{"url": name, "extension": inner} for name, inner in parts.items() if inner],
    }


def sent_words(reference: str, at: datetime) -> str:
    """What to keep: `Your reference is …, sent today at 9am`."""
    return _("Your reference is %(reference)s. We had your report at %(time)s.") % {
        "reference": f"{reference[:4]} {reference[4:]}", "time": time_text(at)
    }  # fmt: skip
