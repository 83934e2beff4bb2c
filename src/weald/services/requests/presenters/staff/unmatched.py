"""Requests that belong to no record, in a line each."""

from datetime import datetime

from weald.foundation.access import Actor
from weald.foundation.ui.presenters import Link
from weald.foundation.ui.wording import date_text
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.queue import other_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.queries.unmatched import Unmatched


def unmatched_lines(rows: tuple[Unmatched, ...], reader: Actor, now: datetime) -> tuple[Link, ...]:
    """Whose it says it is, and what they asked; a sensitive problem is named only to who may read it."""
    clinical, known = may(reader, "requests.read_clinical"), content.current()
    draft = drafts(known, reader.party)
    return tuple(
        Link(
            href=f"/staff/request/{one.asked.id}",
            text=f"{name_text(one.given_name, one.family_name)}"
            f"{f', born {date_text(one.birth_date)}' if one.birth_date else ''}. "
            + other_words(one.asked, clinical=clinical, draft=draft(one.asked.problem), known=known, now=now),
        )
        for one in rows
    )
