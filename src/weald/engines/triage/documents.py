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
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
NAME = re.compile(r"[a-z][a-z0-9_]*")
RULE_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")

WRITTEN = r'[^"\\\n]*(?:\\"[^"\\\n]*)*'
"""What may stand in quotes, themselves with a stroke before them."""
TEXT, WORD = f'"{WRITTEN}"', "[A-Za-z0-9][A-Za-z0-9_.-]*"
PAIR = rf"[a-z_]{{1,99}}:[ ](?:{TEXT}|{WORD})"
ENTRY = re.compile(
    rf"""
    ([ ]*)(-[ ])?                                        # how far it is set in; whether it is an item of a list
    (?:(?:([A-Za-z][A-Za-z0-9_.' -]{{0,98}}(?<![ ]))|"([^"\\\n]{{1,99}})"):(?=[ \n])[ ]*)?    # its name
    (?: "({WRITTEN})"                                    # a text
      | ([A-Za-z0-9(][A-Za-z0-9_.,()=<>!'/ -]*)          # a word, a number, an expression
      | (\[[ \n]*{TEXT}(?:,[ \n]*{TEXT})*,?[ \n]*\])    # a list of texts, on one line or several
      | (\[{WORD}(?:,[ ]{WORD})*\])                      # a list of words
      | (\{{{PAIR}(?:,[ ]{PAIR})*\}})                    # entries with a text or a word each
    )?
    [ ]*(?:(?<![^ \n])\#[^\n]*)?\n                      # a remark
    """,
    re.VERBOSE,
)
"""An entry as nearly all are written, on a line of its own; or a line without one."""
TEXTS, WORDS = re.compile(f'"({WRITTEN})"'), re.compile(WORD)
PAIRS = re.compile(rf'([a-z_]+): (?:"({WRITTEN})"|({WORD}))')


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
        text = raw.decode("utf-8")
        return by_lines(text, file) or by_loader(text, file)
    except UnicodeDecodeError:
        raise ContentError([Fault(file, 1, "The file is not UTF-8 text. Save it as UTF-8.")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        sentence = f"This is not YAML as content uses it: {problem}."
        raise ContentError([Fault(file, mark.line + 1 if mark else 1, sentence)]) from None


def by_lines(text: str, file: str) -> Block | None:
    """The mapping in a text of which every line is written as nearly all are, in a third of the time that the loader takes. None for
    any other text, above all for one in which anything is wrong: that is for the loader."""
    if not text.replace("\n", "").isprintable():
        return None
    text = text if text.endswith("\n") else text + "\n"
    # The mapping or list that an entry belongs to, and how far it is set in: twice the spaces, and one more for a list, of which the
    # items may stand right below its name. Then those around it, and the name of which the value begins with the next entry.
    whole = _block(file, 0)
    into: Any = whole
    place = 0
    around: list[tuple[int, Any]] = []
    waiting = ""
    at, following = 0, 1
    for found in ENTRY.finditer(text):
        if found.start() != at:
            return None
        at, line, following = found.end(), following, following + 1
        if found.lastindex == 1:
            continue
        spaces, dash, name, quoted_name, quoted, plain, texts, words, pairs = found.groups()
        name = name or quoted_name
        mine = 2 * len(spaces) + (dash is not None)
        if waiting:
            if mine <= place or len(around) > DEEPEST_NESTING // 2:
                return None
            around.append((place, into))
            place, into[waiting] = mine, _items([], []) if dash else _block(file, line)
            into = into[waiting]
            waiting = ""
        while place > mine:
            place, into = around.pop()
        if place != mine:
            return None
        value: Any = None
        if quoted is not None:
            value = _unstroked(quoted) if "\\" in quoted else quoted
        elif plain is not None:
            value = _plain(plain.rstrip(" "))
        elif texts is not None:
            value = _texts(texts, line)
            following += texts.count("\n")
        elif words is not None:
            value = [_plain(word) for word in WORDS.findall(words)]
            value = _items(value, [line] * len(value))
        elif pairs is not None:
            if (value := _pairs(pairs, file, line)) is None:
                return None
        elif name:
            waiting = name
        else:
            return None
        if dash:
            into.lines.append(line)
            into.append(_block(file, line) if name else value)
            if name:
                around.append((place, into))
                place, into = 2 * (len(spaces) + len(dash)), into[-1]
        if name:
            if name in into:
                return None
            into.lines[name] = line
            whole.line = whole.line or line
            if not waiting:
                into[name] = value
        elif not dash:
            return None
    return whole if at == len(text) and whole and not waiting else None


def _texts(written: str, line: int) -> Items:
    """A list of texts that begins on a line and may go on in the next ones."""
    if "\n" in written:
        parts = [TEXTS.findall(part) for part in written.split("\n")]
        values = [text for part in parts for text in part]
        lines = [number for number, part in enumerate(parts, line) for _ in part]
    else:
        values = TEXTS.findall(written)
        lines = [line] * len(values)
    return _items([_unstroked(text) for text in values] if "\\" in written else values, lines)


def _pairs(written: str, file: str, line: int) -> Block | None:
    """Entries on one line; None if a name is given twice."""
    given = PAIRS.findall(written)
    block = _block(file, line)
    for name, text, word in given:
        block[name] = _plain(word) if word else _unstroked(text)
    block.lines = dict.fromkeys(block, line)
    return block if len(block) == len(given) else None


def _unstroked(written: str) -> str:
    """A text as it is meant: without the strokes before its quotes."""
    return written.replace('\\"', '"')


def _block(file: str, line: int) -> Block:
    block = Block()
    block.file, block.line, block.lines = file, line, {}
    return block


def _items(values: list[Any], lines: list[int]) -> Items:
    items = Items(values)
    items.lines = lines
    return items


def by_loader(text: str, file: str) -> Block:
    """The mapping in any text that YAML allows and content too; yaml.YAMLError or ContentError for any other."""
    # The loader's own way from event to event: `yaml.parse` asks it twice for each.
    return _document(iter(Loader(text).get_event, None), file)


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
    block = _block(file, _line(start))
    lines = block.lines
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
    items = _items([], [])
    lines = items.lines
    shallow = depth < DEEPEST_NESTING
    for event in events:
        if type(event) is yaml.SequenceEndEvent:
            break
        lines.append(_line(event))
        # A quoted text is what most lists hold, by the thousand.
        if (
            type(event) is yaml.ScalarEvent
            and event.style
            and event.anchor is None
            and event.tag is None
            and shallow
        ):
            items.append(event.value)
        else:
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
