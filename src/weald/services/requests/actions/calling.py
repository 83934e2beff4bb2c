"""Who is on the telephone with whom: seen by every colleague from the press that begins a call to the one that notes its end.

There is one mark for each person, or for the request of somebody whom nobody has matched, and the database keeps it so: of two
who press at the same moment one has the call, and the other is told whose it is before anything is done. It holds nobody up: it
can be taken over, and goes by itself when a call would long be over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.requests.actions.holding import NoSuchRequest
from weald.services.requests.queries.calling import LASTS, called, said
from weald.services.requests.queries.care import request_row


class BeingCalled(Refused):
    """A colleague is on the telephone with them."""


def begin(*, request: UUID, now: datetime, instead: UUID | None = None) -> None:
    """The actor calls the person of a request; `instead` of a colleague who has the call, where they take it over. Pressed again,
    it is the same call. Raises BeingCalled with the name of whoever was faster."""
    about = _about(request)
    if _begin(about, now, instead):
        record("requests.begin_call", [request], "taken over" if instead else "")


def begin_with(*, person: UUID, now: datetime, instead: UUID | None = None) -> None:
    """The same for somebody who has no request, as on the list of a recall; of a person whom the actor may see."""
    authorise(actor(), "requests.call")
    if _begin(person, now, instead):
        record("requests.begin_call", [person], "taken over" if instead else "")


@contextmanager
def ends(*, request: UUID, now: datetime) -> Iterator[None]:
    """The call to the person of a request ends with what is written down within. Raises BeingCalled, and nothing is written,
    while a colleague has it."""
    about = _about(request)
    _begin(about, now)
    yield
    _end(about)


@contextmanager
def ends_with(*, person: UUID, now: datetime) -> Iterator[None]:
    """The same for somebody who has no request."""
    authorise(actor(), "requests.call")
    _begin(person, now)
    yield
    _end(person)


def ended(*, request: UUID) -> None:
    """The actor's call to the person of a request is over, where there was one."""
    _end(_about(request))


def ended_with(*, person: UUID) -> None:
    """The same for somebody who has no request."""
    authorise(actor(), "requests.call")
    _end(person)


# Marks of calls that are long over go when the next one begins.
_TIDY = """
delete from requests_calling where id in (select id from requests_calling
    where organisation = %(party)s and since <= %(over)s for update skip locked)
"""
_BEGIN = """
insert into requests_calling (organisation, about, identity, name, since)
values (%(party)s, %(about)s, %(identity)s, %(name)s, %(now)s)
on conflict (organisation, about) do update set identity = excluded.identity, name = excluded.name, since = excluded.since
where requests_calling.since <= %(over)s or requests_calling.identity = %(instead)s
returning 1
"""


def _begin(about: UUID, now: datetime, instead: UUID | None = None) -> bool:
    """Whether a call began; False where the actor has it already."""
    who = actor()
    values = {
        "party": who.party, "about": about, "identity": who.identity, "name": who.name, "now": now, "over": now - LASTS,
        "instead": instead,
    }  # fmt: skip
    query(_TIDY, values)
    if query(_BEGIN, values):
        return True
    other = called(about, now)
    if other is not None and other.identity != who.identity:
        raise BeingCalled(
            f"{said(other)} Nothing was written down. Leave the call to them, or take it over if it is you who speaks with them."
        )
    return False


def _end(about: UUID) -> None:
    who = actor()
    query(
        "delete from requests_calling where organisation = %s and about = %s and identity = %s returning 1",
        [who.party, about, who.identity],
    )


def _about(request: UUID) -> UUID:
    row = request_row(request)
    if row is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "requests.call", row.organisation)
    return row.person or row.id
