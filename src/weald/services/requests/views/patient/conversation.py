"""A person's conversation with their practice, its files, and how they are now."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse

from weald.foundation.access import record
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.services.messages import queries, scanner
from weald.services.messages.attachments import Cleaned, clean
from weald.services.messages.models import HOW
from weald.services.messages.ports import ScannerAway
from weald.services.messages.uploads import MOST_BYTES
from weald.services.requests.actions import call_backs, conversation
from weald.services.requests.forms import patient as forms
from weald.services.requests.presenters.files import download
from weald.services.requests.presenters.patient import conversation as presenters
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.views.patient.after import own_request
from weald.services.requests.views.patient.holding import render, see_other


@own_request
def messages(request: HttpRequest, mine: Held) -> HttpResponse:
    """Read, and write with photos and files."""
    if request.method != "POST":
        return _page(request, mine, forms.MESSAGE.empty())
    files = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile) and one.size]
    form = forms.MESSAGE.bind(request.POST)
    if form.ok and not files and not form.values["body"]:
        form = form.refuse("body", _("Write your message"))
    cleaned: tuple[Cleaned, ...] = ()
    if form.ok and files:
        try:
            cleaned = _cleaned(files)
        except Refused as refusal:
            form = form.refuse("files", str(refusal))
    if not form.ok:
        return _page(request, mine, form, 422)
    try:
        conversation.send(
            request=mine.request.id, body=form.values["body"], key=form.values["key"] or uuid4().hex, files=cleaned,
            now=mine.now, row=mine.request,
        )  # fmt: skip
    except Refused as refusal:
        # Nothing was written before it was refused; what was typed is shown again.
        return _page(request, mine, form.refuse("", str(refusal)), 409)
    return see_other(f"{mine.base}messages?sent=1")


@own_request
def file(request: HttpRequest, mine: Held) -> HttpResponse:
    """One file of this conversation, to be saved; that it was fetched is written down."""
    id = read_uuid(request.GET.get("id", ""))
    found = queries.attachment(id) if id else None
    if found is None or found.request != mine.request.id:
        raise Http404
    record("messages.download", [found.id, found.request])
    return download(found)


@own_request
def how_are_you(request: HttpRequest, mine: Held) -> HttpResponse:
    """Better, the same or worse?"""
    asked = call_backs.open_call_back(mine.request.id)
    if asked is None:
        return see_other(f"{mine.base}messages")
    may_write = mine.request.state != "closed" or conversation.may_answer(mine.request.id, mine.now)
    if request.method == "POST":
        how = request.POST.get("how", "")
        if how in HOW and request.POST.get("call_back") == str(asked.id):
            call_backs.answer(request=mine.request.id, call_back=asked.id, how=how, now=mine.now)
            return see_other(f"{mine.base}how-are-you")
        sentence = _("Choose better, the same, or worse.")
        return render(
            request, "how_are_you", presenters.how_are_you(mine, asked, may_write=may_write, sentence=sentence), 422
        )  # fmt: skip
    return render(request, "how_are_you", presenters.how_are_you(mine, asked, may_write=may_write))


def _cleaned(files: "list[UploadedFile[Any]]") -> tuple[Cleaned, ...]:
    """The files as we keep them: looked at for viruses as they came, then made anew."""
    if len(files) > presenters.MOST_FILES:
        raise Refused(_("Send at most %(count)s files at once.") % {"count": presenters.MOST_FILES})
    looks = scanner.bound()
    if looks is None:
        raise Refused(
            _("Photos and files cannot be sent here at the moment. Send your message without them.")
        )
    made = []
    for one in files:
        if (one.size or 0) > MOST_BYTES:
            raise Refused(_("This file is too large. Send one of at most 15 megabytes."))
        data = one.read()
        try:
            found = looks.scan(data)
        except ScannerAway as fault:
            raise Refused(
                _(
                    "We cannot look at files for viruses at the moment. Send your message without them, or try later."
                )
            ) from fault
        if found:
            raise Refused(
                _("This file was not sent: our scanner found a virus in it. Have your device looked at.")
            )
        made.append(clean(data))
    return tuple(made)


def _page(request: HttpRequest, mine: Held, form: Bound, status: int = 200) -> HttpResponse:
    row = mine.request
    said = queries.conversation(row.id)
    if any(one.sender == "staff" and one.read_at is None for one in said):
        conversation.read_by("person", request=row.id, now=mine.now)
    asked = call_backs.open_call_back(row.id)
    shown = presenters.conversation(
        mine, said, form=form, key=uuid4().hex, sent="sent" in request.GET,
        may_write=row.state != "closed" or conversation.may_answer(row.id, mine.now),
        photo_asked=any(one.asks_photo for one in said), takes_files=scanner.bound() is not None,
        ask_how=asked is not None and asked.state in {"asked", "to_call"},
    )  # fmt: skip
    return render(request, "messages", shown, status)
