"""A place on the waiting list, and the time that is held, as their person reads them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from weald.foundation.ui.components import Choice, Row
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import Link, PatientPage
from weald.foundation.ui.wording import joined, when
from weald.services.appointments.held import HeldRow
from weald.services.appointments.queries import AppointmentRow
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.page import page
from weald.services.requests.presenters.patient.times import big, role, whole_place
from weald.services.requests.presenters.patient.verbs import Confirm
from weald.services.requests.queries.waiting import OwnPlace, Wishes
from weald.services.requests.words import GO_YOURSELF, MODES, mode_words

WEEKDAYS = tuple(
    marked(name) for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)
PARTS = {
    "morning": marked("In the morning (before 12)"),
    "afternoon": marked("In the afternoon (12 to 5)"),
    "evening": marked("In the evening (after 5)"),
}
PLACES = {"any": marked("At my practice or near it"), "own": marked("Only at my practice")}


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that is held for them, or was until just now."""

    hold: str
    rows: tuple[Row, ...]
    until: str
    keeps: str


@dataclass(frozen=True, slots=True)
class OnList:
    """What the page of a request says of the waiting list: the time that is held, where they stand, and what they can do."""

    offered: Offered | None
    sentences: tuple[str, ...]
    links: tuple[Link, ...]
    heading: str
    gone: str = ""
    """Of a time that is not held any more: whoever comes by the message about it must not look for it in vain."""


NOTHING = OnList(None, (), (), "")


def on_list(mine: Held, place: OwnPlace, ahead: AppointmentRow | None, *, bookable: bool) -> OnList:
    """The part of a request's page that is about the waiting list."""
    row, base = mine.request, mine.base
    if row.state == "closed":
        return NOTHING
    held = place.held
    live = held is not None and held.state == "held" and held.until > mine.now
    offered = _offered(mine, held, ahead) if held is not None and live else None
    has = ahead is not None and ahead.state == "booked"
    if place.since is None:
        may = row.decision.service not in GO_YOURSELF and (bookable or has) and row.decision.level != "now"
        text = (
            _("Tell me if an earlier time comes free") if has else _("Tell me when another time comes free")
        )
        return OnList(offered, (), (Link(text, f"{base}wait"),) if may else (), "")
    said = [_("You have waited since %(when)s.") % {"when": when(place.since, mine.now)}]
    if place.state == "paused":
        said.append(
            _(
                "We held several times for you and heard nothing, so we stopped. You keep your place. Tell us below what suits"
                " you, and we go on."
            )
        )
    elif not offered:
        said.append(_("When a time comes free that suits you, we hold it for you and tell you at once."))
    said.append(_("What suits you: %(wishes)s.") % {"wishes": wishes_words(place.wishes)})
    return OnList(
        offered,
        tuple(said),
        (
            Link(_("Change what suits you"), f"{base}wait"),
            Link(_("Leave the waiting list"), f"{base}wait/leave"),
        ),
        _("You are on the waiting list"),
        _gone(held, mine.now) if held is not None and not live else "",
    )


def _gone(held: HeldRow, now: datetime) -> str:
    if held.state not in {"held", "lapsed"} or held.starts_at <= now:
        return ""
    said = _(
        "We held a time for you (%(time)s) until %(until)s. It is not held for you any more. You keep your place on the waiting list."
    )
    return said % {"time": when(held.starts_at, now), "until": when(held.until, now)}


def _offered(mine: Held, held: HeldRow, ahead: AppointmentRow | None) -> Offered:
    keeps = (
        _("You have a time already: %(when)s. If you say yes, that one goes to somebody else.")
        % {"when": when(ahead.starts_at, mine.now)}
        if ahead is not None and ahead.state == "booked"
        else ""
    )
    where = whole_place(held) if held.mode == "face_to_face" else mode_words(held.mode)
    rows = (
        Row(_("When"), big(when(held.starts_at, mine.now))),
        Row(_("With"), f"{held.professional_name}, {role(held.service)}"),
        Row(_("Where"), big(where)),
    )
    until = _("It is held for you until %(when)s. Then it goes to somebody else.") % {
        "when": when(held.until, mine.now)
    }
    return Offered(str(held.id), rows, until, keeps)


def wishes_words(wishes: Wishes | None) -> str:
    """What suits somebody, in one line."""
    if wishes is None:
        return _("any time")
    said = [
        joined([mode_words(one) for one in wishes.modes], _("or")) if wishes.modes else "",
        joined([_(WEEKDAYS[one]) for one in wishes.weekdays], _("or")) if wishes.weekdays else "",
        joined([_(PARTS[one]).split(" (")[0].lower() for one in wishes.parts], _("or"))
        if wishes.parts
        else "",
        _(PLACES["own"]).lower() if wishes.own_only else "",
        _("from %(day)s") % {"day": _day(wishes.earliest)} if wishes.earliest else "",
        _("until %(day)s") % {"day": _day(wishes.latest)} if wishes.latest else "",
    ]
    return "; ".join(one for one in said if one) or _("any time")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


@dataclass(frozen=True, slots=True)
class Joining:
    """The page that asks what suits them."""

    page: PatientPage
    form: Bound
    modes: tuple[Choice, ...]
    weekdays: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    places: tuple[Choice, ...]
    explained: tuple[str, ...]
    button: str
    example: str


def choices() -> dict[str, tuple[Choice, ...]]:
    """What can be ticked."""
    return {
        "modes": tuple(Choice(value, big(_(text))) for value, text in MODES.items()),
        "weekdays": tuple(Choice(str(number), _(text)) for number, text in enumerate(WEEKDAYS)),
        "parts": tuple(Choice(value, _(text)) for value, text in PARTS.items()),
        "places": tuple(Choice(value, _(text)) for value, text in PLACES.items()),
    }


def joining(mine: Held, form: Bound, *, again: bool) -> Joining:
    """Join the list, or say anew what suits."""
    title = _("What suits you") if again else _("Join the waiting list")
    soon = mine.now.date() + timedelta(days=7)
    return Joining(
        page=replace(
            page(title, mine.practice, mine.now, back=f"{mine.base}decision", problem=mine.request.problem),
            has_errors=not form.ok,
        ),
        form=form,
        explained=(
            _(
                "When a time comes free that suits you, we hold it for you and tell you. You then say yes or no."
            ),
            _("Who needs help soonest comes first. Then who has waited longest."),
            _("You keep any time that you have until you say yes to a new one."),
        ),
        button=_("Save what suits me") if again else _("Join the waiting list"),
        example=_("For example, %(date)s") % {"date": f"{soon.day} {soon.month} {soon.year}"},
        **choices(),
    )


def leaving(mine: Held) -> Confirm:
    """Do you want to leave the list?"""
    return Confirm(
        page(
            _("Leave the waiting list?"), mine.practice, mine.now, back=f"{mine.base}decision",
            problem=mine.request.problem,
        ),
        (
            _("We will not tell you when a time comes free. A time that is held for you now goes to somebody else."),
            _("An appointment that you have stays yours, and your request stays open."),
        ),
        (),
        "",
        _("Leave the waiting list"),
        "warning",
    )  # fmt: skip
