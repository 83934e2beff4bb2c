"""Opening a record in an emergency: who may, what it opens and for how long, and who looks at it afterwards."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, Forbidden, acting, emergency, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.people.actions import NewPerson, register

pytestmark = pytest.mark.usefixtures("committed_db")

REASON = "Unconscious at the bus stop, need allergies"


class Scene:
    """Two practices; a person of the second one; staff of both."""

    def __init__(self) -> None:
        self.ward = Ward(timezone.now())
        self.person = uuid7(self.ward.now)
        with acting(given.SYSTEM):
            register(
                person=NewPerson(
                    id=self.person, organisation=self.ward.elsewhere, given_name="Zenobia", family_name="Quill",
                    birth_date=date(1961, 4, 9), nhs_number="9990000018", sex="female",
                ),
                now=self.ward.now - timedelta(days=1),
            )  # fmt: skip
        self.request = self.ward.request(
            organisation=self.ward.elsewhere, person=self.person, registered=self.ward.elsewhere, given_name="Zenobia",
            family_name="Quill",
        )  # fmt: skip
        self.officer = self.ward.somebody("Olu Private", "privacy_officer")
        self.their_officer = self.ward.somebody("Pia Private", "privacy_officer", self.ward.elsewhere)
        self.unrelated_officer = self.ward.somebody("Una Related", "privacy_officer", given.practice())

    def open(self, who: Actor | None = None, **changed: Any) -> UUID:
        with acting(who or self.ward.reed):
            return emergency.open_record(
                **({"person": self.person, "reason": REASON, "now": timezone.now()} | changed)
            )

    def sees(self, who: Actor) -> tuple[int, int]:
        """Persons and requests that somebody sees of this person."""
        with acting(who):
            [row] = query(
                "select (select count(*) from people_person where id = %(p)s), (select count(*) from requests_request where person = %(p)s)",
                {"p": self.person},
            )
        return row[0], row[1]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_opens_one_record_to_one_member_of_staff_for_eight_hours(scene: Scene) -> None:
    assert scene.sees(scene.ward.reed) == (0, 0)
    scene.open()
    assert scene.sees(scene.ward.reed) == (1, 1)
    assert scene.sees(scene.ward.okafor) == (0, 0)
    with acting(given.SYSTEM):
        [(since, until)] = query("select since, until from access_relationship where basis = 'emergency'")
        assert until - since == emergency.LIFE
        query(
            "update access_relationship set since = since - interval '9 hours', until = until - interval '9 hours' where basis = 'emergency'"
        )
    assert scene.sees(scene.ward.reed) == (0, 0)


@pytest.mark.parametrize("reason", ["", "urgent", "          x     "])
def test_a_word_is_no_reason(scene: Scene, reason: str) -> None:
    with pytest.raises(Refused, match="in a sentence"):
        scene.open(reason=reason)
    assert scene.sees(scene.ward.reed) == (0, 0)


@pytest.mark.parametrize("role", ["planner", "administrator", "privacy_officer", "care_home"])
def test_roles_that_treat_nobody_open_nothing(scene: Scene, role: str) -> None:
    with pytest.raises(Forbidden):
        scene.open(scene.ward.somebody("Somebody", role))


def test_opened_again_it_is_the_same_case(scene: Scene) -> None:
    assert scene.open() == scene.open()
    with acting(given.SYSTEM):
        assert query("select count(*) from access_relationship where basis = 'emergency'") == [(1,)]


def test_nobody_is_opened_who_is_not_there(scene: Scene) -> None:
    with pytest.raises(Refused, match="no such person"):
        scene.open(person=uuid7(scene.ward.now))


def test_both_organisations_officers_see_the_case_and_nobody_elses(scene: Scene) -> None:
    case = scene.open()
    for officer in (scene.officer, scene.their_officer):
        with acting(officer):
            assert [one.id for one in emergency.cases()] == [case]
            assert emergency.cases()[0].reason == REASON
    with acting(scene.unrelated_officer):
        assert emergency.cases() == ()
        assert emergency.case(case) is None
    with acting(scene.ward.reed), pytest.raises(Forbidden):
        emergency.cases()


def test_the_officer_sees_what_was_read_under_it_and_nothing_of_others(scene: Scene) -> None:
    case = scene.open()
    ours = scene.ward.request()
    browser = scene.ward.browser(scene.ward.reed)
    assert browser.get(f"/staff/request/{scene.request}").status_code == 200
    browser.get(f"/staff/request/{ours}")
    for officer in (scene.officer, scene.their_officer):
        page = scene.ward.browser(officer).get(f"/staff/openings/{case}")
        assert page.status_code == 200
        html = page.content.decode()
        assert REASON in html
        assert html.count("Read a request") == 1
        assert "Zenobia" not in html
        assert "Quill" not in html
    assert scene.ward.browser(scene.unrelated_officer).get(f"/staff/openings/{case}").status_code == 404


def test_the_tab_counts_what_waits_and_closing_ends_the_access(scene: Scene) -> None:
    case = scene.open()
    browser = scene.ward.browser(scene.their_officer)
    assert '<span class="staff-count">1</span>' in browser.get("/staff/openings").content.decode()
    assert (
        browser.post(f"/staff/openings/{case}", {"finding": "justified", "note": "short"}).status_code == 422
    )
    done = browser.post(
        f"/staff/openings/{case}", {"finding": "justified", "note": "Ambulance confirmed it by phone."}
    )
    assert done["Location"] == "/staff/openings?done=closed"
    page = browser.get("/staff/openings").content.decode()
    assert '<span class="staff-count">0</span>' in page
    assert "Ambulance confirmed it" in page
    assert scene.sees(scene.ward.reed) == (0, 0)
    again = scene.ward.browser(scene.officer).post(
        f"/staff/openings/{case}", {"finding": "mistake", "note": "I found otherwise."}
    )
    assert again.status_code == 422
    assert "Somebody else has closed" in again.content.decode()


def test_nobody_closes_their_own_case(scene: Scene) -> None:
    both = scene.ward.somebody("Dr Both", "clinician")
    case = scene.open(both)
    officer = given.staff(scene.ward.practice, "privacy_officer", name="Dr Both", identity=both.identity)
    with acting(officer), pytest.raises(Refused, match="yourself"):
        emergency.close(case=case, finding="justified", note="I say that it was.", now=timezone.now())


def test_it_is_audited_without_the_reason(scene: Scene) -> None:
    case = scene.open()
    assert scene.ward.audit("access.emergency") == [("Dr Amara Reed", [str(scene.person), str(case)])]
    with acting(given.SYSTEM):
        assert query("select count(*) from access_auditrow where why like '%%bus stop%%'") == [(0,)]


def test_the_page_finds_by_number_name_and_birth_date_and_puts_none_of_them_into_an_address(
    scene: Scene,
) -> None:
    browser = scene.ward.browser(scene.ward.reed)
    sent = {
        "nhs_number": "999 000 0018",
        "family_name": "Quill",
        "born-day": "9",
        "born-month": "4",
        "born-year": "1961",
    }
    answer = browser.post("/staff/emergency", sent)
    assert answer["Location"] == f"/staff/person/{scene.person}/emergency"
    assert browser.post("/staff/emergency", sent | {"family_name": "Quilt"}).status_code == 422
    page = browser.get(answer["Location"]).content.decode()
    assert "Zenobia" not in page
    assert browser.post(answer["Location"], {"reason": "now"}).status_code == 422
    assert browser.post(answer["Location"], {"reason": REASON}).status_code == 303
    assert scene.sees(scene.ward.reed) == (1, 1)


def test_without_a_case_the_database_takes_no_emergency(scene: Scene) -> None:
    insert = "insert into access_relationship (person, party, basis, since, until) values (%s, %s, %s, now(), now() + interval '8 hours')"
    reed = scene.ward.reed
    for party, basis in (
        (reed.identity, "emergency"),
        (scene.ward.okafor.identity, "emergency"),
        (reed.identity, "cleared"),
    ):
        with acting(reed), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            query(insert, [scene.person, party, basis])
    with acting(reed), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        query(
            "insert into access_emergency (id, person, organisation, identity, name, reason, opened_at, until, closed_by, finding)"
            " values (gen_random_uuid(), %s, %s, %s, 'x', 'x', now(), now() + interval '1 day', '', '')",
            [scene.person, reed.party, scene.ward.okafor.identity],
        )


def test_who_is_not_signed_in_opens_nothing(scene: Scene) -> None:
    answer = Client().post(f"/staff/person/{scene.person}/emergency", {"reason": REASON})
    assert answer.status_code == 401
    with acting(given.SYSTEM):
        assert query("select count(*) from access_emergency") == [(0,)]
