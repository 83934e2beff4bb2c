"""What a practice sets for itself: opening times, closed days, services, when proxies are looked at again, how it works.

Each verb is of the actor's own organisation, and leaves the old and the new value in the audit. Every process shows the
change within `queries.KEPT` seconds; this one at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from weald.foundation.access import actor, authorised_party, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text, joined, wall
from weald.services.directory.actions.loading import read_anew
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import CORE_WEEK, Hours
from weald.services.directory.models import Closure, OpeningTime, Organisation, PathwayMode, Service
from weald.services.directory.openings import Week
from weald.services.directory.words import from_words, week_text

VERB = "practice.settings"


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How one service of the practice is offered; ages in whole days, the upper one not included."""

    kind: str
    name: str
    commissioned: bool
    from_age_days: int
    to_age_days: int | None
    phone: str


def set_opening_times(*, week: Week) -> None:
    """The weekly opening times, London wall time. Raises Refused for a week that never opens, ends before it begins, or
    overlaps: nothing is changed then."""
    here = _here()
    if not week:
        raise Refused("A practice must be open at least once a week. Fill in at least one day.")
    try:
        new = Hours(week).weekly
    except ValueError as fault:
        raise Refused(
            "Each time must end after it starts, and two times of a day may not overlap."
        ) from fault
    _lock(here)
    kept = OpeningTime.objects.filter(organisation_id=here).values_list("weekday", "opens", "closes")
    old = tuple(sorted(kept)) or CORE_WEEK
    if new == old:
        return
    OpeningTime.objects.filter(organisation_id=here).delete()
    OpeningTime.objects.bulk_create(
        [OpeningTime(organisation_id=here, weekday=day, opens=opens, closes=closes) for day, opens, closes in new]
    )  # fmt: skip
    Organisation.objects.filter(id=here).update(hours_from="")
    _changed("practice.opening_times", here, week_text(old), week_text(new))


def close_day(*, day: date, reason: str, now: datetime) -> None:
    """Be closed on one day. Requests of that day are due as after a bank holiday; what was promised before stays due
    when it was. Raises Refused for a day that is over or a bank holiday already."""
    here = _here()
    if day < wall(now).date():
        raise Refused("That day is over. Choose today or a day to come.")
    if day in bank_holidays():
        raise Refused("That is a bank holiday: you are closed on it already.")
    if not reason.strip():
        raise Refused("Say why you are closed.")
    _close(here, day, None, reason)


def close_early(*, day: date, at: time, reason: str, now: datetime) -> None:
    """Be closed from `at` on, London wall time, on one day; a day that closes sooner already stays so. What was promised
    before stays due when it was. Raises Refused as `close_day` does."""
    here = _here()
    if day < wall(now).date():
        raise Refused("That day is over. Choose today or a day to come.")
    if not reason.strip():
        raise Refused("Say why you close early.")
    if not Closure.objects.filter(organisation_id=here, day=day).exclude(closes_at__gt=at).exists():
        _close(here, day, at, reason)


def _close(here: UUID, day: date, at: time | None, reason: str) -> None:
    _lock(here)
    before = Closure.objects.filter(organisation_id=here, day=day).first()
    if before is not None and before.closes_at is None:
        raise Refused("You have closed that day already.")
    Closure.objects.update_or_create(
        organisation_id=here, day=day, defaults={"reason": reason, "closes_at": at}
    )
    _changed("practice.close_day", here, "open", f"closed on {date_text(day)}{from_words(day, at)}: {reason}")


def open_day(*, day: date) -> None:
    """Take a closed day back."""
    here = _here()
    gone, _ = Closure.objects.filter(organisation_id=here, day=day).delete()
    if gone:
        _changed("practice.open_day", here, f"closed on {date_text(day)}", "open")


def set_service(*, service: ServiceSettings, now: datetime) -> None:
    """Offer a service, or change how. One that is not commissioned is never proposed."""
    here = _here()
    if service.to_age_days is not None and service.to_age_days <= service.from_age_days:
        raise Refused("The last age must be above the first.")
    _lock(here)
    before = Service.objects.filter(organisation_id=here, kind=service.kind).first()
    values = {
        "name": service.name, "commissioned": service.commissioned, "from_age_days": service.from_age_days,
        "to_age_days": service.to_age_days, "phone": service.phone,
    }  # fmt: skip
    old = {name: getattr(before, name) for name in values} if before else {}
    if old == values:
        return
    if before:
        Service.objects.filter(id=before.id).update(**values)
    else:
        Service.objects.create(id=uuid7(now), organisation_id=here, kind=service.kind, **values)
    _changed(f"practice.service.{service.kind}", here, _said(old) or "not offered", _said(values))


def set_proxy_review_age(*, age: int) -> None:
    """At which age, 11 to 13, a parent's access is looked at again together with the child."""
    here = _here()
    if age not in (11, 12, 13):
        raise Refused("Choose 11, 12 or 13.")
    _lock(here)
    old = Organisation.objects.values_list("proxy_review_age", flat=True).get(id=here)
    if old != age:
        Organisation.objects.filter(id=here).update(proxy_review_age=age)
        _changed("practice.proxy_review_age", here, str(old), str(age))


def set_modes(*, modes: Sequence[tuple[str, bool]]) -> None:
    """For each (problem, books at once) how the practice works. Whether a problem may be switched on is for whoever
    knows its pathway; when somebody asks for help, that is looked at again."""
    here = _here()
    _lock(here)
    usual = Organisation.objects.values_list("self_service", flat=True).get(id=here)
    kept = dict(PathwayMode.objects.filter(organisation_id=here).values_list("problem", "self_service"))
    changed = [(problem, on) for problem, on in modes if kept.get(problem, usual) != on]
    for problem, on in changed:
        PathwayMode.objects.update_or_create(
            organisation_id=here, problem=problem, defaults={"self_service": on}
        )
    if changed:
        old = joined([f"{problem} {_mode(not on)}" for problem, on in changed])
        _changed("practice.modes", here, old, joined([f"{problem} {_mode(on)}" for problem, on in changed]))


def _mode(at_once: bool) -> str:
    return "self-service" if at_once else "staff first"


def _here() -> UUID:
    """The actor's own organisation, where they may change its settings."""
    return authorised_party(actor(), VERB)


def _lock(organisation: UUID) -> None:
    """Two managers who save at once do so one after the other: the audit's old value is then the true one."""
    Organisation.objects.select_for_update().get(id=organisation)


def _said(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _changed(verb: str, organisation: UUID, old: str, new: str) -> None:
    record(verb, [organisation], f"{old} → {new}")
    read_anew()
