"""Keep every release of content that was ever on duty; sign its texts; keep drafts of others; choose for which pathways people book at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from weald.engines.triage import COMMON, Content, digests
from weald.engines.triage.content import ENGINE
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.directory.actions import settings
from weald.services.library import drafting, policies
from weald.services.library.content import current
from weald.services.library.models import VERDICTS
from weald.services.library.queries import draft_content, kept_drafts, signed

READ, REVIEW = "library.read", "library.review"
MOST_BYTES = 128 * 1024
"""The longest pathway that anybody wrote has a third of this."""
MOST_DRAFTS = 20
"""How many drafts a practice keeps at once."""


def keep_release(*, content: Content, now: datetime) -> bool:
    """Store the body of this release, unless it is stored; True when it is new. Decisions name it for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into library_release (digest, engine, body, loaded_at) values (%s, %s, %s, %s)"
            " on conflict (digest) do nothing returning 1",
            [content.release, ENGINE, content.body, now],
        )
        return cursor.fetchone() is not None


def keep_policies(*, now: datetime) -> None:
    """Store the text of each policy that has a say in decisions, unless it is stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into library_policy (digest, name, body, loaded_at) values (%s, 'again', %s, %s)"
            " on conflict (digest) do nothing",
            [policies.again_digest(), policies.again_text(), now],
        )


def review(
    *,
    key: UUID,
    text: str,
    digest: str,
    verdict: str,
    note: str,
    role: str,
    demonstration: bool,
    now: datetime,
    draft: UUID | None = None,
) -> None:
    """Keep that a clinician read a text (a problem, or COMMON for what all share) and agrees, or wants a change. `draft` is the
    draft that they read, where it was not the text on duty: it counts on the day on which exactly that text goes on duty.

    Raises Forbidden for whoever is no clinician, and Refused, keeping nothing, where the text is another one than the
    `digest` that was shown, or a change is wanted without a word of which.
    """
    who = actor()
    authorise(who, REVIEW)
    read = current() if draft is None else draft_content(draft)
    now_digest = digests(read).get(text)
    if now_digest is None:
        raise Refused("This pathway is not on duty any more. Look at the list again.")
    if now_digest != digest:
        raise Refused("The text has changed since you opened this page. Read it again, then sign.")
    if verdict not in VERDICTS:
        raise Refused("Choose whether you agree, or a change is needed.")
    if verdict == "change" and not note.strip():
        raise Refused("Say what needs to change.")
    if not role.strip():
        raise Refused("Say in which role you read it.")
    query(
        "insert into library_review (id, organisation, text, digest, release, verdict, note, by, role, identity, at,"
        " demonstration, draft) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (id) do nothing",
        [
            key, who.party, text, digest, current().release, verdict, note.strip(), who.name, role.strip(), who.identity,
            now, demonstration, draft,
        ],
    )  # fmt: skip
    record(REVIEW, [key], f"{text} {digest[:12]}{' (draft)' if draft else ''}: {verdict}")


def keep_draft(*, key: UUID, file: str, body: bytes, size: int, now: datetime) -> None:
    """Keep the text of a pathway for this practice to read, walk and try. It decides nothing, here or anywhere.

    `size` is how many bytes were sent: of what is far too long, nothing was kept. Raises ContentError, keeping nothing, with
    everything that is wrong in the text, and Refused where it is too long or the practice has too many.
    """
    who = actor()
    authorise(who, REVIEW)
    if size > MOST_BYTES:
        raise Refused(f"The file has {size:,} bytes. A pathway has at most {MOST_BYTES:,}.")
    if not body.strip():
        raise Refused("Choose the file of a pathway: its name ends in .yaml.")
    _, problem = drafting.loaded(body, file)
    if len(kept_drafts()) >= MOST_DRAFTS:
        raise Refused(f"Your practice keeps {MOST_DRAFTS} drafts. Throw one of them away first.")
    query(
        "insert into library_draft (id, organisation, problem, file, body, by, identity, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (id) do nothing",
        [key, who.party, problem, file, body.decode(), who.name, who.identity, now],
    )
    record("library.draft", [key], f"{problem}: kept")


def throw_draft_away(*, draft: UUID) -> None:
    """The draft is not wanted any more; what was said of it stays."""
    authorise(actor(), REVIEW)
    if query("delete from library_draft where id = %s returning 1", [draft]):
        record("library.draft", [draft], "thrown away")


def choose_modes(*, at_once: Collection[str], demonstration: bool) -> None:
    """For every pathway on duty: the person books at once where it is in `at_once`, else staff confirm first.

    Raises Refused, and changes nothing, for a pathway that is not on duty or that no clinician has signed: outside of the
    demonstration an unsigned one is always read by staff first.
    """
    who = actor()
    authorise(who, settings.VERB)
    pathways = current().problems
    for problem in at_once:
        pathway = pathways.get(problem)
        if pathway is None:
            raise Refused("One of these pathways is not on duty any more. Look at the list again.")
        if not may_be_self_service(problem, who.party, demonstration=demonstration):
            raise Refused(
                f"{pathway.name} cannot be on self-service: no clinician has signed its pathway yet."
            )
    settings.set_modes(modes=[(problem, problem in at_once) for problem in pathways])


def may_be_self_service(problem: str, organisation: UUID | None, *, demonstration: bool) -> bool:
    """Whether a person may act on a pathway's decision before staff of this practice have read it, as far as the content
    allows: its text, exactly as it stands, is signed."""
    on_duty = current()
    if problem not in on_duty.problems or problem == COMMON:
        return False
    return demonstration or (organisation is not None and problem in signed(on_duty, organisation))
