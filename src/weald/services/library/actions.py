"""Keep every release of content that was ever on duty; choose for which pathways people book at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from weald.engines.triage import Content
from weald.engines.triage.content import ENGINE
from weald.foundation.access import actor, authorise
from weald.foundation.refusal import Refused
from weald.services.directory.actions import settings
from weald.services.library.content import current


def keep_release(*, content: Content, now: datetime) -> bool:
    """Store the body of this release, unless it is stored; True when it is new. Decisions name it for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into library_release (digest, engine, body, loaded_at) values (%s, %s, %s, %s)"
            " on conflict (digest) do nothing returning 1",
            [content.release, ENGINE, content.body, now],
        )
        return cursor.fetchone() is not None


def choose_modes(*, at_once: Collection[str], demonstration: bool) -> None:
    """For every pathway on duty: the person books at once where it is in `at_once`, else staff confirm first.

    Raises Refused, and changes nothing, for a pathway that is not on duty or that no clinician has signed: outside of the
    demonstration an unsigned one is always read by staff first.
    """
    authorise(actor(), settings.VERB)
    pathways = current().problems
    for problem in at_once:
        pathway = pathways.get(problem)
        if pathway is None:
            raise Refused("One of these pathways is not on duty any more. Look at the list again.")
        if not may_be_self_service(pathway.status, demonstration=demonstration):
            raise Refused(
                f"{pathway.name} cannot be on self-service: no clinician has signed its pathway yet."
            )
    settings.set_modes(modes=[(problem, problem in at_once) for problem in pathways])


def may_be_self_service(status: str, *, demonstration: bool) -> bool:
    """Whether a person may act on a pathway's decision before staff have read it, as far as the content allows."""
    return demonstration or status == "signed"
