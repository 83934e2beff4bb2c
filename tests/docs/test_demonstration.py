"""The demonstration cannot be mistaken for the real thing: its pages say what it is."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from weald.foundation.ui.presenters import PatientPage, StaffPage

from .documents import ROOT, name_of

TEMPLATES = sorted((ROOT / "src").glob("**/templates/**/*.jinja"))
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
SAYS = "Clinical content not signed. Do not use it for care."


def _ancestors(path: Path) -> list[str]:
    """The templates that a page stands in, from the inside out."""
    found: list[str] = []
    while above := EXTENDS.search(path.read_text(encoding="utf-8")):
        found.append(above[1])
        path = next(one for one in TEMPLATES if one.as_posix().endswith("/templates/" + above[1]))
    return found


@pytest.mark.parametrize(
    "path", [one for one in TEMPLATES if EXTENDS.search(one.read_text("utf-8"))], ids=name_of
)
def test_every_page_stands_in_a_shell_that_says_so_or_tells_of_an_error(path: Path) -> None:
    shells = {"shell/patient.jinja", "shell/staff.jinja", "errors/page.jinja"}
    inside = {name for name in shells if path.as_posix().endswith("/templates/" + name)}
    assert inside or shells.intersection(_ancestors(path))


@pytest.mark.parametrize("kind", [PatientPage, StaffPage])
@pytest.mark.parametrize("demonstration", [True, False])
def test_the_shells_say_so_in_the_demonstration_only(
    kind: type[PatientPage] | type[StaffPage], demonstration: bool
) -> None:
    shell = "shell/patient.jinja" if kind is PatientPage else "shell/staff.jinja"
    html = render_to_string(shell, {"page": kind(title="A page", demonstration=demonstration)})
    assert (SAYS in html) == demonstration


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 503])
@pytest.mark.parametrize("demonstration", [True, False])
def test_an_error_page_says_so_too(status: int, demonstration: bool) -> None:
    html = render_to_string(
        f"errors/{status}.jinja", {"sentence": "", "kept": (), "demonstration": demonstration}
    )
    assert (SAYS in html) is demonstration
