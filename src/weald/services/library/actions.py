"""Keep every release of content that was ever on duty; sign its texts; choose for which pathways people book at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from weald.engines.triage import COMMON, Content, digests
from weald.engines.triage.content import ENGINE
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.directory.actions import settings
from weald.services.library import policies
from weald.services.library.content import current
from weald.services.library.models import VERDICTS
from weald.services.library.queries import signed

READ, REVIEW = "library.read", "library.review"


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
) -> None:
    """Keep that a clinician read a text (a problem, or COMMON for what all share) and agrees, or wants a change.

    Raises Forbidden for whoever is no clinician, and Refused, keeping nothing, where the text is another one than the
    `digest` that was shown, or a change is wanted without a word of which.
    """
    who = actor()
    authorise(who, REVIEW)
    on_duty = current()
    now_digest = digests(on_duty).get(text)
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
        " demonstration) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (id) do nothing",
        [
            key, who.party, text, digest, on_duty.release, verdict, note.strip(), who.name, role.strip(), who.identity,
            now, demonstration,
        ],
    )  # fmt: skip
    record(REVIEW, [key], f"{text} {digest[:12]}: {verdict}")


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
