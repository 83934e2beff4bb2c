"""Pathways, the life-threat table and the modifiers: from blocks of YAML to rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .dictionary import Finding, Group, LevelPromise
from .documents import NAME, RULE_NAME, Block, Fault, shown
from .expressions import ALWAYS, ExpressionError, Gate, Test, parse
from .fields import Fields, is_date
from .model import LEVELS, RANK, SERVICES, SOMETHING_ELSE, Source
from .order import in_order
from .prevention import Prompt, by_age_and_sex, read_prompts

RULE_FIELDS = [
    "rule",
    "when",
    "level",
    "service",
    "within",
    "red_flag",
    "if_unsure",
    "because",
    "text",
    "safety_net",
    "advice",
    "source",
]
MODIFIER_FIELDS = [
    "rule",
    "when",
    "tags",
    "problems",
    "from",
    "raise_to",
    "red_flag",
    "because",
    "text",
    "safety_net",
    "advice",
    "source",
]
PATHWAY_FIELDS = [
    "problem",
    "name",
    "snomed",
    "kind",
    "status",
    "reviewer",
    "reviewed",
    "applies",
    "sensitive",
    "tags",
    "words",
    "groups",
    "rules",
    "advice",
    "safety_net",
    "prevention",
    "pharmacy_first",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to be placed: `text` and `within` are already those of its level where it gives none of its own.

    `certain` rules fire only on answers that are sure; their cautious twin (name ending in `?`) is a rule of its own.
    A modifier has `raises` (the levels it applies to) and the `tags` or `problems` that it concerns.
    """

    name: str
    when: Gate
    level: str
    service: str
    within: str
    text: str
    because: str
    red_flag: bool
    certain: bool
    sources: tuple[Source, ...]
    safety_net: tuple[str, ...]
    advice: tuple[str, ...]
    file: str
    line: int
    raises: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def otherwise(self) -> bool:
        """Whether it always fires."""
        return self.when == ALWAYS

    @property
    def twin(self) -> bool:
        """Whether it is the cautious twin of another rule."""
        return self.name.endswith("?")

    @property
    def unread(self) -> bool:
        """Whether nobody opened any of its sources: it stands on what is well known, and was compared with nothing."""
        return all(source.seen == "not_opened" for source in self.sources)


@dataclass(frozen=True, slots=True)
class Pathway:
    """One problem. `rules` are in the order in which they are tried, twins in their places; `names`, the first of its `words`,
    are what people call it."""

    problem: str
    name: str
    kind: str
    status: str
    reviewer: str
    reviewed: str
    sensitive: bool
    applies: Gate
    tags: tuple[str, ...]
    words: tuple[str, ...]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    advice: tuple[str, ...]
    safety_net: tuple[str, ...]
    prevention: tuple[Prompt, ...] = ()
    pharmacy_first: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    snomed: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Danger:
    """The life-threat table."""

    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    safety_net: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What rules refer to."""

    findings: Mapping[str, Finding]
    groups: Mapping[str, Group]
    sources: Mapping[str, Source]
    promises: Mapping[str, LevelPromise]


def read_danger(block: Block, shelf: Shelf, faults: list[Fault]) -> Danger:
    """The life-threat table."""
    fields = Fields(block, "the life-threat table", ("groups", "rules", "safety_net"), faults)
    rules = [rule for entry in fields.blocks("rules") for rule in _rules(entry, shelf, faults)]
    if not rules:
        fields.wrong("rules", "The life-threat table has no rules.")
    for rule in rules:
        if rule.otherwise:
            faults.append(
                Fault(rule.file, rule.line, f"`{rule.name}` in the life-threat table cannot be `otherwise`.")
            )
    return Danger(_groups(fields, shelf), _ordered(rules, faults), fields.texts("safety_net"))


def read_modifiers(block: Block, shelf: Shelf, faults: list[Fault]) -> tuple[Rule, ...]:
    """The modifiers, in the order of the file."""
    fields = Fields(block, "the file of modifiers", ("rules",), faults)
    return tuple(_modifier(entry, shelf, faults) for entry in fields.blocks("rules"))


def read_pathway(block: Block, stem: str, shelf: Shelf, faults: list[Fault]) -> Pathway:
    """One pathway."""
    fields = Fields(block, "a pathway", PATHWAY_FIELDS, faults)
    problem = fields.text("problem")
    if problem != stem or not NAME.fullmatch(problem) or problem == SOMETHING_ELSE:
        fields.wrong("problem", f"`problem: {shown(problem)}` must be the name of the file, `{stem}`.")
    status = fields.one_of("status", ("draft", "signed", "retired"))
    reviewer = fields.text("reviewer", optional=True)
    if status == "signed" and not reviewer:
        fields.wrong("reviewer", "A signed pathway names its reviewer.")
    reviewed = fields.text("reviewed", optional=True)
    if (status == "signed" or reviewed) and not is_date(reviewed):
        fields.wrong(
            "reviewed",
            "A signed pathway gives the day on which it was reviewed, as 2026-11-21; until then it is empty.",
        )
    rules = [rule for entry in fields.blocks("rules") for rule in _rules(entry, shelf, faults, problem)]
    if not rules or not rules[-1].otherwise:
        fields.wrong(
            "rules", "The last rule must be `when: otherwise`, so that every combination of answers decides."
        )
    for rule in rules[:-1]:
        if rule.otherwise:
            faults.append(
                Fault(
                    rule.file,
                    rule.line,
                    f"`{rule.name}` is `otherwise` but not the last rule. Move it to the end.",
                )
            )
    words = fields.block.get("words")
    spoken: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    if isinstance(words, Block):
        entry = Fields(words, "the words of a pathway", ("names", "phrases", "misspellings"), faults)
        # A release made before the misspellings went to words/ has them here: it is replayed with them, as they stand.
        names = entry.texts("names")
        spoken = tuple(dict.fromkeys((*names, *entry.texts("phrases"), *entry.texts("misspellings"))))
    if not spoken:
        fields.wrong("words", "The pathway needs `words` with the names that people give the problem.")
    net = fields.texts("safety_net")
    if not net:
        fields.wrong(
            "safety_net", "The pathway needs a `safety_net`: when to call 999, and when to ask again."
        )
    pharmacy = fields.block.get("pharmacy_first")
    return Pathway(
        problem=problem,
        name=fields.text("name"),
        kind=fields.one_of("kind", ("clinical", "administrative")),
        status=status,
        reviewer=reviewer,
        reviewed=reviewed,
        sensitive=fields.flag("sensitive"),
        applies=by_age_and_sex(fields, "applies", "`applies`"),
        tags=fields.texts("tags"),
        words=spoken,
        names=names,
        groups=_groups(fields, shelf),
        rules=_ordered(rules, faults),
        advice=fields.texts("advice"),
        safety_net=net,
        prevention=read_prompts(fields, shelf.sources, faults),
        pharmacy_first=pharmacy if isinstance(pharmacy, Block) else {},
        file=block.file,
        snomed=fields.concept("snomed"),
    )


def _rules(block: Block, shelf: Shelf, faults: list[Fault], problem: str = "") -> list[Rule]:
    """The rule of a block, and its cautious twin where it has `if_unsure`."""
    fields = Fields(block, f"the rule `{shown(block.get('rule', ''))}`", RULE_FIELDS, faults)
    name = _rule_name(fields)
    if problem and not name.startswith(f"{problem}."):
        fields.wrong("rule", f"The name `{name}` must begin with `{problem}.`")
    twin = block.get("if_unsure")
    level, service = fields.one_of("level", LEVELS), fields.one_of("service", SERVICES)
    rule = Rule(
        name=name,
        when=_when(fields, shelf),
        level=level,
        service=service,
        within=fields.duration("within") or shelf.promises[level].within,
        text=_sentence(fields, level, service, shelf),
        because=fields.text("because"),
        red_flag=fields.flag("red_flag"),
        certain=twin is not None,
        sources=_sources(fields, shelf),
        safety_net=fields.texts("safety_net"),
        advice=fields.texts("advice"),
        file=block.file,
        line=block.line,
    )
    if twin is None:
        return [rule]
    if not isinstance(twin, Block):
        fields.wrong("if_unsure", "`if_unsure` needs a level and a service, as {level: today, service: gp}.")
        return [rule]
    return [rule, _twin(rule, twin, shelf, faults)]


def _twin(rule: Rule, block: Block, shelf: Shelf, faults: list[Fault]) -> Rule:
    fields = Fields(
        block, f"`if_unsure` of `{rule.name}`", ("level", "service", "within", "text", "because"), faults
    )
    level, service = fields.one_of("level", LEVELS), fields.one_of("service", SERVICES)
    if RANK[level] <= RANK[rule.level]:
        fields.wrong(
            "level",
            f"`if_unsure` of `{rule.name}` must be less urgent than `{rule.level}`; else leave it out.",
        )
    return replace(
        rule,
        name=rule.name + "?",
        level=level,
        service=service,
        within=fields.duration("within") or shelf.promises[level].within,
        text=_sentence(fields, level, service, shelf),
        because=fields.text("because", optional=True) or rule.because,
        certain=False,
        line=block.line,
    )


def _modifier(block: Block, shelf: Shelf, faults: list[Fault]) -> Rule:
    fields = Fields(block, f"the modifier `{shown(block.get('rule', ''))}`", MODIFIER_FIELDS, faults)
    name = _rule_name(fields)
    target = block.get("raise_to")
    if not isinstance(target, Block):
        fields.wrong("raise_to", f"`{name}` needs `raise_to` with a level and a service.")
        target = Block(level=LEVELS[0], service=SERVICES[0])
        target.file, target.line, target.lines = block.file, block.line, {}
    to = Fields(target, f"`raise_to` of `{name}`", ("level", "service", "within"), faults)
    level, service = to.one_of("level", LEVELS), to.one_of("service", SERVICES)
    below = LEVELS[RANK[level] + 1 :]
    raises = fields.texts("from") or below
    for source in raises:
        if source not in below:
            fields.wrong(
                "from", f"`{name}` cannot raise `{shown(source)}` to `{level}`: a modifier only ever raises."
            )
    return Rule(
        name=name,
        when=_when(fields, shelf, context=True),
        level=level,
        service=service,
        within=to.duration("within") or shelf.promises[level].within,
        text=_sentence(fields, level, service, shelf),
        because=fields.text("because"),
        red_flag=fields.flag("red_flag"),
        certain=False,
        sources=_sources(fields, shelf),
        safety_net=fields.texts("safety_net"),
        advice=fields.texts("advice"),
        file=block.file,
        line=block.line,
        raises=raises,
        tags=fields.texts("tags"),
        problems=fields.texts("problems"),
    )


def _rule_name(fields: Fields) -> str:
    name = fields.text("rule")
    if name and not RULE_NAME.fullmatch(name):
        fields.wrong("rule", f"`{shown(name)}` cannot name a rule: write it as chest_pain.heart.")
    return name


def _when(fields: Fields, shelf: Shelf, *, context: bool = False) -> Gate:
    text = fields.text("when")
    if text in ("", "otherwise"):
        return ALWAYS
    try:
        return parse(text, shelf.findings, context=context)
    except ExpressionError as error:
        fields.wrong("when", f"`when` of `{fields.block.get('rule')}`: {error}")
        return Gate(1, (Test("sex", "=", "female"),))


def _sentence(fields: Fields, level: str, service: str, shelf: Shelf) -> str:
    own = fields.text("text", optional=True)
    if own:
        return own
    common = shelf.promises[level].texts.get(service, "")
    if not common:
        fields.wrong(
            None, f"{fields.what} needs its own `text`: there is no common sentence for {level}, {service}."
        )
    return common


def _sources(fields: Fields, shelf: Shelf) -> tuple[Source, ...]:
    names = fields.texts("source", or_one=True)
    if not names:
        fields.wrong("source", f"{fields.what} has no `source`. Name the guidance behind it.")
    for name in names:
        if name not in shelf.sources:
            fields.wrong("source", f"`{shown(name)}` is not in sources/. Add it, with its address and date.")
    return tuple(shelf.sources[name] for name in names if name in shelf.sources)


def _groups(fields: Fields, shelf: Shelf) -> tuple[Group, ...]:
    names = fields.texts("groups")
    for name in names:
        if name not in shelf.groups:
            fields.wrong("groups", f"`{shown(name)}` is not a group of the dictionary.")
    return tuple(shelf.groups[name] for name in names if name in shelf.groups)


def _ordered(rules: list[Rule], faults: list[Fault]) -> tuple[Rule, ...]:
    """The rules by level, each twin at the end of its level and before `otherwise`; names unique, most urgent first."""
    seen: dict[str, int] = {}
    last = 0
    for rule in rules:
        if rule.name in seen:
            faults.append(
                Fault(
                    rule.file, rule.line, f"`{rule.name}` is given twice (first in line {seen[rule.name]})."
                )
            )
        seen[rule.name] = rule.line
        if not rule.twin:
            if RANK[rule.level] < last:
                sentence = f"`{rule.name}` ({rule.level}) stands after a less urgent rule. Put the most urgent first."
                faults.append(Fault(rule.file, rule.line, sentence))
            last = max(last, RANK[rule.level])
    return in_order(rules)
