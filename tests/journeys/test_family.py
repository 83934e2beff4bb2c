"""A family: staff let a mother act for her children, she signs in with a code and asks for the younger one; what the older
one asks is not hers to see; and a death ends everything at once."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.journeys import asking
from tests.journeys.conftest import WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

TODAY = date.today()  # noqa: DTZ011  only years count


class Person:
    """Somebody registered at the practice where people book at once, who asked for nothing yet, made this old."""

    def __init__(self, town: Town, turn: int, age: int) -> None:
        self.born = date(TODAY.year - age, 1, 15)
        [(id_, given, family)] = town.rows(
            "select p.id, p.given_name, p.family_name from people_person p join directory_organisation o on o.id = p.organisation"
            " where o.name = %s and p.died_on is null and p.phone like '+447%%' and not exists (select 1 from people_proxy x"
            " where p.id in (x.person, x.proxy)) and not exists (select 1 from requests_request r where r.person = p.id)"
            " order by p.id offset %s limit 1",
            asking.BOOKS,
            turn,
        )
        self.id: UUID = id_
        self.given, self.family = given, family
        self.phone = f"+4477009{turn:05}"
        town.rows(
            "update people_person set birth_date = %s, phone = %s, email = '', contact_by = 'sms' where id = %s returning 1",
            self.born,
            self.phone,
            id_,
        )

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@pytest.fixture(scope="module")
def household(town: Town) -> dict[str, Person]:
    """A mother, a child of eight, a teenager of fourteen, and an old father: chosen before anybody acts."""
    return {
        name: Person(town, turn, age)
        for turn, (name, age) in enumerate({"mother": 40, "child": 8, "teenager": 14, "father": 84}.items())
    }


def lets_act(clerk: Walker, ward: Person, mother: Person, *, reviewed: bool = False) -> None:
    """At the desk: the mother may act for this child from now on."""
    clerk.opens(f"/staff/person/{ward.id}/proxies")
    clerk.sees(f"Who acts for {ward.name}")
    clerk.page.locator("#act-grant summary").click()
    form = clerk.page.locator("#act-grant")
    form.get_by_label("First name of who acts").fill(mother.given)
    form.get_by_label("Last name of who acts").fill(mother.family)
    for part, number in (("Day", mother.born.day), ("Month", mother.born.month), ("Year", mother.born.year)):
        form.get_by_label(part, exact=True).first.fill(str(number))
    form.get_by_label("Parent", exact=True).check()
    form.get_by_label("They are a child under 16").check()
    if reviewed:
        form.get_by_label(re.compile("I spoke with the young person")).check()
    clerk.looks()
    form.get_by_role("button", name="Let them act").click()
    clerk.reads("They can act from now on.", mother.name)


def checks_number(clerk: Walker, person: Person) -> None:
    """At the desk: this is their number."""
    clerk.opens(f"/staff/person/{person.id}/proxies")
    clerk.presses("I checked it with them")
    clerk.reads("Noted: they are reached there for certain")


def signs_in(walker: Walker, town: Town, person: Person) -> None:
    """With the code that came to their telephone."""
    code = town.rows("select ods_code from directory_organisation where name = %s", asking.BOOKS)[0][0]
    walker.opens(f"/mine/sign-in?practice={code}")
    walker.sees("Sign in")
    walker.writes("First name", person.given)
    walker.writes("Last name", person.family)
    walker.is_born(person.born)
    walker.presses("Send me a code")
    walker.sees("Enter your code")
    [(body,)] = town.rows(
        "select body from messages_notification where template = 'sign_in_code' and \"to\" = %s order by made_at desc limit 1",
        person.phone,
    )
    walker.writes("Code", re.search(r"\b\d{6}\b", body)[0])  # type: ignore[index]
    walker.presses("Continue")
    walker.sees("Your requests")


def asks(walker: Walker, *, share: bool | None = None) -> None:
    """From the button to the answer, without who they are being asked again."""
    walker.sees(re.compile("^Is any of these happening( to them)? right now"))
    walker.chooses(asking.NONE)
    walker.presses("Continue")
    walker.chooses("Health")
    walker.presses("Continue")
    walker.page.get_by_role("textbox").first.fill("It itches and is red around the eye, for two days")
    walker.presses("Continue")
    walker.page.get_by_role("radio").first.check()
    walker.presses("Continue")
    asking.answers(walker)
    walker.page.get_by_label(re.compile("^No")).first.check()
    walker.presses("Continue")
    walker.sees("Check your answers")
    if share is not None:
        walker.reads("Only you and the practice can see this request.")
    walker.presses("Send my request")


def test_a_mother_asks_for_her_child_and_does_not_see_what_the_older_one_asks(
    walkers: Callable[..., Walker], town: Town, household: dict[str, Person]
) -> None:
    mother, child, teenager = household["mother"], household["child"], household["teenager"]
    clerk = walkers(viewport=WIDE)
    asking.signs_in(clerk, "Receptionist", asking.BOOKS)
    lets_act(clerk, child, mother)
    lets_act(clerk, teenager, mother, reviewed=True)
    checks_number(clerk, mother)
    checks_number(clerk, teenager)

    parent = walkers()
    signs_in(parent, town, mother)
    parent.reads("People you act for", child.name, teenager.name)
    parent.presses(f"Ask for help for {child.name}")
    asks(parent)
    assert town.rows(
        "select identity_level, hidden, for_whom from requests_request where person = %s", child.id
    ) == [("verified", False, "child")]
    parent.opens("/mine/")
    parent.sees("Your requests")
    theirs = parent.page.locator("a[href^='/mine/request/']")
    assert theirs.count() == 1
    theirs.click()
    parent.looks()

    young = walkers()
    signs_in(young, town, teenager)
    young.reads("Who acts for you", mother.name)
    young.presses("Ask for help for yourself")
    asks(young, share=False)
    assert town.rows("select hidden from requests_request where person = %s", teenager.id) == [(True,)]
    young.opens("/mine/")
    young.reads("only you and the practice see it")
    parent.opens("/mine/")
    assert theirs.count() == 1

    # They end it themself, at once.
    young.presses(f"End this now: {mother.name}")
    young.reads("They can no longer act for you.")
    parent.opens("/mine/")
    parent.does_not_read(teenager.name)
    parent.follows("See who looked at your record")
    parent.sees("Who looked at your record")


def test_a_death_ends_everything_at_once(
    walkers: Callable[..., Walker], town: Town, household: dict[str, Person]
) -> None:
    father = household["father"]
    clerk = walkers(viewport=WIDE)
    asking.signs_in(clerk, "Receptionist", asking.BOOKS)
    checks_number(clerk, father)
    old = walkers()
    signs_in(old, town, father)
    old.presses("Ask for help for yourself")
    asks(old)
    clerk.opens(f"/staff/person/{father.id}/proxies")
    clerk.page.locator("#act-died summary").click()
    form = clerk.page.locator("#act-died")
    yesterday = TODAY - timedelta(days=14)
    for part, number in (("Day", yesterday.day), ("Month", yesterday.month), ("Year", yesterday.year)):
        form.get_by_label(part, exact=True).fill(str(number))
    form.get_by_label(re.compile("I compared")).check()
    clerk.looks()
    form.get_by_role("button", name="Note the death").click()
    clerk.reads("The death is noted.", "They died on")
    assert town.rows("select state, outcome from requests_request where person = %s", father.id) == [
        ("closed", "died")
    ]
    old.opens("/mine/")
    old.sees("Sign in")
