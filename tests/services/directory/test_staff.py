"""Who works in a practice: roles are given and ended by its manager, within bounds that hold under concurrency too."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, Forbidden, acting, query, sessions
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.services.directory import kept
from weald.services.directory.actions import staff
from weald.services.directory.words import SKILLS
from weald.services.library import policies
from weald.services.requests.queries.offers import offers

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def manager(ward: Ward) -> Actor:
    return ward.somebody("Mo Hill", "practice_manager")


def roles(who: Actor, identity: Any) -> tuple[str, ...]:
    with acting(who):
        return next((one.roles for one in kept.team() if one.identity == identity), ())


def test_somebody_is_added_and_can_sign_in_with_their_role(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        new = staff.add_person(
            name="Dr Eve Lake", sign_in="Eve.Lake", role="clinician", service="gp", now=NOW
        )
        [line] = [one for one in kept.team() if one.identity == new]
    assert (line.sign_in, line.roles, line.services) == ("eve.lake", ("clinician",), ("gp",))
    who = sessions.open_session(sessions.sign_in(new, ward.practice, NOW), NOW)
    assert who is not None
    assert who.roles == {"clinician"}
    assert [one[1] for one in ward.audit("practice.add_person")] == [[str(new)]]


def test_who_works_elsewhere_keeps_one_sign_in(ward: Ward, manager: Actor) -> None:
    other = ward.somebody("Al Dent", "practice_manager", ward.elsewhere)
    with acting(other):
        known = staff.add_person(name="Eve Lake", sign_in="eve", role="receptionist", service="", now=NOW)
    with acting(manager), pytest.raises(Refused, match="another name"):
        staff.add_person(name="Somebody Else", sign_in="eve", role="clinician", service="", now=NOW)
    with acting(manager):
        assert (
            staff.add_person(name="eve lake", sign_in="EVE", role="clinician", service="", now=NOW) == known
        )
    with acting(manager), pytest.raises(Refused, match="work here already"):
        staff.add_person(name="Eve Lake", sign_in="eve", role="receptionist", service="", now=NOW)
    assert (roles(manager, known), roles(other, known)) == (("clinician",), ("receptionist",))
    with acting(manager):
        staff.end_work(identity=known, now=NOW)
    assert roles(other, known) == ("receptionist",)
    sessions.sign_in(known, ward.elsewhere, NOW)  # elsewhere nothing has changed


@pytest.mark.parametrize("role", ["planner", "administrator", "care_home", "pharmacist", "patient", ""])
def test_only_the_roles_of_a_practice_can_be_given(ward: Ward, manager: Actor, role: str) -> None:
    with acting(manager), pytest.raises(Refused):
        staff.give_role(identity=ward.desk.identity, role=role)
    with acting(manager), pytest.raises(Refused):
        staff.add_person(name="Eve Lake", sign_in="eve", role=role, service="", now=NOW)


def test_a_role_is_given_and_ended_with_old_and_new_in_the_audit(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        staff.give_role(identity=ward.desk.identity, role="privacy_officer")
        staff.give_role(identity=ward.desk.identity, role="privacy_officer")
    assert roles(manager, ward.desk.identity) == ("privacy_officer", "receptionist")
    with acting(manager):
        staff.end_role(identity=ward.desk.identity, role="receptionist")
    assert roles(manager, ward.desk.identity) == ("privacy_officer",)
    with acting(manager), pytest.raises(Refused, match="only role"):
        staff.end_role(identity=ward.desk.identity, role="privacy_officer")
    with acting(given.SYSTEM):
        told = query("select why from access_auditrow where verb like 'practice.%%role' order by id")
    assert told == [
        ("Receptionist → Privacy officer, Receptionist",),
        ("Privacy officer, Receptionist → Privacy officer",),
    ]


def test_an_ended_session_is_ended_at_once(ward: Ward, manager: Actor) -> None:
    assert ward.desk.identity is not None
    token = sessions.sign_in(ward.desk.identity, ward.practice, NOW)
    assert sessions.open_session(token, NOW) is not None
    with acting(manager):
        staff.end_work(identity=ward.desk.identity, now=NOW)
    assert sessions.open_session(token, NOW) is None
    with pytest.raises(Forbidden):
        sessions.sign_in(ward.desk.identity, ward.practice, NOW)
    with acting(manager):  # and whoever comes back is known again
        back = staff.add_person(
            name=ward.desk.name, sign_in=ward.desk.identity.hex, role="receptionist", service="", now=NOW
        )
    assert back == ward.desk.identity
    sessions.sign_in(back, ward.practice, NOW)


def test_nobody_changes_their_own_roles_or_those_of_another_practice(ward: Ward, manager: Actor) -> None:
    for identity in (manager.identity, ward.outsider.identity, uuid4()):
        for verb in (staff.give_role, staff.end_role):
            with acting(manager), pytest.raises(Refused):
                verb(identity=identity, role="clinician")
        with acting(manager), pytest.raises(Refused):
            staff.end_work(identity=identity, now=NOW)
    with acting(ward.reed), pytest.raises(Forbidden):
        staff.give_role(identity=ward.desk.identity, role="clinician")


def test_two_managers_who_remove_each_other_leave_one(ward: Ward, manager: Actor) -> None:
    other = ward.somebody("Al Dent", "practice_manager")
    begin = threading.Barrier(2)
    refused: list[str] = []

    def removes(who: Actor, whom: Actor) -> None:
        try:
            begin.wait()
            with acting(who):
                staff.end_work(identity=whom.identity, now=NOW)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=removes, args=pair) for pair in ((manager, other), (other, manager))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "last practice manager" in refused[0]
    with acting(given.SYSTEM):
        assert query(
            "select count(*) from access_rolebinding where party = %s and role = 'practice_manager'",
            [ward.practice],
        ) == [(1,)]


def test_the_pages(ward: Ward) -> None:
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    assert "Priya Shah" in browser.get("/staff/settings/team").content.decode()
    new = {"name": "Eve Lake", "sign_in": "eve", "role": "clinician", "service": "nurse"}
    assert browser.post("/staff/settings/team", new).status_code == 303
    assert browser.post("/staff/settings/team", new).status_code == 409
    assert browser.post("/staff/settings/team", new | {"role": "planner"}).status_code == 422
    here = f"/staff/settings/team/{ward.desk.identity}"
    assert "Answers the door" in browser.get(here).content.decode()
    assert browser.post(here, {"does": "give", "role": "privacy_officer"})["Location"] == f"{here}?done=given"
    assert browser.post(here, {"does": "give", "role": "planner"}).status_code == 409
    assert browser.post(here, {"does": "nonsense"}).status_code == 409
    assert browser.post(here, {"does": "gone"})["Location"] == "/staff/settings/team?done=gone"
    assert browser.get(here).status_code == 404
    assert browser.get(f"/staff/settings/team/{ward.outsider.identity}").status_code == 404


def test_a_skill_is_given_on_the_page_and_then_the_times_are_offered(ward: Ward, manager: Actor) -> None:
    assert {service: skill for service, (skill, _) in SKILLS.items()} == policies.matching().skills
    with acting(manager):
        new = staff.add_person(
            name="Pat Physio", sign_in="pat", role="clinician", service="physiotherapist", now=NOW
        )
    with acting(given.SYSTEM):
        [(professional,)] = query("select id from directory_professional where identity = %s", [new])
        slots = given.slots(ward.practice, 3, service="physiotherapist", professional=professional)
        [request] = given.requests(ward.practice, level="routine", service="physiotherapist")

    def offered() -> set[Any]:
        with acting(given.person(request)):
            return {one.slot for one in offers(request, NOW)}

    assert offered() == set()
    browser, page = ward.browser(manager), url("staff_member", new)
    assert "no, so that patients are offered none of their times" in browser.get(page).content.decode()
    assert browser.post(page, {"does": "skill", "service": "physiotherapist"}).status_code == 303
    assert offered() == set(slots)
    assert browser.post(page, {"does": "no_skill", "service": "physiotherapist"}).status_code == 303
    assert offered() == set()
    assert [one[1] for one in ward.audit("practice.set_skill")] == [[str(new)], [str(new)]]
    with acting(manager), pytest.raises(Refused, match="asks for no skill"):
        staff.set_skill(identity=new, service="gp", held=True)
    with acting(manager):
        staff.end_position(identity=new, service="physiotherapist", now=NOW + timedelta(days=1))
    with acting(manager), pytest.raises(Refused, match="do not give this care"):
        staff.set_skill(identity=new, service="physiotherapist", held=True)
