"""What a person needs: written down once, ended when it is over, never overwritten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.people.events import NeedsChanged
from weald.services.people.needs import LANGUAGES, known
from weald.services.people.queries.needs import needs_of

_END = "update people_need set until = greatest(since, %s) where person = %s and until is null and need = any(%s)"
_ADD = """
insert into people_need (organisation, person, need, language, note, since, by)
select p.organisation, p.id, n.need, case when n.need = 'interpreter' then %s else '' end, %s, %s, %s
from people_person p, unnest(%s::text[]) as n (need)
where p.id = %s on conflict do nothing
"""


def set_needs(
    *, person: UUID, needs: Iterable[str], language: str = "", note: str = "", now: datetime
) -> None:
    """Say all that a person needs from now on: what is new is added, what is gone or in another language is ended.

    Raises Refused where the person cannot be seen or the language of an interpreter is missing. Said again it changes
    nothing. Rooms above hear of a change.
    """
    authorise(actor(), "people.change")
    if not query("select 1 from people_person where id = %s and died_on is null for key share", [person]):
        raise Refused("This person cannot be found. Search for them again.")
    wanted = known(needs)
    language = language if "interpreter" in wanted else ""
    if "interpreter" in wanted and language not in LANGUAGES:
        raise Refused("Choose the language of the interpreter.")
    before = needs_of(person)
    ended = [
        one.need
        for one in before
        if one.need not in wanted or (one.need == "interpreter" and one.language != language)
    ]
    live = {one.need for one in before} - set(ended)
    added = [one for one in wanted if one not in live]
    if not ended and not added:
        return
    who = actor()
    query(_END, [now, person, ended])
    query(_ADD, [language, note, now, who.name, added, person])
    record(
        "people.needs",
        [person],
        f"added {', '.join(added) or 'nothing'}; ended {', '.join(ended) or 'nothing'}",
    )
    append(NeedsChanged(key=str(uuid7(now)), person=person))


def add_needs(*, person: UUID, needs: Iterable[str], language: str = "", now: datetime) -> None:
    """Add to what a person needs, once they are known for certain: nobody has to ask them again. Ends nothing."""
    before = needs_of(person)
    spoken = next((one.language for one in before if one.need == "interpreter"), "")
    everything = {one.need for one in before} | set(needs)
    set_needs(person=person, needs=everything, language=language or spoken, now=now)
