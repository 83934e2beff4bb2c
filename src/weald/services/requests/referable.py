"""Whether a request may go to a pharmacy: the one question for the pages that offer it and for the actions that do it. Pure."""

from typing import Protocol
from uuid import UUID

from weald.foundation.access import Actor
from weald.services.directory.frame import may
from weald.services.requests.marks import AT_ONCE

SERVICE = "community_pharmacy"


class Asked(Protocol):
    """What counts of a request."""

    @property
    def organisation(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def red_flag(self) -> bool: ...
    @property
    def wants(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def owner(self) -> UUID | None: ...


def against(asked: Asked) -> str:
    """Why no pharmacy is for it, whoever asks, as a sentence; empty where one may be."""
    if asked.kind != "clinical":
        return "This is an administrative request: a pharmacy cannot help with it."
    if asked.red_flag:
        return "A red flag decided this request. It cannot go to a pharmacy: decide on it here."
    if asked.level == "now":
        return "They need emergency help now. Call them at once; a pharmacy is not for this."
    if asked.wants in AT_ONCE:
        return "They told us of what may be an emergency. Answer that first; a pharmacy is not for this."
    return ""


def can_refer(asked: Asked, who: Actor, *, ahead: bool) -> bool:
    """Whether the actor may refer it as it is now; `ahead` says that an appointment stands."""
    return (
        who.party == asked.organisation
        and may(who, "requests.refer")
        and asked.state not in {"closed", "referred"}
        and asked.owner in {None, who.identity}
        and not ahead
        and not against(asked)
        and (asked.service == SERVICE or may(who, "requests.decide"))
    )
