"""What a pressed button carries."""

from collections.abc import Mapping
from uuid import UUID

from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused


def identifier(sent: Mapping[str, str], name: str) -> UUID:
    """Which one was pressed; raises Refused where the page does not say it so that it can be read."""
    found = read_uuid(sent.get(name, ""))
    if found is None:
        raise Refused("This page is out of date. Look at it as it is now.")
    return found
