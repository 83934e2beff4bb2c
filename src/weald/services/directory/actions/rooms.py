"""The rooms of a practice's buildings: the practice manager's verbs."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from weald.foundation.access import actor, authorised_party, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.directory.events import RoomRests
from weald.services.directory.models import Room

VERB = "practice.settings"


def add_room(*, premises: UUID, name: str, now: datetime) -> UUID:
    """Add a room to one of the practice's buildings. Raises Refused where a room of this name is there."""
    here = _here()
    name = name.strip()
    if not name:
        raise Refused("Enter what the room is called.")
    if not query("select 1 from directory_premises where id = %s and organisation_id = %s", [premises, here]):
        raise Refused("Choose one of your buildings.")
    if Room.objects.filter(premises_id=premises, name__iexact=name).exists():
        raise Refused("There is a room of that name. Choose another name, or take that one into use again.")
    try:
        with transaction.atomic():
            room = Room.objects.create(id=uuid7(now), premises_id=premises, name=name)
    except IntegrityError as fault:
        raise Refused("Somebody has just added a room of that name. Look at the list again.") from fault
    record("practice.add_room", [here], f"none → {name}")
    return room.id


def use_room(*, room: UUID, in_use: bool, now: datetime) -> None:
    """Take a room out of use, or into use again. Rooms above may refuse it while something is held in it."""
    here = _here()
    with transaction.atomic():  # refused, it stays in use, whoever catches the refusal
        changed = query(
            "update directory_room r set in_use = %s from directory_premises p where r.id = %s and p.id = r.premises_id"
            " and p.organisation_id = %s and r.in_use <> %s returning r.name",
            [in_use, room, here, in_use],
        )
        if changed and not in_use:
            append(RoomRests(uuid4().hex, room, now))
    if changed:
        said = ("out of use", "in use") if in_use else ("in use", "out of use")
        record("practice.use_room", [here], f"{changed[0][0]}: {said[0]} → {said[1]}")


def _here() -> UUID:
    return authorised_party(actor(), VERB)
