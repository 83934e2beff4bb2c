"""The shared dictionary: findings, groups, sources, the default sentences of decisions, and fixed wording."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .documents import NAME, Block, Fault
from .expressions import CONTEXT_NUMBERS, WORDS
from .fields import DATE, Fields, entries
from .model import LEVELS, SEEN, SERVICES, SOMETHING_ELSE, Source

KINDS = ("yes_no", "number", "choice")
DIRECTIONS = {
    "yes_no": ("yes", "no", "none"),
    "number": ("high", "low", "none"),
    "choice": ("ordered", "none"),
}
UNITS = (
    "°C", "mmHg", "mmol/L", "%", "beats a minute", "breaths a minute", "L/min", "kg", "cm", "years", "months", "weeks", "days", "hours",
)  # fmt: skip
"""The units of numbers, as people read them. One that is not here is refused: 101 °F is no temperature of a rule in °C."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that can be asked. `alarming` says which answers are worse; `said` are words that claim it."""

    name: str
    kind: str
    text: str
    text_other: str
    help: str
    label: str
    alarming: str
    said: tuple[str, ...] = ()
    snomed: str = ""
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    values: tuple[tuple[str, str], ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a choice, in the order of the file."""
        return tuple(value for value, _ in self.values)

    @property
    def worst(self) -> str | float | None:
        """The most alarming answer, which `unsure` stands for; None when no direction is worse."""
        match self.alarming:
            case "yes" | "no":
                return self.alarming
            case "high":
                return self.high
            case "low":
                return self.low
            case "ordered":
                return self.values[-1][0]
        return None

    @property
    def calm(self) -> str | None:
        """The answer to a yes or no that is not the alarming one. None where neither is, and for a number and a choice, of which
        no answer is the absence of anything."""
        return {"yes": "no", "no": "yes"}.get(self.alarming)


@dataclass(frozen=True, slots=True)
class Group:
    """Several yes-or-no findings asked in one question."""

    name: str
    text: str
    text_other: str
    help: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelPromise:
    """What a level promises: its default `within`, and the sentence for each service."""

    within: str
    texts: Mapping[str, str]


def read_findings(
    blocks: Iterable[Block], faults: list[Fault]
) -> tuple[dict[str, Finding], dict[str, Group]]:
    """The findings and groups of all dictionary files, merged; a name defined twice is a fault."""
    findings: dict[str, Finding] = {}
    groups: dict[str, Group] = {}
    seen: dict[str, Block] = {}
    grouped: list[tuple[str, Block]] = []
    for block in blocks:
        file = Fields(block, "a dictionary file", ("findings", "groups"), faults)
        for name, entry in file.named("findings"):
            if _named(name, entry, seen, faults):
                findings[name] = _finding(name, entry, faults)
        grouped += file.named("groups")
    for name, entry in grouped:
        if _named(name, entry, seen, faults):
            groups[name] = _group(name, entry, findings, faults)
    return findings, groups


def _named(name: str, entry: Block, seen: dict[str, Block], faults: list[Fault]) -> bool:
    if not NAME.fullmatch(name) or name in WORDS or name in CONTEXT_NUMBERS or name == "problem":
        faults.append(
            entry.fault(
                None,
                f"`{name}` cannot be a name: use small letters, digits and _, and no word of the language.",
            )
        )
        return False
    if name in seen:
        first = seen[name]
        faults.append(
            entry.fault(
                None,
                f"`{name}` is defined twice (first in {first.file}:{first.line}). Use the first, or rename.",
            )
        )
        return False
    seen[name] = entry
    return True


def _finding(name: str, block: Block, faults: list[Fault]) -> Finding:
    kind = block.get("kind")
    extra = {"number": ("unit", "min", "max", "step"), "choice": ("values",)}.get(str(kind), ())
    known = ("kind", "text", "text_other", "help", "label", "alarming", "said", "snomed", *extra)
    fields = Fields(block, f"the finding `{name}`", known, faults)
    kind = fields.one_of("kind", KINDS)
    low, high, step = 0.0, 0.0, 1.0
    values: list[tuple[str, str]] = []
    if kind == "number":
        low, high, step = fields.number("min"), fields.number("max"), fields.number("step", 1)
        if not low < high or step <= 0:
            fields.wrong("min", f"`min` of `{name}` must be below `max`, and `step` above 0.")
    if kind == "choice":
        for choice in fields.blocks("values"):
            entry = Fields(choice, f"a value of `{name}`", ("value", "text"), faults)
            values.append((entry.text("value"), entry.text("text")))
        names = [value for value, _ in values]
        if len(values) < 2 or len(set(names)) < len(names) or "unsure" in names:
            fields.wrong(
                "values",
                f"`{name}` needs two or more different values; `unsure` is always offered by itself.",
            )
            values = [("first", ""), ("second", "")]
    said = fields.texts("said")
    if said and block.get("alarming") != "yes":
        fields.wrong("said", f"`said` of `{name}` needs a finding whose alarming answer is yes.")
    return Finding(
        name=name,
        kind=kind,
        text=fields.text("text"),
        text_other=fields.text("text_other"),
        help=fields.text("help", optional=True),
        label=fields.text("label"),
        alarming=fields.one_of("alarming", DIRECTIONS[kind]),
        said=said,
        snomed=fields.concept("snomed"),
        unit=fields.one_of("unit", UNITS) if kind == "number" else "",
        low=low,
        high=high,
        step=step,
        values=tuple(values),
    )


def _group(name: str, block: Block, findings: Mapping[str, Finding], faults: list[Fault]) -> Group:
    fields = Fields(block, f"the group `{name}`", ("text", "text_other", "help", "members"), faults)
    members = fields.texts("members")
    for member in members:
        finding = findings.get(member)
        if finding is None:
            fields.wrong("members", f"`{member}` in the group `{name}` is not a finding of the dictionary.")
        elif finding.kind != "yes_no" or finding.alarming == "no":
            sentence = f"`{member}` cannot be in the group `{name}`: answering no to all must be a yes-or-no answer, and the reassuring one."
            fields.wrong("members", sentence)
    if len(members) < 2 or len(set(members)) < len(members):
        fields.wrong("members", f"The group `{name}` needs two or more different members.")
    return Group(
        name=name,
        text=fields.text("text"),
        text_other=fields.text("text_other"),
        help=fields.text("help", optional=True),
        members=members,
    )


def read_sources(blocks: Iterable[Block], faults: list[Fault]) -> dict[str, Source]:
    """All sources by id. Two files may name the same source only in the same words."""
    sources: dict[str, Source] = {}
    for block in blocks:
        for name, entry in entries(block, faults):
            fields = Fields(entry, f"the source `{name}`", ("title", "url", "checked", "seen"), faults)
            source = Source(
                title=fields.text("title"),
                url=fields.text("url"),
                checked=fields.text("checked"),
                seen=fields.one_of("seen", SEEN),
            )
            if not source.url.startswith("https://"):
                fields.wrong("url", f"The source `{name}` needs an https address.")
            if not DATE.fullmatch(source.checked):
                fields.wrong(
                    "checked", f"The source `{name}` needs the date when it was checked, as 2026-11-21."
                )
            if sources.setdefault(name, source) != source:
                fields.wrong(
                    None, f"The source `{name}` is defined twice, and differently. Keep one of them."
                )
    return sources


def read_promises(block: Block, faults: list[Fault]) -> dict[str, LevelPromise]:
    """What each level promises, with one sentence for each service that may stand with it."""
    fields = Fields(block, "the file of decisions", ("levels",), faults)
    promises: dict[str, LevelPromise] = {}
    for level, entry in fields.named("levels"):
        if level not in LEVELS:
            fields.wrong("levels", f"`{level}` is not a level. The levels are {', '.join(LEVELS)}.")
            continue
        promise = Fields(entry, f"the level `{level}`", ("within", "text"), faults)
        texts = entry.get("text")
        if not isinstance(texts, Block):
            promise.wrong("text", f"The level `{level}` needs a sentence for each service.")
            texts = Block()
        for service, text in texts.items():
            if service not in SERVICES:
                faults.append(texts.fault(service, f"`{service}` is not a service."))
            if not isinstance(text, str) or not text.strip():
                faults.append(texts.fault(service, f"The sentence for {level}, {service} is empty."))
        if "within" not in entry:
            promise.wrong(None, f"The level `{level}` needs its `within`, such as P7D.")
        promises[level] = LevelPromise(
            promise.duration("within"), {str(key): str(value) for key, value in texts.items()}
        )
    for level in LEVELS:
        if level not in promises:
            fields.wrong("levels", f"The level `{level}` is missing.")
    return promises


WORDING = (
    "yes",
    "no",
    "unsure",
    "problem_question",
    "any_of_these",
    "careful",
    SOMETHING_ELSE,
    "reason_unrecognised",
    "reason_claimed",
    "reason_refused",
    "reason_not_for_you",
    f"reason_{SOMETHING_ELSE}",
)


def read_wording(block: Block, faults: list[Fault]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fixed sentences of triage itself, and the safety net for requests that a person reads."""
    fields = Fields(block, "the wording of triage", (*WORDING, "safety_net"), faults)
    net = fields.texts("safety_net")
    if not net:
        fields.wrong("safety_net", "The wording of triage needs a safety net.")
    return {key: fields.text(key) for key in WORDING}, net
