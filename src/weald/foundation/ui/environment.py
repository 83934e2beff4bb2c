"""The Jinja environment of every page: strict, escaping, with the components as `ui` and our ways of saying things."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

from weald.foundation.ui import components, display, language, presenters, wording
from weald.foundation.ui.language import _

SOURCE = Path(__file__).parents[2]


def environment(**options: Any) -> jinja2.Environment:
    """Called by Django's Jinja2 backend. A name that a page was not given stops it at once, in a test, instead of
    leaving a hole in front of a patient."""
    options.pop("autoescape", None)
    # The templates come with the program and do not change while it runs: never look whether a file is newer.
    options |= {"auto_reload": settings.DEBUG, "undefined": jinja2.StrictUndefined, "cache_size": -1}
    env = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, **options)
    env.globals.update(
        ui=components,
        url=url,
        static=static,
        FOOTER=presenters.FOOTER,
        _=_,
        display=display.current,
        language=language.current,
        same=_same(env),
    )
    env.filters.update(
        time=wording.time_text,
        plural=wording.plural,
        nhs_number=wording.nhs_number_text,
        typed=components.typed,
        numbers_linked=components.numbers_linked,
    )
    return env


def forms(request: HttpRequest) -> dict[str, Any]:
    """What every form of a page carries, made once for the page and not for each of its forms, of which a list has fifty; and not
    for a page without a form, which sets no cookie."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def _same(env: jinja2.Environment) -> Callable[..., Markup]:
    """`same(template, …)`: a part of a page that is the same for everybody with this language, these colours and these
    values, made once. Never with what somebody typed or what is known of them: that must not stay in a worker's memory."""

    @lru_cache(maxsize=512)
    def made(name: str, _look: display.Display, _language: str, values: frozenset[tuple[str, Any]]) -> Markup:
        return Markup(env.get_template(name).render(dict(values)))  # noqa: S704  a template of ours, which escapes

    def same(name: str, **values: Hashable) -> Markup:
        return made(name, display.current(), language.current().code, frozenset(values.items()))

    return same


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view. Only those without arguments are remembered: others carry somebody's token."""
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _plain_url(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _plain_url(name: str, urlconf: str, _prefix: str) -> str:
    return reverse(name, urlconf=urlconf)


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The address of a static file, with a digest of its content: a browser keeps it for a year, and asks for the
    new one as soon as it changes. A file that is not there keeps its plain address."""
    address = f"{settings.STATIC_URL}{path}"
    for folder in _static_folders():
        file = folder / path
        if file.is_file():
            return f"{address}?v={sha256(file.read_bytes()).hexdigest()[:10]}"
    return address


@lru_cache(maxsize=1)
def _static_folders() -> tuple[Path, ...]:
    return tuple(sorted(SOURCE.glob("**/static")))
