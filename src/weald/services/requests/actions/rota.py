"""Take time out of sessions in which people are booked: each is moved in the same step and told, or nothing happens.

A hub sees people of several practices, whose requests its manager may not read; and some records are restricted. Whoever has
a time must have another one all the same, so these steps are taken on the manager's behalf: by the program, in their
name, and only for those who are booked in what is taken out.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import kept
from weald.services.appointments.actions import NewSession, sessions
from weald.services.appointments.actions.alone import VERB, here_alone
from weald.services.appointments.gaps import Gap
from weald.services.directory.actions import settings, staff
from weald.services.directory.kept import step_free
from weald.services.messages.closing import UNSAID, Because
from weald.services.requests.actions import booking
from weald.services.requests.queries.rota import affected

Moves = Mapping[UUID, UUID | None]
"""The new slot of each request; None where there is none yet, and it goes back to its practice."""


def clear(*, gaps: Sequence[Gap], moves: Moves, key: str, now: datetime, because: Because = UNSAID) -> int:
    """Move each request of `moves` to its new slot and take the gaps out of their sessions; gives how many people had to move.

    Every person is told their new time, or that their practice will contact them, and `because` first. Raises StillBooked where somebody else is booked there (they may have booked a
    moment ago), SlotTaken where a chosen time is gone: then the whole step is undone with its transaction.
    """
    authorise(actor(), VERB)
    here_alone()
    people = affected(gaps, now)
    if set(moves) - {one.request for one in people}:
        raise Refused("Somebody is not booked in that time any more. Look again who would be moved.")
    for one in people:
        if one.request not in moves:
            continue
        if (slot := moves[one.request]) is None:
            booking.take_back(request=one.request, withdrawn=gaps, now=now, because=because)
        else:
            booking.move(
                request=one.request, slot=slot, key=f"{key}:{one.request}", now=now, withdrawn=gaps, because=because
            )  # fmt: skip
    for gap in gaps:
        sessions.clear(session=gap.session, since=gap.since, until=gap.until, now=now)
    return len(moves)


def add_away(
    *, away: Sequence[NewSession], gaps: Sequence[Gap], moves: Moves, key: str, now: datetime
) -> int:
    """Leave or protected time, for one professional or several, with everybody moved who is booked in it."""
    moved = clear(gaps=gaps, moves=moves, key=key, now=now)
    for one in away:
        sessions.add_away(away=one, now=now)
    return moved


def close_early(
    *, at: datetime, gaps: Sequence[Gap], moves: Moves, reason: str, key: str, now: datetime, because: Because = UNSAID
) -> int:  # fmt: skip
    """Close at `at` on its day: everybody who is booked after it is moved, all its sessions end there, and so do the opening
    hours of that day: what is sent later is read, and due, as after an ordinary closing time."""
    if not reason.strip():
        raise Refused("Say why you close early, for your colleagues.")
    here = here_alone()
    moved = clear(gaps=gaps, moves=moves, key=key, now=now, because=because)
    settings.close_early(
        day=wall(at).date(), at=wall(at).time().replace(second=0, microsecond=0), reason=reason, now=now
    )
    record("practice.close_early", [here], f"{at:%Y-%m-%d %H:%M} UTC: {reason}; {moved} moved")
    return moved


def close_day(
    *, day: date, gaps: Sequence[Gap], moves: Moves, reason: str, key: str, now: datetime, because: Because = UNSAID
) -> int:  # fmt: skip
    """Be closed all of a day: everybody who is booked on it is moved, its sessions are cancelled, and so it offers no time."""
    here = here_alone()
    moved = clear(gaps=gaps, moves=moves, key=key, now=now, because=because)
    settings.close_day(day=day, reason=reason, now=now)
    record("practice.close_whole_day", [here], f"{day}: {reason}; {moved} moved")
    return moved


def change_building(
    *,
    session: UUID,
    room: UUID,
    premises: UUID,
    place: str,
    moves: Moves,
    key: str,
    now: datetime,
) -> int:
    """Hold a session in a room of another building: everybody who is booked in it is told the new place. Those of `moves`, whom
    it does not suit, have another time, or go back to their practice; raises StillBooked where somebody cannot get into it."""
    authorise(actor(), VERB)
    sessions.set_room(session=session, room=room, premises=premises, place=place, told=True, now=now)
    row = kept.session(session)
    assert row is not None
    gaps = [Gap(session, row.starts_at, row.ends_at)]
    reachable = step_free(premises)
    for one in affected(gaps, now):
        if one.request not in moves:
            if not reachable and one.needs_step_free:
                raise sessions.StillBooked(
                    "Somebody cannot get into that building. Choose a time for each person."
                )
            booking.say_place(request=one.request, key=key, now=now)
            continue
        withdrawn = gaps if one.state == "arrived" else []
        if (slot := moves[one.request]) is None:
            booking.take_back(request=one.request, withdrawn=withdrawn, now=now)
        else:
            booking.move(
                request=one.request, slot=slot, key=f"{key}:{one.request}", now=now, withdrawn=withdrawn
            )
    return len(moves)


def end_care(
    *,
    identity: UUID,
    service: str,
    gaps: Sequence[Gap],
    moves: Moves,
    key: str,
    now: datetime,
) -> int:
    """Somebody gives this care here no longer (`service`), or works here no longer (empty): everybody who is booked with them
    is moved, their sessions and their lines of the template go, and their position or their work ends."""
    moved = clear(gaps=gaps, moves=moves, key=key, now=now)
    if service:
        staff.end_position(identity=identity, service=service, now=now)
    else:
        staff.end_work(identity=identity, now=now)
    return moved
