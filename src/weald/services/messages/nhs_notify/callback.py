"""What NHS Notify tells of its own accord: whether it is NHS Notify that speaks, and what it says."""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple

import msgspec

from weald.services.messages.nhs_notify.account import Account
from weald.services.messages.nhs_notify.client import OURS


class Unreadable(Exception):  # noqa: N818  read as a sentence: `except Unreadable`
    """It was signed by NHS Notify, and is not what its description says."""


class Told(NamedTuple):
    """What became of a message in the end; `by` is the way by which it arrived, empty where it failed or is not said."""

    reference: str
    identifier: str
    state: Literal["delivered", "failed"]
    by: str
    at: datetime


def knows_key(account: Account, key: str) -> bool:
    """Whether this is the key of callbacks. In constant time."""
    return hmac.compare_digest(key.encode(), account.callback_key.encode())


def is_signed(account: Account, signature: str, body: bytes) -> bool:
    """Whether the body was signed with the secret that only NHS Notify and we know. In constant time."""
    right = hmac.new(account.callback_secret, body, sha256).hexdigest()
    return hmac.compare_digest(signature.strip().lower().encode(), right.encode())


class _Channel(msgspec.Struct, rename="camel"):
    type: str = ""
    channel_status: str = ""


class _Attributes(msgspec.Struct, rename="camel"):
    message_id: str = ""
    message_reference: str = ""
    message_status: str = ""
    timestamp: datetime | None = None
    channels: list[_Channel] = []


class _Event(msgspec.Struct):
    attributes: _Attributes
    type: str = ""


class _Body(msgspec.Struct):
    data: list[_Event]


def read(body: bytes) -> tuple[Told, ...]:
    """The endings that it tells of; what says how a message goes on, or how one of its ways went, is passed over. Raises
    Unreadable."""
    try:
        events = msgspec.json.decode(body, type=_Body).data
    except msgspec.MsgspecError as fault:
        raise Unreadable("This is not a callback of NHS Notify.") from fault
    told: list[Told] = []
    for event in events:
        said = event.attributes
        if event.type != "MessageStatus" or said.message_status not in ("delivered", "failed"):
            continue
        if said.timestamp is None or said.timestamp.tzinfo is None or not said.message_reference:
            raise Unreadable("A callback needs the time and the reference of its message.")
        state: Literal["delivered", "failed"] = (
            "delivered" if said.message_status == "delivered" else "failed"
        )
        by = next((OURS.get(way.type, "") for way in said.channels if way.channel_status == "delivered"), "")
        told.append(
            Told(
                said.message_reference,
                said.message_id,
                state,
                by if state == "delivered" else "",
                said.timestamp,
            )
        )
    return tuple(told)
