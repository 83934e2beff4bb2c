"""Pages with every component on them, for the tests to look at."""

from datetime import date
from pathlib import Path

import jinja2
from django.http import QueryDict

from weald.foundation.ui import environment as ui_environment
from weald.foundation.ui.components import Choice, Row
from weald.foundation.ui.environment import environment
from weald.foundation.ui.forms import (
    Bound,
    ChoiceField,
    DateField,
    EmailField,
    Form,
    MultiChoiceField,
    NhsNumberField,
    NumberField,
    PhoneField,
    TextField,
)
from weald.foundation.ui.presenters import Key, PatientPage, StaffPage, Tab

UI = Path(ui_environment.__file__).parent
TODAY = date(2026, 11, 21)
ENVIRONMENT = environment(loader=jinja2.FileSystemLoader([UI / "templates", Path(__file__).parent / "pages"]))

SIGNS = (
    Choice("crushing", "The pain feels tight, heavy or squeezing"),
    Choice("spreading", "The pain spreads to your arm, neck, jaw or back"),
    Choice("sweating", "You are sweating or feel sick", "Cold, clammy skin counts"),
    Choice("breathless", "You are short of breath"),
)
SEXES = (Choice("female", "Female"), Choice("male", "Male"), Choice("unsure", "I’m not sure"))
PRACTICES = (Choice("a", "Hop Garden Surgery"), Choice("b", "Oast House Medical Centre"))
ROWS = (
    Row("Name", "Mary Hopper", "#name", "your name"),
    Row("Date of birth", "31 March 1980", "#born", "your date of birth"),
    Row(
        "What is wrong", "My throat hurts.\nIt has been three days.\nألم في الحلق", "#words", "what is wrong"
    ),
    Row("Practice", "Oast House Medical Centre"),
)
QUESTION = Form(
    MultiChoiceField(
        name="signs",
        missing="Choose the signs that you have, or “No, none of these”",
        values=tuple(sign.value for sign in SIGNS),
        exclusive=("none", "unsure"),
    )
)
DETAILS = Form(
    TextField(name="first_name", missing="Enter your first name", what="First name", most=35),
    DateField(name="born", missing="Enter your date of birth", what="Date of birth", past=True, years=120),
    ChoiceField(
        name="sex", missing="Choose your sex, or “I’m not sure”", values=("female", "male", "unsure")
    ),
    NumberField(name="temperature", what="Temperature", unit="°C", least=30, most=45, step=0.1),
    NhsNumberField(name="nhs_number", check=lambda number: False),
    PhoneField(name="phone", missing="Enter your phone number"),
    EmailField(name="email"),
    TextField(name="words", missing="Tell us what is wrong", what="What is wrong", most=500, lines=True),
)


def patient(title: str, form: Bound | None = None) -> PatientPage:
    """A patient page with everything that its shell can show."""
    return PatientPage(
        title=title,
        demonstration=True,
        practice="Oast House Medical Centre",
        opening="We are closed. A nurse or doctor will read what you send on Monday 23 November from 8am.",
        turn_to="If you need help today, call 111. If somebody’s life is in danger, call 999.",
        back="#back",
        has_errors=bool(form and form.errors),
    )


def page(name: str) -> str:
    """The HTML of one gallery page, by name; `errors/503` and the like are the product's own."""
    if name.startswith("errors/"):
        kept = (("words", "My throat hurts"),)
        return ENVIRONMENT.get_template(f"{name}.jinja").render(kept=kept, csrf_input="", sentence="")
    if name.startswith("pages/"):
        return ENVIRONMENT.get_template(f"{name}.jinja").render(page=patient("About"))
    if name in ("question", "question-wrong"):
        sent = QueryDict("signs=none&signs=crushing")
        form = QUESTION.bind(sent) if name == "question-wrong" else QUESTION.empty()
        return ENVIRONMENT.get_template("question.jinja").render(
            page=patient("Chest pain", form), form=form, signs=SIGNS
        )
    if name in ("form", "form-wrong"):
        wrong = QueryDict(mutable=True)
        wrong.update(
            {
                "born-day": "31",
                "born-month": "11",
                "born-year": "1980",
                "temperature": "fever",
                "nhs_number": "999 123 456",
                "phone": "12",
                "email": "me@",
                "words": "long " * 200,
            }
        )
        form = DETAILS.bind(wrong, today=TODAY) if name == "form-wrong" else DETAILS.empty()
        return ENVIRONMENT.get_template("form.jinja").render(
            page=patient("Your details", form), form=form, sexes=SEXES, practices=PRACTICES
        )
    if name == "advice":
        return ENVIRONMENT.get_template("advice.jinja").render(page=patient("What to do"), rows=ROWS)
    if name == "queue":
        lines = (
            ("now", "999", "red", "4 minutes late", True),
            ("today", "Today", "pink", "by 2:30pm today", False),
            ("soon", "7 days", "orange", "by Friday", False),
            ("routine", "14 days", "blue", "by 4 December", False),
            ("self_care", "Self-care", "green", "by Monday", False),
        )
        shell = StaffPage(
            title="Requests",
            demonstration=True,
            who="Dr Ada Finch, GP",
            organisation="Oast House Medical Centre",
            sign_out="#out",
            tabs=(
                Tab("Clinical", "#c", True, 12),
                Tab("Administrative", "#a", waiting=7),
                Tab("Going home", "#g"),
            ),
            keys=(Key("t", "Take the request"), Key("c", "Confirm the decision"), Key("/", "Find a person")),
            notice="Taken. Nobody else can take it until you hand it back.",
        )
        return ENVIRONMENT.get_template("queue.jinja").render(
            page=shell, lines=lines, rows=ROWS[:3], csrf_input=""
        )
    raise KeyError(name)


PAGES = (
    "question", "question-wrong", "form", "form-wrong", "advice", "queue",
    "pages/help", "pages/privacy", "pages/accessibility",
    "errors/400", "errors/403", "errors/404", "errors/410", "errors/429", "errors/500", "errors/503",
)  # fmt: skip
