"""Components: every text is escaped, nothing personal is remembered, roles and ids fit together."""

import inspect
import re
from typing import Any

import pytest
from markupsafe import Markup

from weald.foundation.ui import components as ui
from weald.foundation.ui.components import Choice, Column, FieldError, Row, choices, links, notices, tables

NASTY = "<script>\"'&"
CALLS: dict[str, tuple[Any, ...]] = {
    "action_link": (NASTY, NASTY),
    "back_link": (NASTY, NASTY),
    "banner": (NASTY,),
    "bullets": ((NASTY,),),
    "button": (NASTY,),
    "buttons": (ui.button(NASTY),),
    "card": (NASTY, NASTY),
    "care_card": ("urgent", NASTY, (NASTY,)),
    "checkboxes": (NASTY, NASTY, (Choice(NASTY, NASTY, NASTY),)),
    "date_input": (NASTY, NASTY),
    "details": (NASTY, NASTY),
    "error_message": (NASTY, NASTY),
    "error_summary": ((FieldError(NASTY, NASTY, NASTY),), NASTY),
    "hidden_input": (NASTY, NASTY),
    "inset": (NASTY,),
    "link": (NASTY, NASTY),
    "panel": (NASTY, NASTY),
    "numbers_linked": (NASTY,),
    "phone_link": (NASTY,),
    "radios": (NASTY, NASTY, (Choice(NASTY, NASTY, NASTY),)),
    "radios_in_sections": (NASTY, NASTY, ((NASTY, (Choice(NASTY, NASTY, NASTY),)),), Choice(NASTY, NASTY)),
    "select": (NASTY, NASTY, (Choice(NASTY, NASTY),)),
    "skip_link": (NASTY, NASTY),
    "summary_list": ((Row(NASTY, NASTY, NASTY, NASTY, NASTY),),),
    "table": (NASTY, (NASTY, Column(NASTY, True)), ((NASTY, NASTY),)),
    "tag": (NASTY,),
    "text_input": (NASTY, NASTY),
    "textarea": (NASTY, NASTY),
    "typed": (NASTY,),
    "warning_callout": (NASTY, NASTY),
}
MORE: dict[str, dict[str, Any]] = {
    "button": {"href": NASTY, "key": NASTY},
    "checkboxes": {"hint": NASTY, "error": NASTY, "exclusive": (Choice(NASTY, NASTY),)},
    "date_input": {"hint": NASTY, "error": NASTY, "value": (NASTY, NASTY, NASTY)},
    "link": {"hidden": NASTY},
    "radios": {"hint": NASTY, "error": NASTY, "heading": True},
    "radios_in_sections": {"hint": NASTY, "error": NASTY, "value": NASTY},
    "select": {"hint": NASTY, "error": NASTY},
    "text_input": {
        "hint": NASTY, "error": NASTY, "value": NASTY, "suffix": NASTY, "autocomplete": NASTY,
    },
    "textarea": {"hint": NASTY, "error": NASTY, "value": NASTY, "heading": True},
}  # fmt: skip
FUNCTIONS = {
    name for name in ui.__all__ if callable(getattr(ui, name)) and not inspect.isclass(getattr(ui, name))
}
# Pictures of figures are tried in test_charts; `picture` takes no text, but the name of one of our own drawings.
FUNCTIONS -= {"picture", "stacked_columns", "bars", "strips", "key", "figure", "scrolling"}


def test_every_component_is_tried_here() -> None:
    assert set(CALLS) == FUNCTIONS


@pytest.mark.parametrize("name", sorted(CALLS))
def test_what_is_not_markup_is_escaped(name: str) -> None:
    html = getattr(ui, name)(*CALLS[name], **MORE.get(name, {}))
    assert isinstance(html, Markup)
    assert "<script" not in html
    assert "\"'" not in html
    assert "&lt;script&gt;" in html
    assert getattr(ui, name).__doc__


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_tag_is_closed(name: str) -> None:
    html = str(getattr(ui, name)(*CALLS[name], **MORE.get(name, {})))
    for tag in (
        "div",
        "span",
        "a",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "fieldset",
        "p",
    ):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag


def test_nothing_that_a_person_typed_is_remembered() -> None:
    remembered = {
        name
        for module in (choices, links, notices, tables)
        for name, value in vars(module).items()
        if hasattr(value, "__wrapped__") and value.__module__ == module.__name__
    }
    assert remembered == {
        "radios", "radios_in_sections", "checkboxes", "select", "skip_link", "numbers_linked", "tag",
    }  # fmt: skip


def test_hint_and_error_are_read_with_the_field() -> None:
    html = ui.text_input("email", "Email", hint="We reply there.", error="Enter an email address")
    assert 'aria-describedby="email-hint email-error"' in html
    assert 'id="email-hint"' in html
    assert 'id="email-error"' in html
    assert "nhsuk-form-group--error" in html


def test_the_first_answer_has_the_id_that_the_error_summary_links_to() -> None:
    html = ui.radios("sex", "Sex", (Choice("female", "Female"), Choice("male", "Male")), value="male")
    assert 'id="sex" name="sex" type="radio" value="female">' in html
    assert 'id="sex-2" name="sex" type="radio" value="male" checked>' in html


def test_only_the_wrong_boxes_of_a_date_are_marked() -> None:
    html = ui.date_input("born", "Date of birth", value=("31", "11", "1980"), error="…", wrong=("day",))
    assert html.count("nhsuk-input--error") == 1
    assert ui.date_input("born", "Date of birth", error="…").count("nhsuk-input--error") == 3


def test_markup_stands_as_it_is_and_a_block_wins() -> None:
    assert "<b>now</b>" in ui.inset(Markup("<b>now</b>"))
    assert "<i>block</i>" in ui.inset("text", caller=lambda: Markup("<i>block</i>"))
    assert ui.inset(("one", "two")).count("<p>") == 2


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no tag in mauve"):
        ui.tag("Odd", "mauve")
    with pytest.raises(KeyError):
        ui.care_card("mild", "Odd")
    with pytest.raises(KeyError):
        ui.button("Odd", kind="loud")


def test_no_errors_no_summary() -> None:
    assert ui.error_summary(()) == ""


def test_a_change_link_keeps_the_capitals_of_a_name() -> None:
    assert " NHS number</span>" in str(ui.summary_list((Row("NHS number", "Not given", "/about"),)))
    assert " date of birth</span>" in str(ui.summary_list((Row("Date of birth", "6 May 1984", "/who"),)))


def test_the_numbers_for_help_in_a_sentence_can_be_pressed_and_no_others() -> None:
    said = str(
        ui.numbers_linked(
            "Go to 111.nhs.uk or call 111, or 999 for life. It’s not 18000, 01632 960999 or 1999."
        )
    )
    assert [*re.findall(r'href="([^"]+)"', said)] == ["https://111.nhs.uk/", "tel:111", "tel:999"]
    assert 'href="https://111.nhs.uk/emergency-prescription">111.nhs.uk/emergency-prescription</a>.' in str(
        ui.numbers_linked("Use 111.nhs.uk/emergency-prescription.")
    )
    assert (
        re.sub(r"<[^>]+>", "", said)
        == "Go to 111.nhs.uk or call 111, or 999 for life. It’s not 18000, 01632 960999 or 1999."
    )
