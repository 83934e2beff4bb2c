"""What a process has made before the first person asks."""

import jinja2
import pytest
from django.template import engines

from weald.site import wiring


def test_nobody_waits_for_a_page_to_be_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    wiring.warm()

    def compiles(*_: object, **__: object) -> None:
        raise AssertionError("a page is compiled while somebody waits for it")

    monkeypatch.setattr(jinja2.Environment, "compile", compiles)
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["jinja"]):
        environment.get_template(name)
