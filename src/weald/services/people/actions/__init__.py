"""The verbs of people: registering them, who acts for them, and what ends when they die."""

from weald.services.people.actions.details import Changed, ChangedMeanwhile, change_details, own_practice_only
from weald.services.people.actions.needs import add_needs, set_needs
from weald.services.people.actions.registering import BATCH, OLDEST, NewPerson, admit, register, register_many

__all__ = [
    "BATCH", "OLDEST", "Changed", "ChangedMeanwhile", "NewPerson", "add_needs", "admit", "change_details", "own_practice_only", "register",
    "register_many", "set_needs",
]  # fmt: skip
