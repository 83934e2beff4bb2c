"""From a pressed button to the action behind it; each returns the name of what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_line
from weald.services.directory import nearby
from weald.services.requests.actions import (
    booking,
    call_backs,
    care,
    concealing,
    conversation,
    disagreeing,
    holding,
    referring,
)
from weald.services.requests.presenters.staff.hiding import WHOLE
from weald.services.requests.queries.care import request_row
from weald.services.requests.reach import reach
from weald.services.requests.referable import SERVICE

ATTENDANCE = ("arrived", "attended", "did_not_attend")


@dataclass(frozen=True, slots=True)
class Press:
    """One pressed button: on which request, in which version it was read, with what was typed."""

    request: UUID
    version: int
    key: str
    slot: UUID | None
    state: str
    values: Mapping[str, Any]

    @classmethod
    def read(cls, request: UUID, verb: str, sent: QueryDict, values: Mapping[str, Any]) -> "Press":
        """From what a browser sent; anything that cannot be read is as if it had not been sent."""
        version, key = sent.get("version", ""), clean_line(sent.get("key", "")[:64]) or uuid4().hex
        return cls(
            request=request,
            version=int(version) if version.isdecimal() and len(version) < 9 else -1,
            key=f"{verb}:{key}",
            slot=read_uuid(sent.get("slot", "")),
            state=sent.get("state", "") if sent.get("state", "") in ATTENDANCE else "",
            values=values,
        )

    @property
    def basics(self) -> dict[str, Any]:
        """What every verb takes."""
        return {"request": self.request, "version": self.version, "key": self.key}


def take(press: Press, now: datetime) -> str:
    holding.take(**press.basics, now=now)
    return "taken"


def put_back(press: Press, now: datetime) -> str:
    holding.put_back(**press.basics, now=now)
    return "put_back"


def hand_over(press: Press, now: datetime) -> str:
    to = read_uuid(press.values["to"])
    if to is None:
        raise Refused("Choose a colleague.")
    holding.hand_over(**press.basics, to=to, now=now)
    return "handed_over"


def confirm(press: Press, now: datetime) -> str:
    care.confirm(**press.basics, now=now)
    return "confirmed"


def change(press: Press, now: datetime) -> str:
    values = press.values
    care.change(
        **press.basics, level=values["level"], service=values["service"], reason=values["reason"],
        sure=bool(values["sure"]), now=now,
    )  # fmt: skip
    return "changed"


def disagree(press: Press, now: datetime) -> str:
    values = press.values
    disagreeing.disagree(
        request=press.request,
        note=values["disagreement"],
        level=values["instead"] or "",
        key=press.key,
        now=now,
    )
    return "disagreed"


def call(press: Press, now: datetime) -> str:
    care.call_missed(**press.basics, note=press.values["call_note"], now=now)
    return "call"


def reply(press: Press, now: datetime) -> str:
    conversation.reply(**press.basics, text=press.values["text"], now=now)
    return "reply"


def ask_photo(press: Press, now: datetime) -> str:
    conversation.ask_for_photo(**press.basics, text=press.values["photo_text"], now=now)
    return "reply"


def seen(press: Press, now: datetime) -> str:
    conversation.seen(**press.basics, now=now)
    return "seen"


def ask_again(press: Press, now: datetime) -> str:
    values = press.values
    call_backs.ask_again(**press.basics, after=values["after"], note=values["again_note"], now=now)
    return "ask_again"


def book(press: Press, now: datetime) -> str:
    holding.hold(**press.basics, now=now)
    booking.book(request=press.request, slot=_chosen(press), key=press.key, now=now)
    return said(press.request, "booked")


def move(press: Press, now: datetime) -> str:
    holding.hold(**press.basics, now=now)
    booking.move(request=press.request, slot=_chosen(press), key=press.key, now=now)
    return said(press.request, "moved")


def cancel(press: Press, now: datetime) -> str:
    holding.hold(**press.basics, now=now)
    booking.cancel(request=press.request, now=now, reason=press.values["cancel_reason"])
    return said(press.request, "cancelled")


def said(request: UUID, done: str) -> str:
    """What was done about a time, as its notice says it: `booked_unsaid` where no message can reach the person."""
    row = request_row(request)
    return done if row is None or reach(row.contact_by, row.phone, row.email)[1] else f"{done}_unsaid"


def attendance(press: Press, now: datetime) -> str:
    if not press.state:
        raise Refused("Choose arrived, attended or did not attend.")
    care.attendance(request=press.request, state=press.state, key=f"{press.key}:{press.state}", now=now)
    return "attendance"


def resolve(press: Press, now: datetime) -> str:
    care.resolve(
        **press.basics, outcome=press.values["outcome"], note=press.values["note"],
        replies=bool(press.values["replies"]), now=now,
    )  # fmt: skip
    return "resolved"


def refer(press: Press, now: datetime) -> str:
    values, to = press.values, read_uuid(press.values["to"])
    if values["named"]:
        found = nearby.named(values["named"], SERVICE, None, now)
        to = found.place.id if found else None
    referring.refer(
        **press.basics, to=to, checked=values["checked"], note=values["refer_note"], reason=values["refer_reason"],
        sure=bool(values["sure"]), now=now,
    )  # fmt: skip
    return "referred"


def recall(press: Press, now: datetime) -> str:
    referring.recall(**press.basics, now=now)
    return "recalled"


def reopen(press: Press, now: datetime) -> str:
    care.reopen(**press.basics, reason=press.values["why"], now=now)
    return "reopened"


def conceal(press: Press, now: datetime) -> str:
    what = press.values["conceal_what"]
    concealing.conceal(
        **press.basics, entry="" if what == WHOLE else what, reason=press.values["conceal_why"], now=now
    )
    return "concealed"


def reveal(press: Press, now: datetime) -> str:
    what = press.values["reveal_what"]
    concealing.reveal(
        **press.basics, entry="" if what == WHOLE else what, reason=press.values["reveal_why"], now=now
    )
    return "revealed"


VERBS: Mapping[str, Callable[[Press, datetime], str]] = {
    "conceal": conceal,
    "reveal": reveal,
    "take": take,
    "put-back": put_back,
    "hand-over": hand_over,
    "confirm": confirm,
    "change": change,
    "disagree": disagree,
    "call": call,
    "reply": reply,
    "ask-photo": ask_photo,
    "ask-again": ask_again,
    "seen": seen,
    "book": book,
    "move": move,
    "cancel": cancel,
    "attendance": attendance,
    "refer": refer,
    "recall": recall,
    "resolve": resolve,
    "reopen": reopen,
}


def _chosen(press: Press) -> UUID:
    if press.slot is None:
        raise Refused("Choose a time from the list.")
    return press.slot
