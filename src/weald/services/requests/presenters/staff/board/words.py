"""What the parts of the dashboard are called, and where each figure leads."""

from urllib.parse import urlencode

from markupsafe import Markup

from weald.engines.promises import BANDS, LONGEST, REQUESTS, Tally
from weald.engines.triage import LEVELS
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural
from weald.services.requests.measuring import definitions
from weald.services.requests.models import CHANNELS
from weald.services.requests.presenters.staff.words import CHANNELS as CHANNEL_WORDS
from weald.services.requests.presenters.staff.words import LEVELS as LEVEL_WORDS

AGE_ORDER = ("0 to 4", "5 to 17", "18 to 39", "40 to 64", "65 to 79", "80 and over", "not known")
SEX_WORDS = {"female": "Female", "male": "Male", "not known": "Not known"}
LANGUAGE_WORDS = {"interpreter": "Needs an interpreter", "none stated": "No need stated"}
NAMES = {"level": "How soon", "channel": "Channel", "hour": "Hour in which they asked", "age": "Age", "sex": "Sex",
         "language": "Language", "band": "Days from booking"}  # fmt: skip
ORDER = {
    "level": LEVELS,
    "channel": CHANNELS,
    "hour": tuple(f"{hour:02}" for hour in range(24)),
    "age": AGE_ORDER,
    "sex": tuple(SEX_WORDS),
    "language": tuple(LANGUAGE_WORDS),
    "band": (*(name for _, name in BANDS), LONGEST, "Unknown"),
}
"""The values of each dimension in the order in which they are read; others follow by name."""
STRETCHES = {0: "Today", 4: "4 weeks", 13: "13 weeks"}


def value_words(dimension: str, value: str) -> str:
    """A value of a dimension, as staff say it."""
    if dimension == "hour" and value.isdigit():
        return f"{value}–{int(value) + 1:02}"
    known = {"level": LEVEL_WORDS, "channel": CHANNEL_WORDS, "sex": SEX_WORDS, "language": LANGUAGE_WORDS}
    return known.get(dimension, {}).get(value, value)


def measure_words(measure: str) -> str:
    """What a figure is about."""
    named = {
        "promise": "Promises", "at_once": "Urgent at once", "seen": "From asking to the appointment",
    } | {one.id: one.title for one in definitions().measures}  # fmt: skip
    return named.get(measure, measure)


def result_words(measure: str, result: str) -> str:
    """What a result is called for a measure: a promise is kept or broken, a measure met or not."""
    if measure == "promise":
        return {"met": "kept", "missed": "broken", "left_out": "taken back by the person"}[result]
    if measure == "at_once":
        return {"met": "answered", "missed": "not answered yet", "left_out": "left out"}[result]
    return {"met": "met", "missed": "not met", "left_out": "left out"}[result]


def result_of_requests(measure: str) -> bool:
    """Whether what stands behind it has a promise and an answer, not an appointment."""
    return measure in {"promise", "at_once"} or any(
        one.id == measure and one.of == REQUESTS for one in definitions().measures
    )


FEW = 10
"""Of fewer than these no share is told in percent: one person would move it by more than anybody learns from it."""


def is_few(counted: int) -> bool:
    """Whether so few are counted that both numbers say more than a share."""
    return 0 < counted < FEW


def percent(part: int, whole: int) -> str:
    """`67%`, of few people `2 of 3`; a dash where nobody is counted."""
    # What is not whole never reads as all, and what is not nothing never as none.
    if not whole:
        return "–"
    if is_few(whole):
        return f"{part} of {whole}"
    rounded = round(100 * part / whole)
    return f"{min(rounded, 99) if part < whole else rounded}%" if part else "0%"


def share(one: Tally) -> str:
    """How many in a hundred were met, of few people how many of how many; a dash where nobody is counted."""
    return percent(one.met, one.met + one.missed)


def share_length(one: Tally) -> float | None:
    """How long the bar of a share is, in percent; of nobody and of few there is none."""
    counted = one.met + one.missed
    return 100 * one.met / counted if counted >= FEW else None


def minutes_words(minutes: int) -> str:
    """`25 min`, `3 h 10 min`, `2 days 4 h`."""
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{plural(days, 'day')} {hours} h" if hours else plural(days, "day")


def behind(
    weeks: int, measure: str, result: str, count: int, *, by: str = "", value: str = ""
) -> str | Markup:
    """A count that leads to the requests behind it; nothing leads to nobody."""
    if not count:
        return "0"
    asked = {"weeks": weeks, "measure": measure, "result": result} | (
        {"by": by, "value": value} if by else {}
    )
    of = f": {value_words(by, value)}" if by else ""
    said = f"{measure_words(measure)}, {result_words(measure, result)}{of}: show the requests"
    return ui.link(f"{count:,}", f"{url('staff_promises_behind')}?{urlencode(asked)}", hidden=said)


def values_of(tallies: dict[tuple[str, str, str], Tally], measure: str, dimension: str) -> list[Tally]:
    """The tallies of a measure by a dimension, in the order in which they are read."""
    found = [one for key, one in tallies.items() if key[:2] == (measure, dimension)]
    order = {value: place for place, value in enumerate(ORDER[dimension])}
    return sorted(found, key=lambda one: (order.get(one.value, len(order)), one.value))
