"""Restricted records: hidden from whoever is not cleared by name, and never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import given
from tests.access.test_emergency import REASON, Scene
from weald.foundation.access import Actor, Forbidden, acting, emergency, query, restriction
from weald.foundation.refusal import Refused

pytestmark = pytest.mark.usefixtures("committed_db")

WHY = "Works here as a nurse"


class Practice(Scene):
    """Seen from the practice of the person: its manager, a clinician who is cleared, others who are not."""

    def __init__(self) -> None:
        super().__init__()
        home = self.ward.elsewhere
        self.manager = self.ward.somebody("Mae Manager", "practice_manager", home)
        self.cleared = self.ward.outsider
        self.desk = self.ward.somebody("Dee Desk", "receptionist", home)
        self.planner = self.ward.somebody("Pat Plan", "planner", home)

    def restrict(self, *who: Actor) -> None:
        with acting(self.manager):
            restriction.restrict(
                person=self.person,
                reason=WHY,
                cleared=[one.identity for one in who or (self.cleared,)],
                now=timezone.now(),  # type: ignore[misc]
            )

    def everything(self, who: Actor) -> list[int]:
        """How many rows somebody sees in each table about this person."""
        with acting(who):
            return [
                int(query(f"select count(*) from {table} where {column} = %s", [value])[0][0])
                for table, column, value in (
                    ("people_person", "id", self.person), ("requests_request", "person", self.person),
                    ("requests_decision", "request_id", self.request), ("requests_entry", "request_id", self.request),
                    ("appointments_appointment", "person", self.person), ("messages_notification", "request_id", self.request),
                )
            ]  # fmt: skip


@pytest.fixture
def scene() -> Practice:
    return Practice()


def test_only_who_is_cleared_sees_anything(scene: Practice) -> None:
    before = scene.everything(scene.desk)
    assert before[:3] == [1, 1, 1]
    scene.restrict()
    assert scene.everything(scene.cleared) == before
    for barred in (scene.desk, scene.manager, scene.planner):
        assert scene.everything(barred) == [0] * len(before)


def test_barred_staff_are_told_whom_to_ask_and_nothing_else(scene: Practice) -> None:
    scene.restrict()
    browser = scene.ward.browser(scene.desk)
    queue = browser.get("/staff/queue").content.decode()
    assert "Quill" not in queue.replace("QUILL", "Quill")
    for address in (f"/staff/request/{scene.request}", f"/staff/person/{scene.person}"):
        page = browser.get(address)
        assert page.status_code == 403, address
        html = page.content.decode()
        assert "Dr Ben Ward" in html
        assert "restricted" in html
        assert "Zenobia" not in html
    assert scene.ward.browser(scene.ward.desk).get(f"/staff/request/{scene.request}").status_code == 404


def test_somebody_is_always_cleared_who_can_help(scene: Practice) -> None:
    for nobody in ([], [scene.planner.identity], [scene.ward.reed.identity]):
        with acting(scene.manager), pytest.raises(Refused, match="at least one"):
            restriction.restrict(person=scene.person, reason=WHY, cleared=nobody, now=timezone.now())  # type: ignore[arg-type]
    scene.restrict()
    with acting(scene.manager), pytest.raises(Refused, match="at least one"):
        restriction.set_cleared(person=scene.person, cleared=[], now=timezone.now())
    assert scene.everything(scene.cleared)[0] == 1


def test_nobody_goes_home_while_a_restricted_record_is_owed_an_answer(scene: Practice) -> None:
    with acting(given.SYSTEM):
        query(
            "update requests_request set due_at = now() + interval '1 minute' where id = %s", [scene.request]
        )
    scene.restrict()
    for barred in (scene.desk, scene.manager):
        page = scene.ward.browser(barred).get("/staff/going-home").content.decode()
        assert "1 person is owed an answer today" in page
        assert "Dr Ben Ward" in page
        assert "You can go home" not in page
        assert "QUILL" not in page.upper()
    assert "QUILL" in scene.ward.browser(scene.cleared).get("/staff/going-home").content.decode().upper()
    stranger = scene.ward.browser(scene.ward.desk).get("/staff/going-home").content.decode()
    assert "You can go home" in stranger


def test_who_is_cleared_can_change_and_the_restriction_can_end(scene: Practice) -> None:
    scene.restrict()
    browser = scene.ward.browser(scene.manager)
    address = f"/staff/person/{scene.person}/restriction"
    assert browser.get(f"/staff/person/{scene.person}")["Location"] == address
    page = browser.get(address).content.decode()
    assert "Dr Ben Ward" in page
    assert "Quill" not in page
    done = browser.post(address, {"verb": "clear", "cleared": [str(scene.desk.identity)]})
    assert done["Location"] == f"{address}?done=clear"
    assert scene.everything(scene.desk)[0] == 1
    assert scene.everything(scene.cleared)[0] == 0
    assert browser.post(address, {"verb": "lift", "reason": "left"}).status_code == 422
    browser.post(address, {"verb": "lift", "reason": "She no longer works here"})
    assert scene.everything(scene.cleared)[0] == scene.everything(scene.desk)[0] == 1
    with acting(given.SYSTEM):
        verbs = [
            row[0]
            for row in query(
                "select verb from access_auditrow where verb in ('access.restrict', 'access.clear', 'access.lift') order by id"
            )
        ]
    assert verbs == ["access.restrict", "access.clear", "access.lift"]


def test_only_managers_and_officers_of_the_own_practice_restrict(scene: Practice) -> None:
    for who in (scene.desk, scene.cleared):
        with acting(who), pytest.raises(Forbidden):
            restriction.restrict(
                person=scene.person, reason=WHY, cleared=[scene.cleared.identity], now=timezone.now()
            )  # type: ignore[list-item]
    with acting(scene.officer), pytest.raises(Refused, match="where somebody is registered"):
        restriction.restrict(
            person=scene.person, reason=WHY, cleared=[scene.ward.reed.identity], now=timezone.now()
        )  # type: ignore[list-item]
    assert (
        scene.ward.browser(scene.officer).get(f"/staff/person/{scene.person}/restriction").status_code == 404
    )
    with acting(scene.their_officer):
        restriction.restrict(
            person=scene.person, reason=WHY, cleared=[scene.cleared.identity], now=timezone.now()
        )  # type: ignore[list-item]


def test_in_an_emergency_it_opens_with_a_louder_reason_and_says_so_to_the_officer(scene: Practice) -> None:
    scene.restrict()
    for who in (scene.ward.reed, scene.desk):
        with pytest.raises(Refused, match="restricted"):
            scene.open(who)
        case = scene.open(who, sure=True)
        assert scene.everything(who)[0] == 1
        with acting(scene.their_officer):
            found = emergency.case(case)
        assert found is not None
        assert found.restricted
    page = scene.ward.browser(scene.their_officer).get("/staff/openings").content.decode()
    assert page.count("Restricted record") == 2
    browser = scene.ward.browser(scene.ward.okafor)
    address = f"/staff/person/{scene.person}/emergency"
    assert "This record is restricted" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": REASON}).status_code == 422
    assert browser.post(address, {"reason": REASON, "sure": "yes"}).status_code == 303


def test_a_cleared_colleague_who_leaves_sees_nothing_and_the_manager_still_counts_the_record(
    scene: Practice,
) -> None:
    scene.restrict()
    with acting(given.SYSTEM):
        query(
            "update requests_request set due_at = %s where id = %s",
            [timezone.now() + timedelta(minutes=1), scene.request],
        )
        query("update access_identity set active = false where id = %s", [scene.cleared.identity])
    page = scene.ward.browser(scene.manager).get("/staff/going-home").content.decode()
    assert "1 person is owed" in page
    assert "practice manager" in page
