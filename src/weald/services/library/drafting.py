"""A draft read with the content on duty around it: loaded, proven, compared. Nothing is decided by it."""

from functools import lru_cache
from typing import TYPE_CHECKING

from weald.engines.triage import Content, changes, check, differences, with_pathway
from weald.services.library import content

if TYPE_CHECKING:
    # The prover is heavy: whoever only asks for a decision never loads it.
    from weald.engines.triage.soundness import Report


def loaded(body: bytes, file: str) -> tuple[Content, str]:
    """The content on duty with this text in the place of its pathway, and the problem of that. Raises ContentError with all
    that is wrong in the text."""
    return _loaded(content.current().release, body, file)


@lru_cache(maxsize=4)
def _loaded(release: str, body: bytes, file: str) -> tuple[Content, str]:
    return with_pathway(content.current(), body, file)


@lru_cache(maxsize=4)
def proven(draft: Content, problem: str) -> "Report":
    """What `weald content check` says of this pathway: about a second of thought."""
    return check(draft, [problem])


@lru_cache(maxsize=4)
def entries(before: Content, draft: Content, problem: str) -> tuple[str, ...]:
    """What differs in the text, and which worked cases come out otherwise."""
    return tuple(differences(before, draft, [problem]))


@lru_cache(maxsize=4)
def decisions(before: Content, draft: Content) -> tuple[str, ...]:
    """The combinations of answers whose decision changes, proven."""
    return tuple(changed(before, draft))


def changed(before: Content, after: Content) -> list[str]:
    """The combinations of answers whose decision changes, by problem and way, each with one of them in words."""
    from weald.engines.triage.soundness import KINDS

    lines = _whole(before, after)
    for found in changes(before, after):
        name = after.problems[found.problem].name if found.problem else "Signs of danger"
        name = f"{name} ({found.problem or 'danger'})"
        if found.too_big:
            lines.append(f"{name}: its rules join too many signs to be compared.")
            continue
        lines.append(f"{name}, of {_many(found.total)} combinations:")
        lines += [
            f"  {_many(one.combinations)} {KINDS[one.kind]}, as: {one.example}" for one in found.changes
        ]
        lines += [f"  not compared: the answers to `{finding}` are others now" for finding in found.apart]
    return lines or ["None: every combination of answers that both know is decided as before."]


def _whole(before: Content, after: Content) -> list[str]:
    """The problems that only one of the two has a pathway for: there every decision changes, and nothing is left to prove."""
    gone = [
        f"{pathway.name} ({name}): every decision changes. {'It cannot be loaded' if name in after.refused_problems else 'It is taken away'},"
        " so that a person reads each request."
        for name, pathway in before.problems.items()
        if name not in after.problems
    ]
    new = [
        f"{pathway.name} ({name}): every decision changes. It is new; before, a person read each request."
        for name, pathway in after.problems.items()
        if name not in before.problems
    ]
    return gone + new


def _many(count: int) -> str:
    """A number that can be read: from ten thousand millions on as a power of ten."""
    return f"{count:,}" if count < 10**10 else f"{count:.1e}".replace("e+", " × 10^")
