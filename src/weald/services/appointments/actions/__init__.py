"""The verbs of appointments: publish, book, move, cancel, note who came; and what a practice does with its sessions."""

from weald.services.appointments.actions.booking import (
    ANY,
    Booked,
    Only,
    SlotTaken,
    book,
    cancel,
    made_with,
    note_attendance,
)
from weald.services.appointments.actions.publishing import NewSession, publish_many
from weald.services.appointments.actions.withdrawing import booked_as, withdraw

__all__ = [
    "ANY",
    "Booked",
    "NewSession",
    "Only",
    "SlotTaken",
    "book",
    "booked_as",
    "cancel",
    "made_with",
    "note_attendance",
    "publish_many",
    "withdraw",
]
