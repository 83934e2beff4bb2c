"""The national measures: what was counted, beside what the definition says and where it was read."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from weald.engines.promises import Measure, Tally
from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import date_text
from weald.services.requests.measuring import definitions
from weald.services.requests.presenters.staff.board.words import behind, is_few, percent, share, values_of


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition, as it is shown below the figures."""

    title: str
    says: str
    reading: str
    in_force: str
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class National:
    """The section of the national measures."""

    table: Markup
    bands: Markup | None
    definitions: tuple[Definition, ...]
    not_measured: tuple[str, ...]


def national(tallies: dict[tuple[str, str, str], Tally], weeks: int, where: str) -> National:
    """Word the section; `where` says of whom and when."""
    lines = []
    for one in definitions().measures:
        found = tallies.get((one.id, "", ""), Tally(one.id, "", ""))
        lines.append(
            (
                one.title, f"{found.met + found.missed:,}", f"{found.met:,}", behind(weeks, one.id, "missed", found.missed),
                share(found), aim_words(one), behind(weeks, one.id, "left_out", found.left_out),
            )
        )  # fmt: skip
    numbers = ("Counted", "Met", "Not met", "Share", "Asked for", "Left out")
    table = ui.table(
        "National measures of access",
        ("Measure", *(ui.Column(text, number=True) for text in numbers)),
        lines,
        first_is_heading=True,
    )
    return National(
        ui.scrolling("National measures, as a table", table),
        _bands(tallies, where),
        tuple(definition(one) for one in definitions().measures),
        tuple(f"{one.title}: {one.why}" for one in definitions().not_measured),
    )


def definition(one: Measure) -> Definition:
    """What the source says, what is our reading, since when, and where it was read."""
    until = f" to {date_text(one.until)}" if one.until else ""
    return Definition(
        one.title,
        one.definition,
        one.reading,
        f"In force from {date_text(one.since)}{until}.{f' {one.aim.said}.' if one.aim else ''}",
        tuple(
            (source.title, source.url, f"checked {date_text(date.fromisoformat(source.checked))}, {source.seen} read")
            for source in one.sources
        ),
    )  # fmt: skip


def aim_words(one: Measure) -> str:
    """`90% by 31 March 2027`; a dash where nobody asks for a share."""
    return f"{one.aim.at_least}% by {date_text(one.aim.by)}" if one.aim else "–"


def _bands(tallies: dict[tuple[str, str, str], Tally], where: str) -> Markup | None:
    parts = values_of(tallies, "gpad_same_day", "band")
    if not parts:
        return None
    counts = [one.met + one.missed + one.left_out for one in parts]
    labels, whole = [one.value for one in parts], sum(counts)
    said = [
        percent(count, whole) if is_few(whole) else f"{count:,} ({percent(count, whole)})" for count in counts
    ]
    words = "; ".join(f"{label}: {word}" for label, word in zip(labels, said, strict=True))
    title = "Appointments by days from booking, in the bands of Appointments in General Practice"
    picture = ui.bars("bands", title, words, labels, [float(count) for count in counts], said=said)
    table = ui.table(
        title,
        ("Days from booking", ui.Column("Appointments", number=True), ui.Column("Share", number=True)),
        [
            (label, f"{count:,}", percent(count, whole))
            for label, count in zip(labels, counts, strict=True)
        ],
        first_is_heading=True,
    )  # fmt: skip
    caption = f"Source: the appointment book of {where}. About every appointment that was not cancelled and has begun."
    return ui.figure("Days from booking, as a table", caption, picture, table)
