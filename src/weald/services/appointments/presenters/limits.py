"""Safe numbers of contacts in words."""

from dataclasses import dataclass, replace

from weald.foundation.ui.components import FieldError
from weald.foundation.ui.forms import Bound
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
    wrong_number: str = ""
    wrong_guidance: str = ""


def lines(
    services: list[str], kept: dict[str, LimitRow], sent: str = "", form: Bound | None = None
) -> tuple[Limit, ...]:
    """The professions that work here, and those with a number, by name. Of the one that was `sent` what was typed stands, with
    what is wrong with it."""
    every = sorted({*services, *kept}, key=service_name)
    return tuple(
        _typed(one, form) if form and one.service == sent else one
        for one in (_line(service, kept) for service in every)
    )


def _line(service: str, kept: dict[str, LimitRow]) -> Limit:
    return Limit(
        service=service,
        name=service_name(service),
        a_day=str(kept[service].a_day) if service in kept else "",
        guidance=kept[service].guidance if service in kept else PUBLISHED.get(service, (0, ""))[1],
        published=_published(service),
    )


def _typed(one: Limit, form: Bound) -> Limit:
    return replace(
        one,
        a_day=form.text("a_day"),
        guidance=form.text("guidance"),
        wrong_number=form.error("a_day"),
        wrong_guidance=form.error("guidance"),
    )


def errors(form: Bound, sent: str) -> tuple[FieldError, ...]:
    """What is wrong, each leading to its box of the profession that was sent."""
    return tuple(one._replace(anchor=f"{one.field}-{sent}") for one in form.errors)


def _published(service: str) -> str:
    if service not in PUBLISHED:
        return "No number of contacts a day is published by its own body, as far as we found. Agree one with your staff."
    a_day, whose = PUBLISHED[service]
    return f"Published: {a_day} contacts a day ({whose})."
