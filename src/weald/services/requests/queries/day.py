"""Who comes on a day, as far as the actor may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who has an appointment: whoever stands at the desk is asked for their name and date of birth."""

    given_name: str
    family_name: str
    birth_date: date | None


def coming(requests: Iterable[UUID]) -> dict[UUID, Coming]:
    """Those of these requests which the actor may see."""
    rows = query(
        "select id, given_name, family_name, birth_date from requests_request where id = any(%s)",
        [list(requests)],
    )
    return {id: Coming(*rest) for id, *rest in rows}
