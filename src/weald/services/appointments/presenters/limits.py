"""Safe numbers of contacts in words."""

from dataclasses import dataclass

from weald.services.appointments.kept import LimitRow
from weald.services.directory.words import service_name

PUBLISHED = {
    "gp": (
        25,
        "British Medical Association, GPs committee England: Safe working in general practice, daily working contacts (6 September 2024)",
    ),
}
"""What a profession's own guidance says, where it says a number. Source: bma.org.uk, Safe working in general practice, page Daily
working contacts; the European Union of General Practitioners gives the same. Checked 2026-11-22. For the other professions no
number of contacts a day was found in their bodies' guidance: those stay empty until the practice says one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One profession: what is set, and what its own guidance says."""

    service: str
    name: str
    a_day: str
    guidance: str
    published: str


def lines(services: list[str], kept: dict[str, LimitRow]) -> tuple[Limit, ...]:
    """The professions that work here, and those with a number, by name."""
    every = sorted({*services, *kept}, key=service_name)
    return tuple(
        Limit(
            service=one,
            name=service_name(one),
            a_day=str(kept[one].a_day) if one in kept else "",
            guidance=kept[one].guidance if one in kept else PUBLISHED.get(one, (0, ""))[1],
            published=_published(one),
        )
        for one in every
    )


def _published(service: str) -> str:
    if service not in PUBLISHED:
        return "No number of contacts a day is published by its own body, as far as we found. Agree one with your staff."
    a_day, whose = PUBLISHED[service]
    return f"Published: {a_day} contacts a day ({whose})."
