"""Published facts about districts, each with its source: read from content once, and refused where they cannot be used."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from weald.engines.triage import ContentError, Fault
from weald.engines.triage.documents import Block, parse
from weald.services.library.content import FOLDER

FILE = "districts.yaml"
TEXTS = ("title", "short", "about", "note", "source")
CODE = re.compile(r"E0[6-9]\d{6}")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is told of each district: a count, or a count out of another for so many (`per`); see the comments in the file."""

    id: str
    title: str
    short: str
    part: str
    out_of: str
    per: int
    as_of: date
    about: str
    note: str
    source: str
    url: str

    def of(self, districts: Iterable["District"]) -> float | None:
        """What it is of these districts together, from their sums; None without any."""
        there = tuple(districts)
        part = sum(one.counts[self.part] for one in there)
        if not there or not self.out_of:
            return part if there else None
        return self.per * part / sum(one.counts[self.out_of] for one in there)


@dataclass(frozen=True, slots=True)
class District:
    """A district with its counts by name."""

    code: str
    name: str
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Districts:
    """The whole file."""

    facts: tuple[Fact, ...]
    districts: tuple[District, ...]

    def named(self, name: str) -> District | None:
        """The district of this name; None where nothing was published about it here."""
        return next((one for one in self.districts if one.name == name), None)


@cache
def districts() -> Districts:
    """The facts on duty; raises ContentError, with file, line and a sentence, where they cannot be used."""
    return read_districts((FOLDER / FILE).read_bytes())


def read_districts(text: bytes) -> Districts:
    """The facts of a file; raises ContentError with everything that is wrong with it."""
    said = parse(text, FILE)
    facts, places = said.get("facts"), said.get("districts")
    if not isinstance(facts, Block) or not isinstance(places, list) or not facts or not places:
        raise ContentError([said.fault(None, "Name `facts` with their sources, and a list of `districts`.")])
    found = [*_facts(facts), *_places(places, said, _needed(facts))]
    if found:
        raise ContentError(found)
    return Districts(
        tuple(_fact(name, one) for name, one in facts.items()),
        tuple(
            District(
                one["code"],
                one["name"],
                {name: one[name] for name in one if name not in {"code", "name"}},
            )
            for one in places
        ),
    )


def _fact(name: str, one: Block) -> Fact:
    return Fact(
        id=name,
        part=one["part"],
        out_of=one.get("out_of", ""),
        per=one.get("per", 1),
        as_of=date.fromisoformat(one["as_of"]),
        url=one["url"],
        **{text: one[text] for text in TEXTS},
    )


class _Needed(NamedTuple):
    """The names of all counts that facts are made of, of those that others are counted out of, and which parts cannot be more
    than their whole."""

    names: frozenset[str]
    wholes: frozenset[str]
    limits: dict[str, str]


def _needed(facts: Block) -> _Needed:
    ones = [one for one in facts.values() if isinstance(one, Block)]
    wholes = frozenset(str(one["out_of"]) for one in ones if "out_of" in one)
    parts = frozenset(str(one["part"]) for one in ones if "part" in one)
    limits = {
        str(one["part"]): str(one["out_of"])
        for one in ones
        if one.get("per") == 100 and {"part", "out_of"} <= one.keys()
    }
    return _Needed(wholes | parts, wholes, limits)


def _facts(facts: Block) -> Iterator[Fault]:
    """What is wrong with the facts themselves."""
    for name, one in facts.items():
        if not isinstance(one, Block):
            yield facts.fault(name, f"`{name}` must hold what it is, and its source.")
            continue
        for text in (*TEXTS, "part", "url"):
            if not isinstance(one.get(text), str) or not one[text].strip():
                yield facts.fault(name, f"`{name}` lacks `{text}`. Add it.")
        if isinstance(one.get("url"), str) and not one["url"].startswith("https://"):
            yield one.fault("url", f"The address of `{name}` must begin with https://.")
        if not _day(one.get("as_of")):
            yield one.fault(
                "as_of", f"`{name}` needs the day that it is about as `as_of`, such as 2021-03-21."
            )
        if ("out_of" in one) != ("per" in one) or one.get("per", 1) not in (1, 100, 1000):
            yield one.fault(
                "per",
                f"`{name}` needs `out_of` and `per` (1, 100 or 1000) for a share or a rate, neither for a count.",
            )
        for key in one.keys() - {*TEXTS, "part", "out_of", "per", "as_of", "url"}:
            yield one.fault(key, f"`{key}` is nothing that a fact has. Remove it.")


def _places(places: list[Any], said: Block, needed: _Needed) -> Iterator[Fault]:
    """What is wrong with the districts."""
    seen: set[str] = set()
    for one in places:
        if not isinstance(one, Block):
            yield said.fault("districts", "Each district must hold its `code`, its `name` and its counts.")
            continue
        code, name = str(one.get("code", "")), str(one.get("name", ""))
        if not CODE.fullmatch(code):
            yield one.fault(
                "code", f"`{code}` is no code of a district. Give the nine signs that ONS gave it."
            )
        if not name:
            yield one.fault("name", f"{code} has no `name`. Add it.")
        for twice in {code, name} & seen:
            yield one.fault("name", f"`{twice}` stands there twice. Keep one.")
        seen |= {code, name}
        yield from _counts(one, name or code, needed)


def _counts(one: Block, name: str, needed: _Needed) -> Iterator[Fault]:
    for count in sorted(needed.names):
        value, whole = one.get(count), one.get(needed.limits.get(count, ""))
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            yield one.fault(count, f"{name} needs a number for `{count}`.")
        elif count in needed.wholes and not value:
            yield one.fault(count, f"`{count}` of {name} is 0: no share can be taken of it.")
        elif isinstance(whole, int | float) and value > whole:
            yield one.fault(
                count, f"`{count}` of {name} is more than that of which it is a part. Compare both."
            )
    for key in one.keys() - {"code", "name"} - needed.names:
        yield one.fault(key, f"No fact is made of `{key}`. Remove it, or correct its name.")


def _day(said: object) -> bool:
    try:
        return bool(date.fromisoformat(str(said)))
    except ValueError:
        return False
