"""The conversation on a request, and how somebody is, in words for staff. Abusive words are covered until asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from weald.foundation.ui.components import Choice
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural, when
from weald.services.messages.masking import masked
from weald.services.messages.queries import AttachmentRow, CallBackRow, MessageRow, TemplateRow
from weald.services.requests.listening import labels
from weald.services.requests.queries.care import RequestRow

BY = {"app": "by the NHS App", "sms": "by text message", "email": "by email", "letter": "by letter"}
HOW = {"better": "better", "same": "the same", "worse": "worse"}
AFTER_WORDS = {
    "PT4H": "4 hours", "P1D": "1 day", "P2D": "2 days", "P3D": "3 days", "P7D": "1 week", "P14D": "2 weeks",
}  # fmt: skip
AFTER = (Choice("", "Choose"), *(Choice(name, text) for name, text in AFTER_WORDS.items()))
PHOTO_TEXT = (
    "A photo would help us. Please add one here. Use good light and hold the phone still."
    " You do not have to send one: we can see you instead."
)


class File(NamedTuple):
    """A file of a message: where to fetch it, what it is, and its size where it is a photo."""

    href: str
    text: str
    image: bool
    width: int
    height: int


class Spoken(NamedTuple):
    """One message."""

    who: str
    at: str
    body: str
    classes: str
    state: str
    alarm: str
    asks_photo: bool
    files: tuple[File, ...]


class TemplateLink(NamedTuple):
    """A text that can be put into the box."""

    href: str
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation; what the reader may not read is empty. `words` are those of the request itself."""

    messages: tuple[Spoken, ...]
    words: str
    call_backs: tuple[str, ...]
    templates: tuple[TemplateLink, ...]
    reads: bool
    covered: bool
    written: bool
    show: str


def talk(
    asked: RequestRow,
    rows: tuple[MessageRow, ...],
    call_backs: tuple[CallBackRow, ...],
    templates: tuple[TemplateRow, ...],
    *,
    reads: bool,
    written: bool,
    here: str,
    now: datetime,
) -> Talk:
    """The conversation for a reader who `reads` clinical words or not; `written` shows abusive words as they were written."""
    texts = (asked.words, *(row.body for row in rows)) if reads else ()
    return Talk(
        messages=tuple(_spoken(row, reads, written, now) for row in rows),
        words=(asked.words if written else masked(asked.words)) if reads else "",
        call_backs=tuple(_call_back(row, reads, now) for row in call_backs),
        templates=tuple(
            TemplateLink(f"{here}?template={number}#act-reply", one.name)
            for number, one in enumerate(templates)
        ),
        reads=reads,
        covered=any(masked(text) != text for text in texts),
        written=written,
        show=here if written else f"{here}?written=1",
    )


def _spoken(row: MessageRow, reads: bool, written: bool, now: datetime) -> Spoken:
    person = row.sender == "person"
    new = person and row.read_at is None
    body = row.body if written else masked(row.body)
    return Spoken(
        who="The person" if person else row.by,
        at=when(row.at, now),
        body=body if reads else "",
        classes=f"talk-{row.sender}{' talk-new' if new else ''}",
        state="New" if new else "" if person else _told(row, now),
        alarm="; ".join(labels(row.heard)) if reads else "",
        asks_photo=row.asks_photo,
        files=tuple(_file(one) for one in row.files) if reads else (),
    )


def _told(row: MessageRow, now: datetime) -> str:
    """How far a message of staff came: opened, or how far the notice of it is."""
    if row.read_at is not None:
        return f"Opened by them {when(row.read_at, now)}"
    by = BY.get(row.told_by, "")
    return {
        "delivered": f"Notice delivered {by}, not opened yet",
        "sent": f"Notice on its way {by}",
        "waiting": "Notice not sent yet",
        "failed": "Notice not delivered: call them",
    }.get(row.told, "No notice: nothing written reaches them")


def _file(one: AttachmentRow) -> File:
    size = f"{max(1, one.size // 1024)} KB"
    text = (
        f"Photo, {one.width} × {one.height}, {size}"
        if one.kind == "image"
        else f"PDF, {plural(one.pages or 0, 'page')}, {size}"
    )
    return File(url("staff_attachment", one.id), text, one.kind == "image", one.width or 0, one.height or 0)


def _call_back(row: CallBackRow, reads: bool, now: datetime) -> str:
    note = f" Note: {row.note}" if row.note and reads else ""
    said = {
        "waiting": f"Will be asked {when(row.due_at, now)}.",
        "asked": f"Asked {when(row.asked_at, now) if row.asked_at else ''}, no answer yet.",
        "to_call": "On the call list.",
        "done": f"Said {HOW.get(row.answer, '')} {when(row.answered_at, now) if row.answered_at else ''}.",
        "ended": "Not asked any more.",
    }[row.state]
    return f"{said} Set by {row.set_by}.{note}"


def chosen_template(sent: str, templates: tuple[TemplateRow, ...]) -> str:
    """The text of the template that an address names; nothing where it names none."""
    number = int(sent) if sent.isdecimal() and len(sent) < 4 else len(templates)
    return templates[number].body if number < len(templates) else ""


WISHES = {
    "reply": "They wrote and wait for an answer.",
    "danger": "Words in their message can be signs of danger. They were told to call 999 if it is happening. Read it, and call them now.",
    "worse": "They say that they are worse. Call them now.",
    "message": "They would rather have a message than an appointment.",
}


def wish(asked: RequestRow) -> str:
    """Why somebody has to look, where the person wrote or is worse."""
    return WISHES.get(asked.wants, "") if asked.state != "closed" else ""
