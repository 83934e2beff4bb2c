"""Reading content files: a small, safe part of YAML in which every value knows its line.

Only what content needs is accepted. Anchors and aliases (with which a few lines can grow to gigabytes, or contain
themselves), tags, a key given twice, very long files and very deep nesting are refused. `yes` and `no` are words, not
truth values, because they are the answers that people give.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST_FILE = 512 * 1024
DEEPEST_NESTING = 12

WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,15})")
DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What no database keeps, and what turns round the order in which a sentence is read."""
CANNOT_BE_SHOWN = "The text holds a character that cannot be shown, such as `\\0`. Take it out."
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
NAME = re.compile(r"[a-z][a-z0-9_]*")
RULE_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with the content: where it stands, and a sentence that says what to do."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class ContentError(Exception):
    """Content that cannot be used; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Block(dict[str, Any]):
    """A mapping that knows its file, its line and the line of each of its keys."""

    __slots__ = ("file", "line", "lines")
    file: str
    line: int
    lines: dict[str, int]

    def fault(self, key: str | None, sentence: str) -> Fault:
        """A fault at a key of this block, or at the block itself."""
        return Fault(self.file, self.lines.get(key, self.line) if key else self.line, sentence)


class Items(list[Any]):
    """A list that knows the line of each of its items."""

    __slots__ = ("lines",)
    lines: list[int]


def read(path: Path, folder: Path) -> Block:
    """The mapping in a YAML file, or ContentError. Faults name the file relative to `folder`."""
    file = path.relative_to(folder).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError([Fault(file, 1, f"The file cannot be read ({error.strerror}).")]) from None
    return parse(raw, file)


def parse(raw: bytes, file: str) -> Block:
    """The mapping that a YAML text holds, or ContentError."""
    if len(raw) > LARGEST_FILE:
        sentence = f"The file has {len(raw)} bytes; the most is {LARGEST_FILE}. Split it."
        raise ContentError([Fault(file, 1, sentence)])
    try:
        # The loader's own way from event to event: `yaml.parse` asks it twice for each.
        return _document(iter(Loader(raw.decode("utf-8")).get_event, None), file)
    except UnicodeDecodeError:
        raise ContentError([Fault(file, 1, "The file is not UTF-8 text. Save it as UTF-8.")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        unwritable = None if mark else UNWRITABLE.search(raw.decode("utf-8"))
        if unwritable:
            line = 1 + raw.decode("utf-8").count("\n", 0, unwritable.start())
            raise ContentError([Fault(file, line, CANNOT_BE_SHOWN)]) from None
        problem = getattr(error, "problem", None) or "it cannot be read"
        sentence = f"This is not YAML as content uses it: {problem}."
        raise ContentError([Fault(file, mark.line + 1 if mark else 1, sentence)]) from None


def _document(events: Iterator[yaml.Event], file: str) -> Block:
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            break
        if isinstance(event, yaml.StreamEndEvent):
            raise ContentError([Fault(file, 1, "The file is empty.")])
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            raise _refusal(file, event, "The file must hold `name: value` entries at its top.")
    block = _mapping(event, events, file, 1)
    next(events)  # the end of the document
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise _refusal(file, after, "The file holds a second document. Remove the line `---`.")
    return block


def _value(event: yaml.Event, events: Iterator[yaml.Event], file: str, depth: int) -> Any:
    # First what nearly every value is: loading reads tens of thousands of them.
    nested = depth > DEEPEST_NESTING
    if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None and not nested:
        if not event.value.isprintable() and UNWRITABLE.search(event.value):
            raise _refusal(file, event, CANNOT_BE_SHOWN)
        return event.value if event.style else _plain(event.value)
    if nested:
        raise _refusal(file, event, f"This is nested more than {DEEPEST_NESTING} deep.")
    if isinstance(event, yaml.AliasEvent):
        raise _refusal(file, event, "Aliases (`*name`) are not allowed. Write the value again.")
    if getattr(event, "anchor", None) is not None:
        raise _refusal(
            file, event, "Anchors (`&name`) are not allowed. Write the value again where it is needed."
        )
    if getattr(event, "tag", None) is not None:
        raise _refusal(file, event, "Tags (`!name`) are not allowed. Write the plain value.")
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(event, events, file, depth)
    assert isinstance(event, yaml.SequenceStartEvent)
    return _sequence(events, file, depth)


def _mapping(start: yaml.Event, events: Iterator[yaml.Event], file: str, depth: int) -> Block:
    block = Block()
    lines: dict[str, int] = {}
    block.file, block.line, block.lines = file, _line(start), lines
    for event in events:
        if type(event) is yaml.MappingEndEvent:
            break
        if type(event) is not yaml.ScalarEvent or event.anchor is not None:
            raise _refusal(file, event, "A name before the colon must be plain text.")
        key = event.value
        if key in lines:
            raise _refusal(file, event, f"`{key}` is given twice here (first in line {lines[key]}).")
        lines[key] = _line(event)
        block[key] = _value(next(events), events, file, depth + 1)
    return block


def _sequence(events: Iterator[yaml.Event], file: str, depth: int) -> Items:
    items = Items()
    lines: list[int] = []
    items.lines = lines
    for event in events:
        if type(event) is yaml.SequenceEndEvent:
            break
        lines.append(_line(event))
        items.append(_value(event, events, file, depth + 1))
    return items


def _plain(text: str) -> Any:
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] in "+-0123456789":
        if WHOLE.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            return float(text)
    return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refusal(file: str, event: yaml.Event, sentence: str) -> ContentError:
    return ContentError([Fault(file, _line(event), sentence)])


def stored(value: dict[str, Any], file: str) -> Block:
    """A document as JSON held it, with every line 1: the text that had lines is not kept. TypeError for anything else."""
    if not isinstance(value, dict):
        raise TypeError(file)
    return _stored(value, file)  # type: ignore[no-any-return]


def _stored(value: Any, file: str) -> Any:
    if isinstance(value, dict):
        block = Block({key: _stored(item, file) for key, item in value.items()})
        block.file, block.line, block.lines = file, 1, dict.fromkeys(value, 1)
        return block
    if isinstance(value, list):
        items = Items(_stored(item, file) for item in value)
        items.lines = [1] * len(items)
        return items
    return value


def shown(value: object) -> str:
    """A value as a fault quotes it: one line, and not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "…"
