"""The ground of every component: attributes, bodies, ids, and what may be remembered."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from markupsafe import Markup, escape

from weald.foundation.ui.language import _, current

Body = str | Markup | tuple[str, ...]
"""What stands inside a component: ready markup, one plain paragraph, or several."""

Caller = Callable[[], str] | None
"""The block of a Jinja `{% call %}`; it wins over `body`."""


MOST = 1024
"""Components that are remembered at most: more than a release of content has."""


def memoised[**P](component: Callable[P, Markup]) -> Callable[P, Markup]:
    """Remembers what a component made, for each language.

    Only components whose arguments come from content, never from what somebody typed, are remembered: personal data
    must not linger in the memory of a worker.
    """

    @lru_cache(maxsize=MOST)
    def made(_language: str, *args: Any, **kwargs: Any) -> Markup:
        return component(*args, **kwargs)

    @wraps(component)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> Markup:
        return made(current().code, *args, **kwargs)  # type: ignore[arg-type]  # their arguments are hashable

    return remembered


def html(text: str) -> Markup:
    """Says that a text is markup. Only components say so, after they have escaped every part that came from outside."""
    return Markup(text)  # noqa: S704


def attributes(**values: str | int | bool | None) -> str:
    """HTML attributes, each with a space before it: `inputmode="numeric"`. None, False and "" are left out,
    True stands alone, an underscore becomes a hyphen (`aria_label`), a last one is dropped (`for_`)."""
    parts = []
    for name, value in values.items():
        if value is None or value is False or value == "":
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{escape(value)}"')
    return "".join(parts)


def described_by(*ids: str) -> str:
    """The `aria-describedby` attribute for those of the ids that are there, or nothing."""
    present = " ".join(one for one in ids if one)
    return f' aria-describedby="{escape(present)}"' if present else ""


def content(body: Body = "", caller: Caller = None) -> str:
    """The inside of a component: the caller's block, ready markup, or a paragraph for each plain text."""
    if caller is not None:
        return str(caller())
    if isinstance(body, Markup):
        return str(body)
    if isinstance(body, tuple):
        return "".join(str(part) if isinstance(part, Markup) else f"<p>{escape(part)}</p>" for part in body)
    return f"<p>{escape(body)}</p>" if body else ""


def hint_html(name: str, hint: str) -> str:
    """The hint under a label, with the id that `described_by` names; nothing for no hint."""
    return f'<div class="nhsuk-hint" id="{escape(name)}-hint">{escape(hint)}</div>' if hint else ""


def error_html(name: str, error: str) -> str:
    """The error sentence above an input; nothing for no error."""
    if not error:
        return ""
    return (
        f'<span class="nhsuk-error-message" id="{escape(name)}-error">'
        f'<span class="nhsuk-u-visually-hidden">{escape(_("Error:"))} </span>{escape(_(error))}</span>'
    )


def group(inner: str, error: str) -> str:
    """The form group around one question; marked when it has an error."""
    return f'<div class="nhsuk-form-group{" nhsuk-form-group--error" if error else ""}">{inner}</div>'


def label_html(for_: str, text: str, size: str, heading: bool) -> str:
    """The label of an input. With `heading` it is the heading of the page as well."""
    sized = f" nhsuk-label--{size}" if size else ""
    inner = f'<label class="nhsuk-label{sized}" for="{escape(for_)}">{escape(text)}</label>'
    return f'<h1 class="nhsuk-label-wrapper">{inner}</h1>' if heading else inner


def fieldset_html(legend: str, inner: str, *, size: str, heading: bool, describe: str, role: str = "") -> str:
    """A fieldset with its legend. With `heading` the legend is the heading of the page as well."""
    text = f'<h1 class="nhsuk-fieldset__heading">{escape(legend)}</h1>' if heading else str(escape(legend))
    sized = f" nhsuk-fieldset__legend--{size}" if size else ""
    return (
        f'<fieldset class="nhsuk-fieldset"{attributes(role=role)}{describe}>'
        f'<legend class="nhsuk-fieldset__legend{sized}">{text}</legend>{inner}</fieldset>'
    )


def icon(name: str, shape: str) -> str:
    """A decorative picture, 24 units square; `shape` is the inside of the SVG."""
    return (
        f'<svg class="nhsuk-icon nhsuk-icon--{name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"'
        f' width="16" height="16" focusable="false" aria-hidden="true">{shape}</svg>'
    )


# Our own drawings; the design system gives them their colour.
ARROW_IN_CIRCLE = icon(
    "arrow-right-circle",
    '<path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm.6 4.9-1.5 1.5 2.5 2.5H6.5v2.2h7.1'
    'l-2.5 2.5 1.5 1.5 5.1-5.1z"/>',
)
