"""Keep every release of content that was ever on duty."""

from datetime import datetime

from django.db import connection

from weald.engines.triage import Content
from weald.engines.triage.content import ENGINE


def keep_release(*, content: Content, now: datetime) -> bool:
    """Store the body of this release, unless it is stored; True when it is new. Decisions name it for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into library_release (digest, engine, body, loaded_at) values (%s, %s, %s, %s)"
            " on conflict (digest) do nothing returning 1",
            [content.release, ENGINE, content.body, now],
        )
        return cursor.fetchone() is not None
