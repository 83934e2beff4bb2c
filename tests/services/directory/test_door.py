"""The front door of a practice opens once somebody there decides, and then stays open: nobody asks where nobody reads."""

from datetime import date
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests import given
from tests.services.messages.notify import StandIn
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.directory import actions, kept, queries
from weald.services.directory.actions import door, staff
from weald.services.directory.commands import door as command
from weald.services.directory.ods import Listed
from weald.services.messages import supplier
from weald.services.messages.nhs_notify.client import NhsNotify
from weald.services.requests.actions import drafts

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
UPGRADE = import_module("weald.services.directory.migrations.0006_door").OPEN_WHERE_SOMEBODY_DECIDES
NEW = Listed(
    "practice",
    "Q99001",
    "Hop Lane Surgery",
    ("1 Hop Lane",),
    "ZZ1 1AA",
    "01632 960001",
    None,
    None,
    True,
    "QKS",
)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def shut(ward: Ward) -> None:
    with acting(given.SYSTEM):
        door.shut(organisation=ward.practice)


def begun() -> int:
    with acting(given.SYSTEM):
        [(count,)] = query("select count(*) from requests_draft")
    return int(count)


def test_a_practice_that_was_read_from_a_file_can_be_found_and_not_asked() -> None:
    with acting(given.SYSTEM):
        actions.import_organisations(organisations=[NEW], now=NOW)
    browser = Client()
    assert "You cannot ask them here yet. Phone them." in browser.get("/?q=hop").content.decode()
    page = browser.get("/p/Q99001/").content.decode()
    assert "You cannot ask this practice for help here yet" in page
    assert "01632 960001" in page
    assert "111" in page
    assert "999" in page
    assert "Ask for help</button>" not in page
    sent = browser.post("/p/Q99001/start")
    assert (sent.status_code, sent["Location"]) == (303, "/p/Q99001/")
    assert begun() == 0


def test_who_signed_in_asks_no_shut_practice_either(ward: Ward) -> None:
    shut(ward)
    draft = uuid4()
    with acting(given.person(draft)), pytest.raises(drafts.DoorShut, match="does not answer here yet"):
        drafts.start_known(
            draft=draft, organisation=ward.practice, device_hash=b"x", person=uuid4(), asker=uuid4(), for_whom="me",
            birth_date=date(1990, 2, 1), sex="female", about={}, channel="online", now=NOW,
        )  # fmt: skip
    assert begun() == 0


def test_its_manager_opens_the_door_once_a_clinician_works_there() -> None:
    here = given.practice("Q99002", answers=False)
    ward = Ward()
    manager = ward.somebody("Mo Hill", "practice_manager", here)
    page = ward.browser(manager)
    assert "First give somebody the role of clinician" in page.get("/staff/settings").content.decode()
    refused = page.post("/staff/settings", {"does": "door"})
    assert refused.status_code == 409
    assert "Nobody who can decide works here yet" in refused.content.decode()
    assert queries.practice_by_id(here).door_opened_at is None

    ward.somebody("Dr Eve Lake", "clinician", here)
    assert "Open the front door" in page.get("/staff/settings").content.decode()
    assert page.post("/staff/settings", {"does": "door"})["Location"].endswith("done=door")
    assert queries.practice_by_id(here).door_opened_at is not None
    assert "Open the front door" not in page.get("/staff/settings").content.decode()
    assert [what for _, what in ward.audit("practice.open_door")] == [[str(here)]]
    assert Client().post("/p/Q99002/start")["Location"].endswith("/danger")
    page.post("/staff/settings", {"does": "door"})  # pressed again
    assert len(ward.audit("practice.open_door")) == 1


def test_no_door_opens_where_no_message_would_arrive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supplier, "_bound", [supplier.NoSupplier()])
    monkeypatch.setattr(door, "_missing", [])
    door.bind(supplier.missing)
    here = given.practice(answers=False)
    ward = Ward()
    ward.somebody("Dr Eve Lake", "clinician", here)
    page = ward.browser(ward.somebody("Mo Hill", "practice_manager", here))
    shown = page.get("/staff/settings").content.decode()
    assert "No supplier of messages is set up here" in shown
    assert "Open the front door" not in shown
    assert page.post("/staff/settings", {"does": "door"}).status_code == 409
    assert queries.practice_by_id(here).door_opened_at is None
    supplier.bind(supplier.LocalSupplier(tmp_path))
    assert "Open the front door" in page.get("/staff/settings").content.decode()


def test_with_nhs_notify_a_door_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn()
    monkeypatch.setattr(supplier, "_bound", [NhsNotify(stand_in.account())])
    monkeypatch.setattr(door, "_missing", [])
    door.bind(supplier.missing)
    here = given.practice(answers=False)
    ward = Ward()
    ward.somebody("Dr Eve Lake", "clinician", here)
    page = ward.browser(ward.somebody("Mo Hill", "practice_manager", here))
    assert page.post("/staff/settings", {"does": "door"})["Location"].endswith("done=door")
    assert queries.practice_by_id(here).door_opened_at is not None
    stand_in.close()


@pytest.mark.parametrize("role", ["clinician", "receptionist", "privacy_officer"])
def test_only_a_manager_opens_it(ward: Ward, role: str) -> None:
    with acting(ward.somebody("Al Dent", role)), pytest.raises(Forbidden):
        door.open_own(now=NOW)


@pytest.mark.parametrize("role", ["clinician", "receptionist", "practice_manager"])
def test_nobody_of_a_practice_shuts_it(ward: Ward, role: str) -> None:
    with acting(ward.somebody("Al Dent", role)), pytest.raises(Forbidden):
        door.shut(organisation=ward.practice)


def test_the_last_clinician_stays_while_people_ask(ward: Ward) -> None:
    here = given.practice()
    manager = ward.somebody("Mo Hill", "practice_manager", here)
    first, second = (ward.somebody(name, "clinician", here) for name in ("Dr Eve Lake", "Dr Jo Fell"))
    ends(manager, first)
    with pytest.raises(Refused, match="the last clinician here"):
        ends(manager, second)
    with acting(manager):
        staff.give_role(identity=second.identity, role="receptionist")  # type: ignore[arg-type]
        with pytest.raises(Refused, match="the last clinician here"):
            staff.end_role(identity=second.identity, role="clinician")  # type: ignore[arg-type]
        assert kept.deciding(here) == {second.identity}
    with acting(given.SYSTEM):
        door.shut(organisation=here)
    ends(manager, second)


def ends(manager: Actor, colleague: Actor) -> None:
    with acting(manager):
        staff.end_work(identity=colleague.identity, now=NOW)  # type: ignore[arg-type]


def test_the_command_says_how_doors_stand_and_opens_and_shuts_them(ward: Ward) -> None:
    here = given.practice("Q99003", answers=False)
    with acting(given.SYSTEM):
        assert ", of 1 it is shut." in command("", opens=False, shuts=False, now=NOW)
        assert "shut" in command("q99003", opens=False, shuts=False, now=NOW)
        with pytest.raises(Refused, match="Nobody who can decide"):
            command("Q99003", opens=True, shuts=False, now=NOW)
        with pytest.raises(Refused, match="No practice has the code"):
            command("Q00000", opens=True, shuts=False, now=NOW)
        with pytest.raises(Refused, match="Say whose front door"):
            command("", opens=True, shuts=False, now=NOW)
    ward.somebody("Dr Eve Lake", "clinician", here)
    with acting(given.SYSTEM):
        assert command("Q99003", opens=True, shuts=False, now=NOW).endswith("is open since 23 November 2026.")
        assert "shut" in command("Q99003", opens=False, shuts=True, now=NOW)


def test_practices_where_clinicians_work_already_are_open_after_the_upgrade(ward: Ward) -> None:
    empty, managed = given.practice(answers=False), given.practice(answers=False)
    ward.somebody("Mo Hill", "practice_manager", managed)
    shut(ward)
    with connection.cursor() as cursor:
        cursor.execute(UPGRADE)
    queries.forget()
    assert queries.practice_by_id(ward.practice).door_opened_at is not None
    assert queries.practice_by_id(empty).door_opened_at is None
    assert queries.practice_by_id(managed).door_opened_at is None
