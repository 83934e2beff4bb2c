"""The conversation on a request as its person reads it, and the question how they are now."""

from dataclasses import dataclass, replace

from weald.foundation.ui.components import FieldError
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import Link, PatientPage
from weald.foundation.ui.wording import by_when, wall, when
from weald.services.directory.hours import is_open
from weald.services.messages.queries import AttachmentRow, CallBackRow, MessageRow
from weald.services.requests import attaching
from weald.services.requests.forms.patient import MOST_WORDS
from weald.services.requests.listening import about_life
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.page import page, read_from, until_open
from weald.services.requests.presenters.patient.parts import now_lines, safety_net

MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent: where to fetch it, and what it is."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message."""

    who: str
    at: str
    body: str
    mine: bool
    state: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything on the page of messages."""

    page: PatientPage
    messages: tuple[Spoken, ...]
    errors: tuple[FieldError, ...]
    form: Bound
    sent: str
    danger: bool
    signs: bool
    kept: tuple[str, ...]
    go_now: tuple[str, ...]
    ask_how: str
    may_write: bool
    may_attach: bool
    rule: str
    hint: str
    closed: str
    ask_again: Link
    back: Link
    action: str
    key: str
    most: int = MOST_WORDS
    most_files: int = MOST_FILES


def conversation(
    held: Held,
    rows: tuple[MessageRow, ...],
    *,
    form: Bound,
    key: str,
    sent: bool,
    may_write: bool,
    photo_asked: bool,
    takes_files: bool,
    ask_how: bool,
    sentence: str = "",
) -> Conversation:
    """The page. Signs of danger in a message that nobody has answered stand above all else."""
    row, practice, now = held.request, held.practice, held.now
    after = max((index for index, one in enumerate(rows) if one.sender == "staff"), default=-1)
    heard = tuple(sign for one in rows[after + 1 :] for sign in one.heard)
    rule = attaching.rule(
        problem=row.problem, words=" ".join((row.words, *(one.body for one in rows if one.sender == "person"))),
        born=row.birth_date, today=wall(now).date(), asked=photo_asked,
    )  # fmt: skip
    title = _("Messages with %(practice)s") % {"practice": practice.name}
    errors = (*((FieldError("", sentence, ""),) if sentence else ()), *form.errors)
    danger = bool(heard) and about_life(heard)
    shown = page(
        title, practice, now, back=f"{held.base}decision", has_errors=bool(errors), problem=row.problem
    )
    return Conversation(
        # Nothing may stand above 999, not even when we are closed.
        page=replace(shown, opening="", turn_to="") if danger else shown,
        messages=tuple(_spoken(one, held) for one in rows),
        errors=errors,
        form=form,
        sent=_sent(held) if sent and not errors and not heard else "",
        danger=danger,
        signs=bool(heard) and not danger,
        kept=_kept(held) if heard else (),
        go_now=now_lines(row) if heard else (),
        ask_how=f"{held.base}how-are-you" if ask_how else "",
        may_write=may_write,
        may_attach=rule.allowed and takes_files,
        rule=rule.sentence if takes_files or rule.never else _("Photos and files cannot be sent here at the moment."),
        hint=_hint(held),
        closed=_("This request is closed. You cannot write to us here any more."),
        ask_again=Link(_("Ask for help again"), f"/p/{practice.ods_code}/"),
        back=Link(_("Back to your request"), f"{held.base}decision"),
        action=f"{held.base}messages",
        key=key,
    )  # fmt: skip


def _spoken(one: MessageRow, held: Held) -> Spoken:
    mine = one.sender == "person"
    state = ""
    if mine:
        state = _("Read by the practice") if one.read_at is not None else _("Sent, not read yet")
    elif one.read_at is None:
        state = _("New")
    return Spoken(
        who=_("You") if mine else one.by,
        at=when(one.at, held.now),
        body=one.body,
        mine=mine,
        state=state,
        files=tuple(_file(file, held) for file in one.files),
    )


def _file(one: AttachmentRow, held: Held) -> File:
    size = max(1, one.size // 1024)
    what = _("Photo") if one.kind == "image" else "PDF"
    return File(f"{held.base}messages/file?id={one.id}", f"{what}, {size} KB")


def _hint(held: Held) -> str:
    if is_open(held.practice.hours, held.now):
        return _("A person reads your message. Do not use this in an emergency: call 999.")
    return _("A person reads your message %(when)s. Do not use this in an emergency: call 999. If it cannot wait, call 111.") % {
        "when": read_from(held.practice, held.now)
    }  # fmt: skip


def _sent(held: Held) -> str:
    if held.request.due_at < held.now:
        return _("Your message is sent. It is at the top of our list.")
    return _("Your message is sent. We will answer %(when)s.") % {
        "when": by_when(held.request.due_at, held.now)
    }


def _kept(held: Held) -> tuple[str, ...]:
    """What became of a message with signs of danger: it is not lost, who can read it when, and where to turn until then."""
    kept = _("Your message is sent. It is at the top of our list.")
    closed = until_open(held.practice, held.request.birth_date, held.now)
    return (kept, *(closed or (_("A person at the practice can read it now."),)))


@dataclass(frozen=True, slots=True)
class HowAreYou:
    """Better, the same or worse?"""

    page: PatientPage
    answered: str
    call_999: tuple[str, ...]
    until_open: tuple[str, ...]
    come_back: tuple[str, ...]
    may_close: str
    write: str
    errors: tuple[FieldError, ...]
    back: Link
    action: str
    call_back: str


def how_are_you(held: Held, asked: CallBackRow, *, may_write: bool, sentence: str = "") -> HowAreYou:
    """The question with its three buttons, or what follows from the answer. Worse says first of all when to call 999."""
    row = held.request
    answered = asked.answer
    title = {
        "": _("How are you now?") if row.for_whom == "me" else _("How are they now?"),
        "better": _("We are glad that it is better"),
        "same": _("Thank you. We have noted that it is the same"),
        "worse": _("Thank you. A clinician will look at this first"),
    }[answered]
    call_999, come_back = safety_net(row)
    shown = page(
        title,
        held.practice,
        held.now,
        back=f"{held.base}decision",
        has_errors=bool(sentence),
        problem=row.problem,
    )
    return HowAreYou(
        page=replace(shown, opening="", turn_to="") if answered == "worse" else shown,
        answered=answered,
        call_999=call_999,
        until_open=until_open(held.practice, row.birth_date, held.now) if answered == "worse" else (),
        come_back=come_back,
        may_close=f"{held.base}close" if answered == "better" and row.state != "closed" else "",
        write=f"{held.base}messages" if may_write else "",
        errors=(FieldError("", sentence, ""),) if sentence else (),
        back=Link(_("Back to your request"), f"{held.base}decision"),
        action=f"{held.base}how-are-you",
        call_back=str(asked.id),
    )
