"""A request in the hands of whoever asked."""

from dataclasses import dataclass
from datetime import datetime

from weald.services.directory.queries import Practice
from weald.services.requests.queries.requests import OwnRequest


@dataclass(frozen=True, slots=True)
class Held:
    """A request in the hands of whoever asked, by the device that sent it or by a private link.

    `base` is the address under which its pages lie; `link` the private link, where this device still knows it.
    """

    request: OwnRequest
    practice: Practice
    now: datetime
    base: str
    link: str = ""
