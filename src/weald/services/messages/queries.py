"""What was told to whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One message of a request, as staff see its delivery."""

    by: str
    template: str
    made_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None


def of_request(request: UUID) -> list[NotificationRow]:
    """The messages of a request, oldest first."""
    rows = query(
        "select by, template, made_at, sent_at, failed_at from messages_notification where request_id = %s order by made_at",
        [request],
    )
    return [NotificationRow(*row) for row in rows]
