"""Two districts beside each other, and all of them in one table: told, drawn and left to the reader to judge."""

from dataclasses import dataclass

from markupsafe import Markup

from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import date_text
from weald.services.library.districts import districts
from weald.services.requests.presenters.staff.figures.compared import Measure, Place, compare, measures
from weald.services.requests.presenters.staff.figures.words import count

NAME = "district"
NOT_ADJUSTED = "Nothing here is adjusted for age, deprivation or anything else, and no figure is said to be the cause of another."
TODAY = (
    "Needed today: requests that are decided as needing help on the same day; those that were sent to 999 or A&E at once are not among them. "
    "Each request counts as it is decided now."
)
DIFFER = (
    "Two districts are said to differ in what Weald counts only by more than three standard deviations of counts that are left to chance, and by more than rounding "
    "could make. Published figures are compared as they were published; estimates of residents are not exact either."
)
PUBLISHED = "Published figures, about whom and with what they leave out, are told apart below the table of all districts. Their sources:"
CANNOT = (
    "Why a district asks for more than another. The figures stand beside each other; none is said to cause another.",
    "What a district would ask for if its people were as old, or lived as well, as those of another: nothing is adjusted. Districts differ in how many residents are under 5 or 65 and over, which stands beside the rates for that reason.",
    "The same people. What Weald counts is about everybody registered with, or asking, a practice of the district, wherever they live; residents and neighbourhoods are about who lives there. The directory gives each practice one district, and all that its branches do counts there. Nobody’s home address is looked at.",
    "Need that was not brought to Weald: whoever did not ask, or asked 111, a hospital or a practice that does not use Weald.",
    "Who was there to answer in these weeks. Full-time GPs are as reported for March 2024, and not everybody who answers is a GP.",
    "What lies within a district. An average hides its neighbourhoods, and a neighbourhood hides its people.",
)
MADE_UP = "Anything about the real districts while this is a demonstration: its requests and registered people are made up, the published facts are not."


@dataclass(frozen=True, slots=True)
class Beside:
    """Two districts."""

    title: str
    sentences: tuple[str, ...]
    figure: Markup


def order_of(said: str) -> str:
    """What the districts are put in order of; what Weald was asked, where nothing that there is was asked for."""
    return said if said == NAME or said in {one.id for one in measures()} else measures()[0].id


def in_order(places: list[Place], order: str) -> list[Place]:
    """The districts by name, or those with most first; those of which it is not told are last."""
    by_name = sorted(places, key=lambda place: place.name)
    found = next((one for one in measures() if one.id == order), None)
    if found is None:
        return by_name

    def least_first(place: Place) -> float:
        value = found.value(place)
        return 1 if value is None else -value

    return sorted(by_name, key=least_first)


def glance(places: list[Place], everywhere: Place | None, order: str, linked: dict[str, Markup]) -> Markup:
    """Every district with everything that it is compared by, in this order."""
    shown = measures()
    lines = [
        (linked.get(place.name, place.name), *(one.said(place) for one in shown))
        for place in (*in_order(places, order), *([everywhere] if everywhere else []))
    ]
    by = next((one.title for one in shown if one.id == order), "")
    title = f"Districts, those with most first by: {by}" if by else "Districts, by name"
    columns: tuple[ui.Column | str, ...] = ("District", *(ui.Column(one.short, number=True) for one in shown))
    return ui.scrolling(
        "Districts at a glance, as a table", ui.table(title, columns, lines, first_is_heading=True)
    )


def beside(one: Place, other: Place, places: list[Place], everywhere: Place | None, caption: str) -> Beside:
    """Word and draw the two, among all."""
    title = f"{one.name} beside {other.name}"
    shown = measures()
    beyond = [everywhere] if everywhere else []
    columns: tuple[ui.Column | str, ...] = (
        "Figure", *(ui.Column(place.name, number=True) for place in (one, other, *beyond)),
    )  # fmt: skip
    lines = [
        ("Requests", *(count(place.counts.asked) for place in (one, other, *beyond))),
        ("Registered", *(count(place.counts.registered) for place in (one, other, *beyond))),
        *(
            (
                f"{measure.title}, {measure.dated}" if measure.dated else measure.title,
                *(_with_counts(measure, place) for place in (one, other, *beyond)),
            )
            for measure in shown
        ),
    ]
    strips = [
        strip for measure in shown if (strip := _strip(measure, one, other, places)) is not None
    ]  # fmt: skip
    words = "; ".join(
        f"{measure.title}: {one.name} {measure.said(one)}, {other.name} {measure.said(other)}{_between(measure, places)}"
        for measure in shown
    )
    picture = ui.strips("beside", f"{title}, among all districts", words, (one.name, other.name), strips)
    publishers = dict.fromkeys(fact.source for fact in districts().facts)
    table = ui.table(title, columns, lines, first_is_heading=True)
    return Beside(
        title,
        tuple(compare(measure, one, other) for measure in shown),
        ui.figure(
            "The two districts, as a table", f"{caption} {PUBLISHED} {'; '.join(publishers)}.", picture, table
        ),
    )


def sources(counted: str) -> Markup:
    """Where every figure comes from, of when and of whom it is, and what it leaves out."""
    lines: list[Markup] = [
        Markup("<strong>{}</strong> {}").format("From Weald:", counted.removeprefix("Source: "))
    ]
    for fact in districts().facts:
        said = Markup("<strong>{}:</strong> {}, {}. {} Source: {}.")
        dated = date_text(fact.as_of)
        lines.append(said.format(fact.title, fact.about, dated, fact.note, ui.link(fact.source, fact.url)))
    return ui.bullets(lines)


def _with_counts(measure: Measure, place: Place) -> str | Markup:
    behind = measure.behind(place)
    said = measure.said(place)
    return (
        Markup('<span>{} <span class="chart-behind">{}</span></span>').format(said, behind)
        if behind
        else said
    )


def _strip(measure: Measure, one: Place, other: Place, places: list[Place]) -> ui.Strip | None:
    """Where the two stand among all; None where nothing is told."""
    told = [value for place in places if (value := measure.shown(place)) is not None]
    if not told:
        return None
    return ui.Strip(
        measure.short, tuple(told), measure.shown(one), measure.shown(other), measure.number(max(told))
    )  # fmt: skip


def _between(measure: Measure, places: list[Place]) -> str:
    told = [value for place in places if (value := measure.shown(place)) is not None]
    return f", districts from {measure.number(min(told))} to {measure.number(max(told))}" if told else ""
