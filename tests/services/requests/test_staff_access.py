"""Who may open and press what: every address of staff, for everybody. A new address or verb without a line here fails.

Nobody is not signed in; the outsider is a clinician of another practice; the administrator works here and sees no person.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests import given
from tests.services.referrals.pharmacies import Street
from weald.foundation.access import acting, query
from weald.services.requests.actions import booking, care, conversation, disagreeing
from weald.services.requests.views.staff.verbs import VERBS

pytestmark = pytest.mark.usefixtures("committed_db")

PEOPLE = ("nobody", "receptionist", "clinician", "practice_manager", "outsider", "administrator")

OPEN = {  # GET:            nobody, receptionist, clinician, practice_manager, outsider, administrator
    "staff_home":           (302, 302, 302, 302, 302, 302),
    "sign_in":              (200, 200, 200, 200, 200, 200),
    "sign_out":             (405, 405, 405, 405, 405, 405),
    "staff_queue":          (302, 200, 200, 200, 200, 403),
    "staff_queue_rows":     (401, 200, 200, 200, 200, 403),
    "staff_next":           (302, 302, 302, 302, 302, 403),
    "staff_going_home":     (302, 200, 200, 200, 200, 403),
    "staff_today":          (302, 403, 403, 200, 403, 403),
    "staff_figures":        (302, 403, 403, 403, 403, 403),
    "staff_call_backs":     (302, 200, 200, 200, 200, 403),
    "staff_call_backs_rows": (401, 200, 200, 200, 200, 403),
    "staff_alarms_rows":    (401, 200, 200, 200, 200, 403),
    "staff_going_home_rows": (401, 200, 200, 200, 200, 403),
    "staff_waiting_rows": (401, 200, 200, 200, 200, 403),
    "staff_day_rows":     (401, 200, 200, 200, 200, 403),
    "staff_call_back":      (405, 405, 405, 405, 405, 405),
    "staff_call":           (405, 405, 405, 405, 405, 405),
    "staff_attachment":     (302, 404, 404, 404, 404, 403),
    "staff_conversation":   (302, 200, 200, 200, 404, 403),
    "staff_safety":         (302, 403, 403, 200, 403, 403),
    "staff_safety_event":   (302, 403, 403, 404, 403, 403),
    "staff_safety_export":  (302, 403, 403, 404, 403, 403),
    "staff_settings":       (302, 403, 403, 200, 403, 403),
    "staff_opening_times":  (302, 403, 403, 200, 403, 403),
    "staff_services":       (302, 403, 403, 200, 403, 403),
    "staff_service":        (302, 403, 403, 200, 403, 403),
    "staff_modes":          (302, 403, 403, 200, 403, 403),
    "staff_sessions":       (302, 403, 403, 200, 403, 403),
    "staff_session":        (302, 403, 403, 404, 403, 403),
    "staff_session_cut":    (302, 403, 403, 404, 403, 403),
    "staff_templates":      (302, 403, 403, 200, 403, 403),
    "staff_team":           (302, 403, 403, 200, 403, 403),
    "staff_member":         (302, 403, 403, 404, 403, 403),
    "staff_needs":          (302, 404, 404, 404, 404, 403),
    "staff_proxies":        (302, 404, 404, 404, 404, 403),
    "staff_proxies_verb":   (405, 405, 405, 405, 405, 405),
    "staff_residents":      (302, 403, 403, 403, 403, 403),
    "staff_residents_ask":  (405, 405, 405, 405, 405, 405),
    "staff_reception":      (302, 200, 200, 200, 200, 403),
    "staff_register":       (302, 200, 200, 200, 200, 403),
    "staff_person":         (302, 404, 404, 404, 404, 403),
    "staff_enter_new":      (405, 405, 405, 405, 405, 405),
    "staff_enter":          (302, 404, 404, 404, 404, 403),
    "staff_enter_go_on":    (405, 405, 405, 405, 405, 405),
    "staff_print":          (302, 200, 200, 200, 404, 403),
    "staff_request":        (302, 200, 200, 200, 404, 403),
    "staff_request_times":  (302, 200, 200, 200, 404, 403),
    "staff_referrals":      (302, 403, 403, 403, 403, 403),
    "staff_referrals_rows": (401, 403, 403, 403, 403, 403),
    "staff_referrals_next": (302, 403, 403, 403, 403, 403),
    "staff_referral":       (302, 403, 403, 403, 403, 403),
    "staff_referral_verb":  (405, 405, 405, 405, 405, 405),
    "staff_request_verb":   (405, 405, 405, 405, 405, 405),
}  # fmt: skip
SENT = {  # POST to what is only read, and to the sign-in
    "staff_home":           (405, 405, 405, 405, 405, 405),
    "sign_in":              (403, 403, 403, 403, 403, 403),
    "sign_out":             (302, 302, 302, 302, 302, 302),
    "staff_queue":          (401, 303, 303, 303, 303, 403),
    "staff_queue_rows":     (405, 405, 405, 405, 405, 405),
    "staff_next":           (405, 405, 405, 405, 405, 405),
    "staff_going_home":     (405, 405, 405, 405, 405, 405),
    "staff_today":          (405, 405, 405, 405, 405, 405),
    "staff_figures":        (405, 405, 405, 405, 405, 405),
    "staff_call_backs":     (405, 405, 405, 405, 405, 405),
    "staff_call_backs_rows": (405, 405, 405, 405, 405, 405),
    "staff_alarms_rows":    (405, 405, 405, 405, 405, 405),
    "staff_going_home_rows": (405, 405, 405, 405, 405, 405),
    "staff_waiting_rows": (405, 405, 405, 405, 405, 405),
    "staff_day_rows":     (405, 405, 405, 405, 405, 405),
    "staff_call_back":      (401, 404, 404, 404, 404, 403),
    "staff_call":           (401, 303, 409, 409, 404, 403),  # the first has the call
    "staff_attachment":     (405, 405, 405, 405, 405, 405),
    "staff_conversation":   (401, 422, 422, 422, 404, 403),
    "staff_safety":         (405, 405, 405, 405, 405, 405),
    "staff_safety_event":   (401, 403, 403, 404, 403, 403),
    "staff_safety_export":  (405, 405, 405, 405, 405, 405),
    "staff_settings":       (401, 403, 403, 422, 403, 403),
    "staff_opening_times":  (401, 403, 403, 200, 403, 403),
    "staff_services":       (405, 405, 405, 405, 405, 405),
    "staff_service":        (401, 403, 403, 422, 403, 403),
    "staff_modes":          (401, 403, 403, 303, 403, 403),
    "staff_sessions":       (401, 403, 403, 200, 403, 403),
    "staff_session":        (401, 403, 403, 404, 403, 403),
    "staff_session_cut":    (401, 403, 403, 404, 403, 403),
    "staff_templates":      (401, 403, 403, 422, 403, 403),
    "staff_team":           (401, 403, 403, 422, 403, 403),
    "staff_member":         (401, 403, 403, 404, 403, 403),
    "staff_needs":          (401, 404, 404, 404, 404, 403),
    "staff_proxies":        (405, 405, 405, 405, 405, 405),
    "staff_proxies_verb":   (401, 404, 404, 404, 404, 404),
    "staff_residents":      (405, 405, 405, 405, 405, 405),
    "staff_residents_ask":  (401, 403, 403, 403, 403, 403),
    "staff_reception":      (401, 200, 200, 200, 200, 403),
    "staff_register":       (401, 200, 200, 200, 200, 403),
    "staff_person":         (405, 405, 405, 405, 405, 405),
    "staff_enter_new":      (401, 303, 303, 303, 303, 403),
    "staff_enter":          (401, 404, 404, 404, 404, 403),
    "staff_enter_go_on":    (401, 409, 409, 409, 409, 403),
    "staff_print":          (405, 405, 405, 405, 405, 405),
    "staff_request":        (405, 405, 405, 405, 405, 405),
    "staff_request_times":  (405, 405, 405, 405, 405, 405),
    "staff_referrals":      (405, 405, 405, 405, 405, 405),
    "staff_referrals_rows": (405, 405, 405, 405, 405, 405),
    "staff_referrals_next": (405, 405, 405, 405, 405, 405),
    "staff_referral":       (405, 405, 405, 405, 405, 405),
    "staff_referral_verb":  (401, 403, 403, 403, 403, 403),
}  # fmt: skip
CLINICAL = {  # POST of a verb on a clinical request
    "take":                 (401, 303, 303, 303, 404, 403),
    "put-back":             (401, 303, 303, 303, 404, 403),
    "hand-over":            (401, 303, 303, 303, 404, 403),
    "confirm":              (401, 403, 303, 403, 404, 403),
    "change":               (401, 403, 303, 403, 404, 403),
    "disagree":             (401, 403, 303, 403, 404, 403),
    "call":                 (401, 303, 303, 303, 404, 403),
    "reply":                (401, 303, 303, 303, 404, 403),
    "ask-photo":            (401, 403, 303, 403, 404, 403),
    "ask-again":            (401, 303, 303, 303, 404, 403),
    "seen":                 (401, 303, 303, 303, 404, 403),
    "book":                 (401, 303, 303, 303, 404, 403),
    "move":                 (401, 303, 303, 303, 404, 403),
    "cancel":               (401, 303, 303, 303, 404, 403),
    "attendance":           (401, 303, 303, 303, 404, 403),
    "resolve":              (401, 403, 303, 403, 404, 403),
    "reopen":               (401, 403, 303, 403, 404, 403),
    "conceal":              (401, 303, 303, 303, 404, 403),
    "reveal":               (401, 303, 303, 303, 404, 403),
    "refer":                (401, 403, 303, 403, 404, 403),
    "recall":               (401, 303, 303, 303, 404, 403),
}  # fmt: skip
OFFICE = CLINICAL | {  # the same on an administrative request: the desk decides and closes it
    "confirm":              (401, 303, 303, 303, 404, 403),
    "change":               (401, 303, 303, 303, 404, 403),
    "disagree":             (401, 403, 303, 403, 404, 403),
    "resolve":              (401, 303, 303, 303, 404, 403),
    "reopen":               (401, 303, 303, 303, 404, 403),
    "refer":                (401, 409, 409, 409, 404, 403),
    "recall":               (401, 409, 409, 409, 404, 403),
}  # fmt: skip
FORMS = {
    "conceal": {"conceal_what": "whole", "conceal_why": "A worry"},
    "reveal": {"reveal_what": "whole", "reveal_why": "The worry is over"},
    "change": {"level": "today", "service": "gp", "reason": "Sooner"},
    "disagree": {"disagreement": "Too calm"},
    "reply": {"text": "We have read it."},
    "ask-photo": {"photo_text": "Please send a photo."},
    "ask-again": {"after": "P1D"},
    "attendance": {"state": "arrived"},
    "resolve": {"outcome": "done", "note": "It is done."},
    "reopen": {"why": "They rang."},
    "refer": {"checked": ["identity", "consent", "criteria"], "refer_reason": "They asked.", "sure": "yes"},
}
NEEDS_APPOINTMENT = {"move", "cancel", "attendance"}


class House:
    """One practice with somebody of each role, and another one beside it."""

    def __init__(self) -> None:
        self.ward = Street(timezone.now())
        roles = {
            role: self.ward.somebody(f"A {role}", role) for role in ("practice_manager", "administrator")
        }
        people = {
            "receptionist": self.ward.desk,
            "clinician": self.ward.reed,
            "outsider": self.ward.outsider,
        } | roles
        self.browsers = {name: self.ward.browser(who) for name, who in people.items()} | {"nobody": Client()}

    def slot(self) -> UUID:
        start = self.ward.now + timedelta(hours=1)
        with acting(given.SYSTEM):
            [slot] = given.slots(self.ward.practice, starts_at=start, ends_at=start + timedelta(minutes=10))
        return slot

    def request_for(self, verb: str, kind: str) -> UUID:
        """A request on which the verb has something to do."""
        service = "gp" if kind == "clinical" else "reception"
        request = self.ward.request(kind=kind, service=service, wants="reply" if verb == "seen" else "")
        slot = self.slot()
        with acting(self.ward.reed):
            if verb in NEEDS_APPOINTMENT:
                booking.book(request=request, slot=slot, key=str(request), now=self.ward.now)
                query(
                    "update requests_request set owner = null, owner_name = '', taken_at = null where id = %s",
                    [request],
                )
            if verb == "reopen":
                care.resolve(
                    request=request, version=0, outcome="done", note="Done.", key="x", now=self.ward.now
                )
        if verb == "recall" and kind == "clinical":
            self.ward.refer(request, reason="They asked.", sure=True)
        return request

    def press(self, person: str, request: UUID, verb: str, version: int) -> Any:
        sent: dict[str, Any] = {"version": version, "key": uuid4().hex, **FORMS.get(verb, {})}
        if verb in {"book", "move"}:
            sent["slot"] = self.slot()
        if verb == "hand-over":
            sent["to"] = self.ward.okafor.identity
        if verb == "refer":
            sent["to"] = self.ward.pharmacy
        return self.browsers[person].post(
            f"/staff/request/{request}/{verb}", sent, headers={"Sec-Fetch-Site": "same-origin"}
        )


@pytest.fixture
def house() -> House:
    return House()


def staff_routes() -> Iterator[tuple[str, str]]:
    """Every address under staff/, by name."""

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern) and route.startswith("staff"):
                yield one.name or route, route

    return walk(get_resolver().url_patterns, "")


ROUTES = {name: route for name, route in staff_routes() if name in OPEN}


def address(name: str, request: UUID, verb: str = "take") -> str:
    named = {"<uuid:id>": str(request), "<slug:verb>": verb, "<slug:kind>": "gp"}
    return "/" + re.sub(r"<\w+:\w+>", lambda part: named[part[0]], ROUTES[name])


def test_every_address_and_every_verb_has_its_line() -> None:
    # That no address of the program is forgotten is shown for all of them, for everybody: tests/access/test_matrix.py.
    assert set(OPEN) == set(ROUTES)
    assert set(SENT) | {"staff_request_verb"} == set(ROUTES)
    assert set(CLINICAL) == set(OFFICE) == set(VERBS)


@pytest.mark.parametrize("name", OPEN)
def test_who_may_open_it(house: House, name: str) -> None:
    request = house.ward.request()
    seen = {one: house.browsers[one].get(address(name, request)).status_code for one in PEOPLE}
    assert seen == dict(zip(PEOPLE, OPEN[name], strict=True))


@pytest.mark.parametrize("name", SENT)
def test_what_is_read_takes_nothing(house: House, name: str) -> None:
    request = house.ward.request()
    seen = {one: house.browsers[one].post(address(name, request)).status_code for one in PEOPLE}
    assert seen == dict(zip(PEOPLE, SENT[name], strict=True))
    assert house.ward.row(request).version == 0


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", ["clinical", "administrative"])
def test_who_may_press_it(house: House, kind: str, verb: str) -> None:
    expected = (CLINICAL if kind == "clinical" else OFFICE)[verb]
    for person, status in zip(PEOPLE, expected, strict=True):
        request = house.request_for(verb, kind)
        before, story = house.ward.row(request), house.ward.story(request)
        answer = house.press(person, request, verb, before.version)
        assert (person, answer.status_code) == (person, status)
        if status != 303:
            assert (house.ward.row(request), house.ward.story(request)) == (before, story), person


@pytest.mark.parametrize("person", ["nobody", "outsider", "administrator"])
def test_nothing_tells_whether_there_is_such_a_request(house: House, person: str) -> None:
    there, not_there = house.ward.request(), uuid4()

    def told(answer: Any, request: UUID) -> tuple[int, str, str]:
        # What was sent is kept on the page for the next try, its key and time among it: these are the sender's own.
        body = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", answer.content.decode())
        return (
            answer.status_code,
            answer.get("Location", "").replace(str(request), "…"),
            body.replace(str(request), "…"),
        )

    for name in ("staff_request", "staff_request_times"):
        pages = [told(house.browsers[person].get(address(name, one)), one) for one in (there, not_there)]
        assert pages[0] == pages[1], name
    for verb in VERBS:
        for version in (0, 7):
            pages = [told(house.press(person, one, verb, version), one) for one in (there, not_there)]
            assert pages[0] == pages[1], verb
    empty = [
        house.browsers[person].post(f"/staff/request/{one}/reply").status_code for one in (there, not_there)
    ]
    assert empty[0] == empty[1]
    lists = "".join(
        house.browsers[person].get(place).content.decode()
        for place in (
            "/staff/queue",
            "/staff/queue/rows",
            "/staff/call-backs/rows",
            "/staff/alarms/rows",
            "/staff/going-home",
            "/staff/going-home/rows",
            "/staff/waiting/rows",
            "/staff/day/rows",
            "/staff/next",
        )
    )
    assert str(there) not in lists
    assert "TEST, Ada" not in lists


CLINICAL_WORDS = ("my back hurts", "numb between the legs", "Most backs get better", "cannot feel your legs")
"""What the person wrote, what decided, why, and the safety net."""


def test_the_desk_reads_no_clinical_answer_anywhere(house: House) -> None:
    mood = {"problem": "low_mood_anxiety", "problem_name": "Low mood, anxiety or stress"}
    clinical = house.ward.request(findings='["numb between the legs"]', due_at=house.ward.now, **mood)
    office = house.ward.request(kind="administrative", service="reception", words="a letter please")
    with acting(house.ward.reed):
        care.change(
            request=clinical, version=0, level="today", service="gp", reason="Low mood since May", sure=False, key="a",
            now=house.ward.now,
        )  # fmt: skip
        disagreeing.disagree(request=clinical, note="Low mood is not a back", key="b", now=house.ward.now)
        conversation.reply(
            request=clinical, version=1, text="Low mood can be helped.", key="c", now=house.ward.now
        )
    desk = house.browsers["receptionist"]
    of_office = desk.get(address("staff_request", office)).content.decode()
    assert "a letter please" in of_office
    assert "Personal matter" in of_office  # what else they asked, within 7 days
    pages = [desk.get(address(name, clinical)) for name in ROUTES]
    # Pages that a wrong press gives show the request again.
    pages += [desk.post(f"/staff/request/{clinical}/{verb}", {"version": 0}) for verb in VERBS]
    pages += [desk.get(f"/staff/queue?show={show}") for show in ("mine", "late", "booked", "free")]
    shown = "".join(page.content.decode() for page in pages)
    assert "TEST, Ada" in shown
    for words in CLINICAL_WORDS:
        assert words not in shown, words
    assert "Low mood" not in shown + of_office
    assert "Low mood" in house.browsers["clinician"].get(f"/staff/request/{office}").content.decode()


def test_nobody_is_found_by_a_problem_that_the_reader_may_not_see(house: House) -> None:
    house.ward.request(problem="low_mood_anxiety", problem_name="Low mood, anxiety or stress")
    found = {
        person: "TEST, Ada"
        in house.browsers[person].post("/staff/queue", {"q": "low mood"}, follow=True).content.decode()
        for person in ("receptionist", "clinician", "practice_manager")
    }
    assert found == {"receptionist": False, "clinician": True, "practice_manager": True}
    assert (
        "TEST, Ada"
        in house.browsers["receptionist"].post("/staff/queue", {"q": "test"}, follow=True).content.decode()
    )
