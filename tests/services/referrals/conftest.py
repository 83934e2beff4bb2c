"""The rooms are connected as the program connects them."""

import pytest

from weald.foundation.events import subscribe
from weald.services.referrals.events import Accepted, Reported
from weald.services.requests.actions.referred import accepted, reported


@pytest.fixture(autouse=True)
def connected() -> None:
    """What happens at a pharmacy reaches the request."""
    subscribe(Accepted, accepted)
    subscribe(Reported, reported)
