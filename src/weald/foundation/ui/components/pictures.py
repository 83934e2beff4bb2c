"""Pictures that say the same as the sentence beside them: large, plain, in the colour of the words."""

from markupsafe import Markup

from weald.foundation.ui.components.markup import html

# Our own drawings, 48 units square, lines of 3.
_SHAPES = {
    "ambulance": '<path d="M4 14h24v20H4zM28 20h9l7 8v6H28z"/><circle cx="13" cy="36" r="4"/><circle cx="36" cy="36" r="4"/>'
    '<path d="M16 18v10M11 23h10"/>',
    "calendar": '<path d="M7 11h34v30H7zM7 20h34M15 6v9M33 6v9"/><path d="M17 31l5 5 9-9"/>',
    "clock": '<circle cx="24" cy="24" r="18"/><path d="M24 13v12l8 5"/>',
    "home": '<path d="M6 24 24 8l18 16M11 22v19h26V22"/><path d="M20 41V29h8v12"/>',
    "hospital": '<path d="M8 42V12h32v30zM3 42h42"/><path d="M24 17v12M18 23h12M20 42v-7h8v7"/>',
    "medicine": '<rect x="5" y="17" width="38" height="14" rx="7"/><path d="M24 17v14"/>',
    "message": '<path d="M6 10h36v24H22l-9 8v-8H6z"/><path d="M14 18h20M14 25h14"/>',
    "person": '<circle cx="24" cy="14" r="8"/><path d="M8 43c0-11 7-17 16-17s16 6 16 17z"/>',
    "phone": '<rect x="14" y="4" width="20" height="40" rx="3"/><path d="M22 38h4M14 11h20M14 33h20"/>',
    "tick": '<circle cx="24" cy="24" r="19"/><path d="M15 25l6 7 13-15"/>',
    "warning": '<path d="M24 6 44 42H4z"/><path d="M24 18v12M24 35v2"/>',
}
PICTURES = frozenset(_SHAPES)


def picture(name: str) -> Markup:
    """The picture of this name; raises KeyError for one that nobody drew. It is for the eye only: the words say the same."""
    return html(
        '<svg class="weald-picture" viewBox="0 0 48 48" width="72" height="72" fill="none" stroke="currentColor"'
        f' stroke-width="3" stroke-linejoin="round" stroke-linecap="round" focusable="false" aria-hidden="true">{_SHAPES[name]}</svg>'
    )
