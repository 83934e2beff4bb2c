"""Hide a request, or single lines and messages of it, from everybody who acts for the person; and show them again.

It holds at once, also on pages that are open: row security asks for it each time. Where somebody else asked for the
person, or the request's own address is that of somebody who acts for them, the private links and the device that sent
it are shut as well: whoever holds them is not the person.
"""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.services.people.queries import family
from weald.services.requests.actions.holding import Line, load, write
from weald.services.requests.queries.care import RequestRow


def conceal(*, request: UUID, version: int, entry: str = "", reason: str, key: str, now: datetime) -> None:
    """Hide the request, or with `entry` one line (its number) or message (its identifier). `reason` is for staff."""
    asked = load(request, "requests.conceal", version, key)
    if asked is None:
        return
    if not reason.strip():
        raise Refused("Say why it is hidden. Only staff read it.")
    if entry:
        _conceal_one(asked, entry, now)
        write(
            asked, "requests.conceal", Line("concealed", note=f"One line: {reason}"), key=key, now=now, changes={}, why=entry
        )  # fmt: skip
        return
    write(
        asked, "requests.conceal", Line("concealed", note=reason), key=key, now=now, changes={"hidden": True}
    )
    if asked.for_whom != "me" or family.reaches_proxy(asked.person, asked.phone, asked.email):
        query(
            "update requests_link set expires_at = %s where request_id = %s and expires_at > %s",
            [now, request, now],
        )
        query("update requests_request set device_hash = null where id = %s", [request])


def reveal(*, request: UUID, version: int, entry: str = "", reason: str, key: str, now: datetime) -> None:
    """Let those who act for the person see it again."""
    asked = load(request, "requests.conceal", version, key)
    if asked is None:
        return
    if not reason.strip():
        raise Refused("Say why it is shown again. Only staff read it.")
    if entry:
        query(
            "delete from requests_concealed where request_id = %s and %s in (entry::text, message::text)",
            [request, entry],
        )
    changes = {} if entry else {"hidden": False}
    note = f"One line: {reason}" if entry else reason
    write(asked, "requests.reveal", Line("revealed", note=note), key=key, now=now, changes=changes, why=entry)


def _conceal_one(asked: RequestRow, entry: str, now: datetime) -> None:
    who = actor()
    number = int(entry) if entry.isdecimal() and len(entry) < 19 else None
    message = None if number is not None else read_uuid(entry)
    found = (
        query("select 1 from requests_entry where id = %s and request_id = %s", [number, asked.id])
        if number is not None
        else query("select 1 from messages_message where id = %s and request_id = %s", [message, asked.id])
    )
    if not found:
        raise Refused("This line cannot be found. Read the page again.")
    query(
        "insert into requests_concealed (organisation, request_id, at, by, identity, entry, message)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        [asked.organisation, asked.id, now, who.name, who.identity, number, message],
    )
