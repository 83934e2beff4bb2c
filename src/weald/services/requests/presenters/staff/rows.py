"""The lines of the queue as markup. They are nearly all of its page, and it is read every twenty seconds: a function
costs a fifth of what a template does. Every text that somebody typed or that comes from the database is escaped."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import html
from weald.services.requests.presenters.staff.queue import Line, all_draft


def table_rows(lines: Sequence[Line], empty: str, more: str = "") -> Markup:
    """The rows of the table, or one that says what it means that there are none; `more` says that there are others. That all
    rest on draft content stands above them once, and describes the table."""
    once = all_draft(one.draft for one in lines)
    rows = [_row(one, draft=one.draft and not once) for one in lines] or [_told("q-empty", empty)]
    above = [_told("q-unsigned", once, ' id="unsigned" class="quiet"')] if once else []
    below = [_told("q-more", more)] if more else []
    return html("\n".join((*above, *rows, *below)))


def _icon(path: str) -> str:
    return (
        '<svg class="q-icon" aria-hidden="true" focusable="false" width="14" height="14" viewBox="0 0 14 14">'
        f'<path d="{path}"/></svg>'
    )


_CLOCK = "M7 .5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M7 3v4.2l2.8 1.6"
_TRIANGLE = "M7 .8 13.6 13H.4zM7 5v4M7 10.4v1.2"
_ICONS = {
    "left": _icon(_CLOCK),
    "soon": _icon("M7 .5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M7 3.2v5M7 9.6v1.4"),
    "late": _icon(_TRIANGLE),
    "answered": _icon("M1 7.5 5 11.5 13 2.5"),
    "booked": _icon("M1 2.5h12v10.5H1zM1 5.5h12M4 .8v3M10 .8v3"),
}
"""Each shape says the same as the words beside it, so that nothing is told by colour alone."""


_DRAFT = ' <span class="q-draft">draft<span class="nhsuk-u-visually-hidden"> content</span></span>'


def _told(name: str, text: str, known: str = "") -> str:
    return f'<tr class="{name}"><td colspan="9"{known}>{escape(text)}</td></tr>'


def _row(one: Line, *, draft: bool) -> str:
    name = escape(one.name)
    mark = f' <span class="q-mark">{one.mark}</span>' if one.mark else ""
    about = f' <span class="quiet">{one.about}</span>' if one.about else ""
    flag = '<span class="q-flag">Red flag</span> ' if one.red_flag else ""
    if one.contact:
        contact = "q-flag" if one.third else "q-again"
        flag += f'<span class="{contact}">{one.contact}</span> '
    alarm = f'<strong class="q-flag">{one.alarm}</strong> ' if one.alarm else ""
    returned = f'<span class="q-returned">{escape(one.returned)}</span>' if one.returned else ""
    needs = f' <span class="q-needs">{escape(one.needs)}</span>' if one.needs else ""
    return (
        f'<tr id="r{one.id}" class="{one.classes}">'
        f'<td class="q-level"><strong class="q-tag q-tag--{one.level}">{one.level_text}</strong>{_DRAFT if draft else ""}{mark}</td>'
        f'<td class="q-age"><span aria-hidden="true">{one.age}</span>'
        f'<span class="nhsuk-u-visually-hidden">{one.age_said}</span></td>'
        f'<th scope="row" class="q-name"><a href="{one.href}">{name}</a>{about}{needs}</th>'
        f'<td class="q-problem">{alarm}{escape(one.problem)} <span class="quiet">→ {escape(one.service)}</span>{returned}</td>'
        f'<td class="q-findings">{flag}{escape(one.findings)}</td>'
        f'<td class="q-time time">{_ICONS[one.icon]}<span class="q-due">{one.due}</span>'
        f' <svg class="q-bar" role="img" aria-label="{one.bar_said}" width="60" height="6" viewBox="0 0 100 10"'
        ' preserveAspectRatio="none"><rect width="100" height="10" class="q-bar__all"/>'
        f'<rect width="{one.share}" height="10" class="q-bar__gone"/></svg>'
        f' <span class="quiet">waits {one.waiting}{f", {one.left}" if one.left else ""}</span></td>'
        f'<td class="q-channel quiet">{escape(one.channel)}</td>'
        f'<td class="q-state">{escape(one.state)} <span class="q-by quiet">{escape(one.channel)}</span></td>'
        f'<td class="q-who">{_who(one, name)}</td></tr>'
    )


def _who(one: Line, name: Markup) -> str:
    said = f'<span class="nhsuk-u-visually-hidden"> {name}</span></button>'
    if one.take:
        return f'<button class="q-button" formaction="{one.take}" name="version" value="{one.version}" data-take>Take{said}'
    if one.put_back:
        return (
            f'{escape(one.owner)} <button class="q-button" formaction="{one.put_back}" name="version"'
            f' value="{one.version}" data-put-back>Put back{said}'
        )
    return str(escape(one.owner))
