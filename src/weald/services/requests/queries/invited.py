"""Invitations to book: what one allows, and the times that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from weald.foundation.access import query
from weald.foundation.ui.wording import midnight
from weald.services.appointments.actions import Only
from weald.services.appointments.clinics import allowed_slots
from weald.services.directory import queries as directory
from weald.services.people.needs import is_double
from weald.services.requests.queries.offers import Offer


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation and what it allows; an empty list of modes is any."""

    id: UUID
    organisation: UUID
    request_id: UUID | None
    person: UUID | None
    recall: UUID | None
    reason: str
    services: list[str]
    modes: list[str]
    clinic: str
    earliest: date
    latest: date
    message: str
    expires_at: datetime
    state: str
    made_at: datetime

    @property
    def only(self) -> Only:
        """What the booking statement holds to."""
        return Only(
            modes=tuple(self.modes) or None,
            since=midnight(self.earliest),
            until=midnight(self.latest + timedelta(days=1)),
            clinic=self.clinic,
        )

    def open(self, now: datetime) -> bool:
        """Whether it can be used."""
        return self.state in {"sent", "booked"} and now < self.expires_at


_COLUMNS = ", ".join(one.name for one in fields(InvitationRow))


def invitation(id: UUID) -> InvitationRow | None:
    """An invitation that the actor may see."""
    rows = query(f"select {_COLUMNS} from requests_invitation where id = %s", [id])
    return InvitationRow(*rows[0]) if rows else None


def unused(person: UUID, now: datetime) -> tuple[InvitationRow, ...]:
    """The invitations of a person that the actor may see and that can still be used, newest first; of those that they have used,
    their request tells."""
    rows = query(
        f"select {_COLUMNS} from requests_invitation where person = %s and request_id is null and expires_at > %s"
        " and state in ('sent', 'declined') order by made_at desc limit 10",
        [person, now],
    )
    return tuple(InvitationRow(*row) for row in rows)


STANDS = """not exists (select 1 from requests_decision d where d.request_id = i.request_id
    and d.at > greatest(i.made_at, (select r.sent_at from requests_request r where r.id = i.request_id)))"""
"""SQL: nobody decided anew on the request of the invitation `i` since it was made."""


def limits(id: UUID) -> InvitationRow | None:
    """The invitation to which its request is held, also when its link is over: whom staff invited to a nurse, or to a clinic,
    is given nobody else by themself. None where staff decided anew since."""
    rows = query(f"select {_COLUMNS} from requests_invitation i where id = %s and {STANDS}", [id])
    return InvitationRow(*rows[0]) if rows else None


def allowed(id: UUID) -> tuple[Sequence[str], Only] | None:
    """The services and the limits of that invitation."""
    found = limits(id)
    return (found.services, found.only) if found is not None else None


def times(
    invited: InvitationRow,
    needs: frozenset[str],
    now: datetime,
    *,
    urgent: bool = False,
    on: date | None = None,
) -> tuple[Offer, ...]:
    """The times that the invitation opens, in order, and nothing else: the earliest of each of its days, or all of one day."""
    if on is not None and not invited.earliest <= on <= invited.latest:
        return ()
    opens = invited if on is None else replace(invited, earliest=on, latest=on)
    hubs = (hub.id for hub in directory.hubs(invited.organisation))
    found = allowed_slots(
        organisations=(invited.organisation, *hubs), services=invited.services, only=opens.only, now=now,
        urgent=urgent, double=is_double(needs), step_free="step_free" in needs, every=on is not None,
    )  # fmt: skip
    return tuple(
        Offer(
            one.slot, one.starts_at, one.ends_at, one.service, one.professional_name, one.place, one.organisation, one.mode,
            one.kind, False, (),
        )
        for one in found
        if not ("hearing" in needs and one.mode == "phone")
    )  # fmt: skip
