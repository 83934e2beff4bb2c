"""Content read from a folder or out of a stored body: checked piece by piece, compiled, and named by its digest."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from .content import ENGINE, Content
from .contradictions import contradictions
from .dictionary import read_findings, read_promises, read_sources, read_wording
from .documents import NAME, Block, ContentError, Fault, Items, parse, read, shown, stored
from .fields import stop_if
from .habits import Habits, read_habits
from .merging import merged
from .model import Refused
from .narrow import broad
from .pathways import Danger, Pathway, Rule, Shelf, read_danger, read_modifiers, read_pathway
from .plans import Plans
from .seriousness import read_seriousness
from .vocabulary import Vocabulary

LEFT_OUT = "It could not be loaded when this release went on duty."

SINGLE = ("danger", "modifiers", "decisions", "words", "wording")
MANY = ("findings", "sources")
WORDS = "words"
"""Stands in several files, and is one document all the same."""
OPTIONAL = ("seriousness",)
"""What a release may do without, as those did that were on duty before it was thought of."""


@contextmanager
def _unswept() -> Iterator[None]:
    """Nothing that is read becomes rubbish in circles: to look for such again and again takes a tenth of the time of reading."""
    sweeping = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeping:
            gc.enable()


@_unswept()
def load(folder: Path) -> Content:
    """The content of a folder. A broken pathway is left out and named in `refused`; anything that all pathways rest on and
    that is broken raises ContentError, because no decision could be trusted."""
    faults: list[Fault] = []
    named = [*SINGLE, *(name for name in OPTIONAL if (folder / f"{name}.yaml").exists())]
    single = {name: _read(folder / f"{name}.yaml", folder, faults) for name in named if name != WORDS}
    words = [_read(path, folder, faults) for path in sorted((folder / WORDS).glob("*.yaml"))]
    single[WORDS] = merged(words, WORDS, faults)
    many = {
        name: [_read(path, folder, faults) for path in sorted((folder / name).glob("*.yaml"))]
        for name in MANY
    }
    stop_if(faults)
    blocks = [
        (path.stem, partial(read, path, folder))
        for path in sorted((folder / "pathways").glob("*.yaml"))
        if not path.name.endswith(".cases.yaml")
    ]
    # Not asked of stored content: a release that went on duty with such a name decides as it did.
    stop_if(_misled(single["words"], many["findings"], {stem for stem, _ in blocks}))
    content = _compiled(single, many, blocks, folder=folder)
    stop_if(broad(content.vocabulary.habits, single[WORDS], many["findings"]))
    return content


@_unswept()
def of_body(body: str) -> Content:
    """The content that a stored body was made of: it decides as it did on the day on which it was on duty.

    Raises ContentError where the body is not one of this engine, or where what comes of it is not what was stored.
    """
    try:
        documents = json.loads(body)
        engine, pathways = documents["engine"], documents["pathways"]
        single = _single(documents)
        many = {name: [stored(documents[name], f"{name}.yaml")] for name in MANY}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ContentError([Fault("body", 1, "This is not the stored body of a release.")]) from None
    if engine != ENGINE:
        sentence = f"This release was made for engine {engine}; this is engine {ENGINE}. Use the program of that time."
        raise ContentError([Fault("body", 1, sentence)])
    blocks = [(name, partial(stored, pathways[name], f"pathways/{name}.yaml")) for name in sorted(pathways)]
    content = _compiled(single, many, blocks, left_out=_left_out(documents))
    if content.release != release(canonical(documents)):
        reasons = " ".join(reason for refused in content.refused for reason in refused.reasons)
        raise ContentError(
            [Fault("body", 1, f"This release cannot be brought back as it was. {reasons}".strip())]
        )
    return content


@_unswept()
def with_pathway(content: Content, raw: bytes, file: str) -> tuple[Content, str]:
    """The same content with one pathway out of a YAML text, in the place of the one with its problem or beside the others, and
    that problem: to be read, walked and proven before anything is decided by it. `file` is what its faults are told of.

    Raises ContentError with everything that is wrong in the text; the pathways of the content itself stay as they are.
    """
    block = parse(raw, file)
    problem = block.get("problem")
    if not isinstance(problem, str) or not NAME.fullmatch(problem):
        raise ContentError(
            [block.fault("problem", "`problem` must name the problem, such as `sore_throat`.")]
        )
    documents = json.loads(content.body)
    texts = documents["pathways"] | {problem: None}
    blocks = [
        (name, (lambda: block) if name == problem else partial(stored, text, f"pathways/{name}.yaml"))
        for name, text in sorted(texts.items())
    ]
    made = _compiled(
        _single(documents),
        {name: [stored(documents[name], f"{name}.yaml")] for name in MANY},
        blocks,
        folder=content.folder,
        left_out=[one for one in _left_out(documents) if one.problem != problem],
        must=problem,
    )
    return made, problem


def _left_out(documents: Mapping[str, Any]) -> tuple[Refused, ...]:
    """The pathways that a stored body was made without, each with its words and its name."""
    words, names = documents.get("refused_words", {}), documents.get("refused_names", {})
    return tuple(
        Refused(problem, (LEFT_OUT,), tuple(words.get(problem, ())), names.get(problem, ""))
        for problem in documents.get("refused", ())
    )


def _single(documents: Mapping[str, Any]) -> dict[str, Block]:
    """The single documents of a stored body; KeyError where one is not there that must be."""
    named = [*SINGLE, *(name for name in OPTIONAL if name in documents)]
    return {name: stored(documents[name], f"{name}.yaml") for name in named}


def _compiled(
    single: Mapping[str, Block],
    many: Mapping[str, list[Block]],
    blocks: Iterable[tuple[str, Callable[[], Block]]],
    *,
    folder: Path | None = None,
    left_out: Iterable[Refused] = (),
    must: str = "",
) -> Content:
    """Content out of its documents. `left_out` are the pathways that were refused when these documents were read first; of the
    one that `must` be whole a fault is raised, not noted."""
    faults: list[Fault] = []
    findings, groups = read_findings(many["findings"], faults)
    shelf = Shelf(
        findings, groups, read_sources(many["sources"], faults), read_promises(single["decisions"], faults)
    )
    wording, net = read_wording(single["wording"], faults)
    habits = read_habits(single["words"], faults)
    seriousness = read_seriousness(single.get("seriousness"), findings, faults)
    faults += _nameless(habits, habits.idioms, WORDS, 1)
    for found in findings.values():
        faults += _nameless(habits, found.said, f"findings ({found.name})", 1)
    stop_if(faults)
    danger = read_danger(single["danger"], shelf, faults)
    modifiers = read_modifiers(single["modifiers"], shelf, faults)
    faults += contradictions(danger.rules)
    stop_if(faults)

    documents: dict[str, Any] = {**single, **{name: _merged(list_) for name, list_ in many.items()}}
    documents["engine"] = ENGINE
    pathways, wholes, refused = _pathways(blocks, shelf, habits, (*danger.rules, *modifiers), must)
    refused = [*left_out, *refused]
    documents["pathways"] = wholes
    if refused:
        # Their problems go to a person: a release that leaves some out decides otherwise than one that never had them.
        documents["refused"] = sorted(one.problem for one in refused)
        words = {one.problem: list(one.words) for one in refused if one.words}
        documents |= {"refused_words": words} if words else {}
        names = {one.problem: one.name for one in refused if one.name}
        documents |= {"refused_names": names} if names else {}
    body = canonical(documents)
    return Content(
        problems=pathways,
        findings=findings,
        groups=groups,
        sources=shelf.sources,
        danger=danger,
        modifiers=modifiers,
        within={level: promise.within for level, promise in shelf.promises.items()},
        wording=wording,
        safety_net=net,
        plans=Plans(danger, pathways, modifiers, findings),
        vocabulary=Vocabulary.of(habits, pathways.values(), findings.values(), refused),
        seriousness=seriousness,
        asking=_asking(danger, pathways.values()) | dict.fromkeys(seriousness.asking, ()),
        body=body,
        release=release(body),
        refused=tuple(refused),
        folder=folder,
    )


def _pathways(
    blocks: Iterable[tuple[str, Callable[[], Block]]],
    shelf: Shelf,
    habits: Habits,
    others: Iterable[Rule],
    must: str,
) -> tuple[dict[str, Pathway], dict[str, Block], list[Refused]]:
    """The pathways and their documents, and those that are refused: each stands alone, and only what is wrong is left out. No
    rule of one has the name of one of the `others`."""
    pathways: dict[str, Pathway] = {}
    documents: dict[str, Block] = {}
    refused: list[Refused] = []
    taken = {rule.name: rule.file for rule in others}
    for stem, block_of in blocks:
        wrong: list[Fault] = []
        block = Block()
        try:
            block = block_of()
            pathway = read_pathway(block, stem, shelf, wrong)
            wrong += [_taken(rule, taken) for rule in pathway.rules if rule.name in taken]
            wrong += contradictions(pathway.rules)
            wrong += _nameless(habits, pathway.words, pathway.file, 1)
            stop_if(wrong)
        except ContentError as error:
            if stem == must:
                raise
            reasons = tuple(str(fault) for fault in error.faults)
            refused.append(Refused(stem, reasons, _words_of(stem, block), _name_of(block)))
            continue
        pathways[pathway.problem] = pathway
        documents[pathway.problem] = block
    return pathways, documents, refused


def _words_of(stem: str, block: Block) -> tuple[str, ...]:
    """What people call the problem of a pathway that is refused, as far as it can be read: at least by the name of its file."""
    words = block.get("words")
    lists = words.values() if isinstance(words, Block) else ()
    said = [text for texts in lists if isinstance(texts, Items) for text in texts if isinstance(text, str)]
    return tuple(dict.fromkeys((stem.replace("_", " "), *said)))


def _name_of(block: Block) -> str:
    """What the problem of a pathway that is refused is called, where it can be read."""
    name = block.get("name")
    return name.strip() if isinstance(name, str) else ""


def canonical(documents: Mapping[str, Any]) -> str:
    """Documents as one text: the same content gives the same text, whatever its comments, its files and their order."""
    return msgspec.json.encode(documents, order="sorted").decode()


def release(body: str) -> str:
    """The name of a release: the SHA-256 of its body, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


def _read(path: Path, folder: Path, faults: list[Fault]) -> Block:
    try:
        return read(path, folder)
    except ContentError as error:
        faults.extend(error.faults)
        return Block()


def _merged(blocks: list[Block]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for block in blocks:
        for key, value in block.items():
            merged[key] = merged.get(key, {}) | value
    return merged


def _nameless(habits: Habits, phrases: Iterable[str], file: str, line: int) -> list[Fault]:
    """Concepts that phrases name and words/ does not have."""
    return [
        Fault(
            file,
            line,
            f"`{name}` of “{phrase}” is not a concept of words/. Add it, or take off its braces.",
        )
        for phrase in phrases
        if "{" in phrase
        for name in habits.unknown(phrase)
    ]


def _misled(words: Block, findings: list[Block], problems: set[str]) -> list[Fault]:
    """Findings and problems that `suggests` of words/ names and that nobody has."""
    suggests = words.get("suggests")
    if not isinstance(suggests, Block):
        return []
    named = [block.get("findings") for block in findings]
    known = {name for block in named if isinstance(block, Block) for name in block}
    faults = [
        suggests.fault(
            name, f"`{shown(name)}` of `suggests` is not a finding. Correct it, or remove the line."
        )
        for name in suggests
        if name not in known
    ]
    return faults + [
        suggests.fault(
            name, f"`{name}` suggests `{shown(problem)}`, which is not a problem. Correct it, or remove it."
        )
        for name, suggested in suggests.items()
        if isinstance(suggested, Items)
        for problem in suggested
        if not isinstance(problem, str) or problem not in problems
    ]


def _taken(rule: Rule, taken: Mapping[str, str]) -> Fault:
    return Fault(rule.file, rule.line, f"`{rule.name}` is already a rule of {taken[rule.name]}.")


def _asking(danger: Danger, pathways: Iterable[Pathway]) -> dict[str, tuple[str, ...]]:
    asking: dict[str, tuple[str, ...]] = {
        test.subject: ("",) for rule in danger.rules for test in rule.when.tests()
    }
    for pathway in pathways:
        for finding in dict.fromkeys(test.subject for rule in pathway.rules for test in rule.when.tests()):
            asking[finding] = (*asking.get(finding, ()), pathway.problem)
    return asking
