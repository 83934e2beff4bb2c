"""Actions of the room `messages`: the outbox, conversations, templates, and asking people again."""

from weald.services.messages.actions.outbox import (
    deliver,
    follow,
    heard,
    notify,
    redirect,
    take_back,
    withdraw,
)

__all__ = ["deliver", "follow", "heard", "notify", "redirect", "take_back", "withdraw"]
