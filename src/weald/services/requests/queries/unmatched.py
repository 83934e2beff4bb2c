"""Open requests that belong to no record, as the desk finds them by what a caller says: a name as it was typed online, a date
of birth, the end of a phone number. A search of people cannot find them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from weald.foundation.access import actor, query
from weald.services.requests.queries.care import OTHER_COLUMNS, OtherRow

MOST = 9
"""As many as there are digits to open one."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Whose request it says it is, and the request."""

    given_name: str
    family_name: str
    birth_date: date | None
    asked: OtherRow


_UNMATCHED = f"""
select given_name, family_name, birth_date, {OTHER_COLUMNS} from requests_request
where holder = %(party)s and closed_at is null and person is null
  and (cardinality(%(days)s::date[]) = 0 or birth_date = any(%(days)s))
  and (%(tail)s = '' or right(phone, length(%(tail)s)) = %(tail)s)
  and not exists (
    select from unnest(%(words)s::text[]) word where position(word in lower(concat_ws(' ', given_name, family_name))) = 0)
order by sent_at desc limit %(most)s
"""


def unmatched(*, words: Sequence[str], days: Sequence[date], tail: str) -> tuple[Unmatched, ...]:
    """Those of the actor's organisation that have every one of the words in their name, one of the days of birth, and this end of
    a phone number; what is empty is not looked at, and nothing at all finds nothing."""
    if not (words or days or tail):
        return ()
    values = {
        "party": actor().party, "words": [word.lower() for word in words], "days": list(days), "tail": tail, "most": MOST,
    }  # fmt: skip
    return tuple(
        Unmatched(given, family, born, OtherRow(*asked))
        for given, family, born, *asked in query(_UNMATCHED, values)
    )
