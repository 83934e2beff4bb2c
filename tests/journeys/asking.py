"""The ways that journeys share: how far somebody gets by themself when they ask for help."""

import re
from datetime import date
from urllib.parse import urlencode

from tests.journeys.walking import BORN, Walker

NONE = "No, none of these"
BACK = "My lower back has hurt for three weeks, since I lifted boxes"
BOOKS = "Alderhop Surgery"
"""The practice where people book at once."""
CONFIRMS = "Aldermere Health Centre"
"""The practice where staff confirm first."""

OFTEN = 30
"""More questions than any path has."""


def begins(walker: Walker, practice: str = BOOKS) -> None:
    """From the front page past the question about danger."""
    walker.opens("/")
    walker.sees("Get help from your GP practice")
    walker.follows(practice)
    walker.sees(practice)
    walker.presses("Ask for help")
    walker.sees("Is any of these happening right now?")
    walker.chooses(NONE)
    walker.presses("Continue")
    walker.sees("Who needs help?")


def says_who(walker: Walker, *, whom: str = "Me", born: date = BORN, sex: str = "Female") -> None:
    """For whom it is."""
    walker.chooses(whom)
    walker.is_born(born)
    walker.chooses(sex)
    walker.presses("Continue")
    walker.sees("What do you need help with?")


def says_what(walker: Walker, words: str, problem: str) -> None:
    """A matter of health, in words, and the problem that is closest."""
    walker.chooses("Health")
    walker.presses("Continue")
    walker.sees("What is wrong?")
    walker.writes("What is wrong?", words)
    walker.presses("Continue")
    walker.sees("Which is closest?")
    walker.chooses(problem)
    walker.presses("Continue")


def answers(walker: Walker, **said: str) -> list[str]:
    """Answers every question that comes: none and no, or as `said` for the question that has this word. Gives the
    questions."""
    asked: list[str] = []
    while "/question" in walker.place:
        asked.append(walker.heading)
        walker.looks()
        answer(walker, next((said[word] for word in said if word in walker.heading), ""))
        assert len(asked) < OFTEN, asked
    return asked


def answer(walker: Walker, words: str = "") -> None:
    """One answer, by its words; without them none, no, or the first."""
    page = walker.page
    if words:
        walker.chooses(words)
    elif page.get_by_label(NONE).count():
        walker.chooses(NONE)
    elif page.get_by_label("No", exact=True).count():
        for each in page.get_by_label("No", exact=True).all():
            each.check()
    else:
        page.get_by_role("radio").first.check()
    walker.presses("Continue")


def says_who_asks(
    walker: Walker,
    given: str = "Ada",
    family: str = "Test",
    *,
    before: str = "No",
    needs: tuple[str, ...] = (),
) -> None:
    """Name, mobile number, whether they asked `before`, and what they need; on to the page before sending."""
    walker.sees("About you")
    walker.writes("Your first name", given)
    walker.writes("Your last name", family)
    walker.chooses("Text message")
    walker.writes("Your phone number", "07700 900982")
    if before:  # asked of matters of health only
        walker.chooses(before)
    if needs:
        walker.page.get_by_text("Do you need help to use this service?").click()
        for need in needs:
            walker.chooses(need)
    walker.presses("Continue")
    walker.sees("Check your answers")


def asks_about_a_back(walker: Walker, practice: str = BOOKS, family: str = "Test") -> None:
    """All of it: back pain that has lasted, which a physiotherapist should see within 14 days. Sent."""
    begins(walker, practice)
    says_who(walker)
    says_what(walker, BACK, "Low back pain")
    answers(walker, long="2 to 6 weeks")
    says_who_asks(walker, family=family)
    walker.presses("Send my request")


def opens_link(walker: Walker, link: str, born: date = BORN) -> None:
    """Comes back by the private link."""
    walker.opens(link)
    walker.sees("Open your request")
    walker.is_born(born)
    walker.presses("Open")


def signs_in(walker: Walker, role: str, practice: str = CONFIRMS, turn: int = 0) -> str:
    """Signs in as one of the practice's staff with this role, and gives their name."""
    walker.opens(f"/staff/sign-in?{urlencode({'q': practice})}")
    walker.sees("Staff sign-in")
    walker.follows(practice)
    walker.sees("Staff sign-in")
    # What somebody is stands there, and in brackets what that lets them do: every clinician is called otherwise.
    said = rf"\({role}\)$" if role == "Clinician" else rf" {role}$"
    button = walker.page.get_by_role("button", name=re.compile(said)).nth(turn)
    name = button.locator("strong").inner_text()
    button.click()
    walker.sees("Clinical requests")
    return name
