"""How somebody wants pages to look: size of text, colours, easy read, language. Kept by a cookie, and by nothing else.

It stands beside the browser's own zoom, dark mode and forced colours, and works without a script: the page is sent
with classes and style sheets that fit. `auto` colours follow the device.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self

from weald.foundation.ui import language
from weald.foundation.ui.language import marked

COOKIE = "weald_display"
KEPT = 60 * 60 * 24 * 365
"""Seconds for which a device remembers."""

SIZES = {
    "normal": marked("Normal"),
    "large": marked("Large: a quarter larger"),
    "larger": marked("Very large: half as large again"),
}
COLOURS = {
    "auto": marked("As my device is set"),
    "light": marked("Dark words on a light page"),
    "dark": marked("Light words on a dark page"),
    "strong": marked("Strong contrast: yellow and white on black"),
}


@dataclass(frozen=True, slots=True)
class Display:
    """What somebody chose. `easy` asks for the easy-read version of pages that have one."""

    size: str = "normal"
    colours: str = "auto"
    easy: bool = False
    language: str = "en"

    @classmethod
    def read(cls, cookie: str) -> Self:
        """From the cookie; anything that is not ours is as if it were not there."""
        parts = cookie.split(".")
        if len(parts) != 4:
            return cls()
        size, colours, easy, code = parts
        return cls(
            size if size in SIZES else "normal",
            colours if colours in COLOURS else "auto",
            easy == "easy",
            code if code.isascii() and code.replace("-", "").isalnum() and len(code) < 12 else "en",
        )

    @property
    def cookie(self) -> str:
        """What the cookie holds: nothing about the person but this."""
        return f"{self.size}.{self.colours}.{'easy' if self.easy else 'full'}.{self.language}"

    @property
    def dark_for(self) -> str:
        """The media query for which the dark style sheet holds; empty where it never does."""
        return {"auto": "(prefers-color-scheme: dark)", "dark": "all", "strong": "all"}.get(self.colours, "")

    @property
    def strong_for(self) -> str:
        """The media query for which the style sheet of strong contrast holds; empty where it never does."""
        return "all" if self.colours == "strong" else ""


_PLAIN = Display()
_current: ContextVar[Display] = ContextVar("weald_display", default=_PLAIN)


def current() -> Display:
    """How the page that is being made should look."""
    return _current.get()


def show(cookie: str, *, trial: bool) -> Display:
    """From here on pages look as the cookie says; called before every page, so that nothing is left from the last one."""
    display = Display.read(cookie) if cookie else Display()
    _current.set(display)
    language.speak(display.language, trial=trial)
    return display
