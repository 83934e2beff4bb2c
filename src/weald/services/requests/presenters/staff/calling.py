"""Who is on the telephone with somebody, in words."""

from typing import NamedTuple

from weald.foundation.access import Actor
from weald.foundation.ui.wording import time_text
from weald.services.requests.queries.calling import Called, said


class OnPhone(NamedTuple):
    """What is said of a call that has begun; empty where there is none. `other` is the colleague who has it, to take it over."""

    said: str = ""
    mine: bool = False
    other: str = ""


def on_phone(call: Called | None, who: Actor) -> OnPhone:
    """The call to somebody, as the reader is told of it."""
    if call is None:
        return OnPhone()
    if call.identity == who.identity:
        return OnPhone(f"You are calling them, since {time_text(call.since)}. Colleagues see it.", mine=True)
    return OnPhone(said(call), other=str(call.identity))
