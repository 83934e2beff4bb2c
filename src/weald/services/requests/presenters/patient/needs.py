"""What is asked besides name and contact: whether they asked before, and what they need so that care reaches them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from weald.foundation.ui.components import Choice
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import joined
from weald.services.people.needs import HINTS, LANGUAGES, NEEDS, needs_told
from weald.services.requests.words import ASKED_BEFORE


@dataclass(frozen=True, slots=True)
class Besides:
    """The choices of both questions; `again` is empty where it is not asked, `open` shows what is folded up."""

    again: tuple[Choice, ...]
    needs: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    open: bool


def besides(form: Bound) -> Besides:
    """Both questions, in the reader's language. Needs are folded up unless one was chosen or has an error."""
    hints = {name: _(text) for name, text in HINTS.items()}
    return Besides(
        tuple(Choice(name, _(text)) for name, text in ASKED_BEFORE.items())
        if "asked_before" in form.form.fields
        else (),
        tuple(Choice(name, _(text), hints.get(name, "")) for name, text in NEEDS.items()),
        (Choice("", _("Choose a language")), *(Choice(code, _(name)) for code, name in LANGUAGES.items())),
        bool(form.chosen("needs") or form.error("needs") or form.error("language")),
    )


def meets(needs: Iterable[str], language: str) -> tuple[str, ...]:
    """What we promise to somebody who said what they need; nothing to whom did not."""
    said = set(needs)
    if not said:
        return ()
    told = joined([text[:1].lower() + text[1:] for text in needs_told(said, language)])
    first = _("You told us that you need %(needs)s. Everybody who helps you can see this.") % {"needs": told}
    if "interpreter" not in said:
        return (first,)
    return (
        first,
        _("The practice books a professional interpreter for you. It is free. Children must not interpret."),
    )


def answered(stated: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What was answered, line by line, for the page before sending."""
    asked, needs = stated.get("asked_before") or "", stated.get("needs") or ()
    return (
        (_("Asked us in the last 7 days"), _(ASKED_BEFORE[asked]) if asked in ASKED_BEFORE else ""),
        (_("Help that you need"), "\n".join(needs_told(needs, stated.get("language") or ""))),
    )
