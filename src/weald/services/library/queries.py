"""What is known of content: the releases that were ever on duty, who signed which text, and what its readers noted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from weald.engines.triage import COMMON, Content, ContentError, digests
from weald.foundation.access import query
from weald.foundation.refusal import Refused
from weald.services.library import drafting

SHORTEST_PREFIX = 6
"""Fewer characters of a digest name no release."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review, of a text as it stood when `digest` was its digest."""

    id: UUID
    text: str
    digest: str
    release: str
    verdict: str
    note: str
    by: str
    role: str
    identity: UUID
    at: datetime
    demonstration: bool
    draft: UUID | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A text that somebody of the practice brought to be read and tried."""

    id: UUID
    problem: str
    file: str
    body: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release that was on duty."""

    digest: str
    loaded_at: datetime


def releases() -> tuple[ReleaseRow, ...]:
    """Every release that was kept, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select digest, loaded_at from library_release order by loaded_at desc, digest")
        return tuple(ReleaseRow(*row) for row in cursor.fetchall())


def stored_body(prefix: str) -> str:
    """The body of the release whose digest begins with this. Raises Refused where none or more than one does."""
    if len(prefix) < SHORTEST_PREFIX:
        raise Refused(
            f"“{prefix}” is no folder and no release: give at least {SHORTEST_PREFIX} characters of a release’s digest, or: duty."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select body::text from library_release where starts_with(digest, %s) limit 2", [prefix.lower()]
        )
        found = [body for (body,) in cursor.fetchall()]
    if not found:
        raise Refused(f"No release that begins with {prefix} was ever on duty here.")
    if len(found) > 1:
        raise Refused(f"More than one release begins with {prefix}. Give more characters.")
    return str(found[0])


def stored_policy(digest: str) -> str:
    """The text of a policy that was on duty. Raises Refused where it is not kept."""
    with connection.cursor() as cursor:
        cursor.execute("select body from library_policy where digest = %s", [digest])
        found = cursor.fetchone()
    if found is None:
        raise Refused("The policy on asking again of that day is not kept here.")
    return str(found[0])


def reviews(text: str = "") -> tuple[ReviewRow, ...]:
    """The reviews that the actor's practice gave, of one text or of all; the newest first."""
    rows = query(
        "select id, text, digest, release, verdict, note, by, role, identity, at, demonstration, draft from library_review"
        " where %(text)s in ('', text) order by at desc, id desc",
        {"text": text},
    )
    return tuple(ReviewRow(*row) for row in rows)


def kept_drafts() -> tuple[DraftRow, ...]:
    """The drafts of the actor's practice, the newest first."""
    rows = query("select id, problem, file, body, by, at from library_draft order by at desc, id")
    return tuple(DraftRow(*row) for row in rows)


def kept_draft(id: UUID) -> DraftRow | None:
    """One of them."""
    rows = query("select id, problem, file, body, by, at from library_draft where id = %s", [id])
    return DraftRow(*rows[0]) if rows else None


def draft_content(draft: UUID) -> Content:
    """The content on duty with a draft of the actor's practice in it. Raises Refused where there is no such draft, or where it
    does not fit what is on duty now."""
    row = kept_draft(draft)
    if row is None:
        raise Refused("This draft was thrown away. Look at the list again.")
    try:
        return drafting.loaded(row.body.encode(), row.file)[0]
    except ContentError as error:
        raise Refused(f"This draft does not fit the content on duty any more: {error.faults[0]}") from error


def drafts(content: Content, organisation: UUID | None) -> Callable[[str], bool]:
    """Whether what was decided about a problem rests on a text that is not signed for care in a practice, as staff are to
    see. What no pathway decided rests on none that is."""
    known = signed(content, organisation) if organisation is not None else frozenset()
    return lambda problem: problem not in known


def signed(content: Content, organisation: UUID) -> frozenset[str]:
    """The problems whose text, as it stands, is signed for care in a practice: by the file itself; or by its clinicians,
    who have then signed what all pathways share as well."""
    by_file = {name for name, pathway in content.problems.items() if pathway.status == "signed"}
    if len(by_file) == len(content.problems):
        return frozenset(by_file)
    with connection.cursor() as cursor:
        cursor.execute("select library_signed(%s)", [organisation])
        known = {digest for (digest,) in cursor.fetchall()}
    now = digests(content)
    if now[COMMON] not in known:
        return frozenset(by_file)
    drafts_signed = {
        name
        for name, pathway in content.problems.items()
        if pathway.status == "draft"
        and now[name] in known  # what was retired stays off duty, whoever signed it
    }
    return frozenset(by_file | drafts_signed)
