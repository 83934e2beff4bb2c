"""A draft of a pathway tried on what people really asked: as the library asks for it."""

from django.utils import timezone

from weald.engines.triage import Content
from weald.foundation.access import actor, record
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text
from weald.services.directory.frame import may
from weald.services.library.ports import READ_NOTES, Tried
from weald.services.requests.queries.replays import Moved, kept, moved, summary
from weald.services.requests.queries.rule_notes import LATELY

MOST_NAMED = 50
WAYS = {
    "up": "More urgent", "down": "Less urgent", "sooner": "Sooner", "later": "Later", "service": "Somebody else",
    "asks": "Cannot be told",
}  # fmt: skip


class Replays:
    """The requests of the reader's practice, tried."""

    def tried(self, problem: str, before: Content, draft: Content) -> Tried | None:
        """What the draft would have made of the requests of the last 30 days; None for who may not read them."""
        who, now = actor(), timezone.now()
        if not may(who, READ_NOTES):
            return None
        asked = kept(now - LATELY, now, problem, organisation=who.party)
        found = tuple(one for one in moved(asked, before, draft) if one)
        record(
            "requests.replay",
            [one.id for one in found[:MOST_NAMED]],
            f"{len(asked)} requests, a draft of {problem}",
        )
        return Tried(
            summary(len(asked), found, date_text(now - LATELY)),
            tuple(_line(one) for one in found[:MOST_NAMED]),
        )


def _line(one: Moved) -> tuple[str, str, str]:
    return one.reference, url("staff_request", one.id), f"{WAYS[one.way]}: {one.before} → {one.after}"
