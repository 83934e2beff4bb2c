"""What somebody signs who signs a pathway: all of its text and of what it quotes, as one digest.

A changed word gives another digest, so that a signature never covers a text that its signer has not seen. The life-threat
table and the modifiers stand before and after every pathway: they are one text of their own, with a digest of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from .content import Content
from .dictionary import Group
from .expressions import CONTEXT_NUMBERS
from .loading import canonical
from .model import Source
from .pathways import Rule

COMMON = "common"
"""The name of the text that all pathways share: the life-threat table, the modifiers, and the fixed wording."""


@lru_cache(maxsize=4)
def digests(content: Content) -> Mapping[str, str]:
    """The digest of each pathway by its problem, and of what they share under COMMON; SHA-256 in hexadecimal."""
    documents = json.loads(content.body)
    common = {name: documents[name] for name in ("engine", "danger", "modifiers", "wording")}
    rules = (*content.danger.rules, *content.modifiers)
    made = {COMMON: _digest(common | _quoted(content, documents, rules, content.danger.groups))}
    for name, pathway in content.problems.items():
        sources = (prompt.source for prompt in pathway.prevention)
        quoted = _quoted(content, documents, pathway.rules, pathway.groups, sources)
        made[name] = _digest(
            {"engine": documents["engine"], "pathway": _unsigned(documents["pathways"][name]), **quoted}
        )
    return made


def _unsigned(pathway: Mapping[str, Any]) -> dict[str, Any]:
    """Without the lines that say who signed: signing changes no text."""
    return {key: value for key, value in pathway.items() if key not in ("status", "reviewer", "reviewed")}


def _quoted(
    content: Content,
    documents: Mapping[str, Any],
    rules: Iterable[Rule],
    groups: Iterable[Group],
    sources: Iterable[Source] = (),
) -> dict[str, Any]:
    """The questions that these rules ask, the guidance that they cite, and the sentences of their decisions."""
    rules, groups = tuple(rules), tuple(groups)
    asked = {test.subject for rule in rules for test in rule.when.tests()}
    asked |= {member for group in groups for member in group.members}
    cited = {source for rule in rules for source in rule.sources} | set(sources)
    return {
        "findings": {
            name: documents["findings"]["findings"][name] for name in asked - {"age", "sex", *CONTEXT_NUMBERS}
        },
        "groups": {group.name: documents["findings"]["groups"][group.name] for group in groups},
        "sources": {
            name: documents["sources"][name] for name, source in content.sources.items() if source in cited
        },
        "decisions": {rule.name: [rule.level, rule.service, rule.within, rule.text] for rule in rules},
    }


def _digest(documents: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(documents).encode()).hexdigest()
