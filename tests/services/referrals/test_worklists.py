"""A piece of work is always on exactly one worklist, whatever is pressed, twice or at once, and wherever it breaks off.

After every step the real worklists are read as the staff of each organisation read them: the practice's queue, and the
worklist of each pharmacy. The database is PostgreSQL and really commits.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests import given
from tests.services.referrals.pharmacies import CONSULTED, VERIFIED, Street
from tests.services.requests.test_staff_care import together
from weald.engines.triage import LEVELS
from weald.foundation.access import acting, query
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.referrals import actions, queries
from weald.services.referrals.events import Accepted, Reported
from weald.services.requests.actions import care, holding, own, referring, submit
from weald.services.requests.actions.referred import accepted, reported

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
THROAT = {
    "danger_now": "no", "throat_airway": "no", "throat_defences": "no", "throat_illness": "no", "throat_lasting": "no",
    "throat_bacteria": "no", "throat_antibiotic_failed": "no", "throat_duration": "under_1_week", "throat_often": "no",
}  # fmt: skip
"""A sore throat without any sign of danger: the rules send it to a pharmacy."""


class CrashError(Exception):
    """The program dies in the middle of a verb."""


def crashing(after: int, verb: Callable[[], None]) -> None:
    """Run a verb that dies with its `after`-th statement; it may be done before."""
    left = after

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise CrashError
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        try:
            verb()
        except (CrashError, Refused):
            connection.close()


class Worklists(RuleBasedStateMachine):
    """Requests that go to and fro between a practice and two pharmacies."""

    requests = Bundle("requests")
    keys = st.sampled_from("abc")
    """Few keys, so that many presses repeat an earlier one."""

    def __init__(self) -> None:
        super().__init__()
        self.street = Street()
        self.sent: list[UUID] = []
        self.most_urgent: dict[UUID, int] = {}

    # What people press. Each gives a call that can be made now, made twice, broken off, or made beside another.

    def version(self, request: UUID) -> int:
        return self.street.row(request).version

    def live(self, request: UUID) -> UUID:
        """The newest referral of the request, or one that never was."""
        with acting(given.SYSTEM):
            found = queries.latest(request)
        return found.id if found else uuid4()

    def verb(self, name: str, request: UUID, key: str) -> Callable[[], None]:
        """The call behind a button, as it stood on the page when it was read."""
        street, version, referral = self.street, self.version(request), self.live(request)
        press = {"request": request, "version": version, "key": f"{name}:{key}", "now": NOW}
        at_pharmacy = {"referral": referral, "key": f"{name}:{key}", "now": NOW}
        calls: dict[str, tuple[Any, Callable[[], None]]] = {
            "take": (street.reed, lambda: holding.take(**press)),
            "confirm": (street.reed, lambda: care.confirm(**press)),
            "refer": (
                street.reed,
                lambda: referring.refer(**press, **VERIFIED | {"reason": "x"}, to=street.pharmacy),
            ),
            "refer_elsewhere": (
                street.okafor,
                lambda: referring.refer(**press, **VERIFIED | {"reason": "x"}, to=street.other_pharmacy),
            ),
            "recall": (street.desk, lambda: referring.recall(**press)),
            "close": (street.reed, lambda: care.resolve(**press, outcome="done", note="Settled.")),
            "reopen": (street.reed, lambda: care.reopen(**press, reason="They rang.")),
            "no_longer_needed": (
                given.person(request),
                lambda: own.no_longer_needed(request=request, note="", now=NOW),
            ),
            "accept": (street.rose, lambda: actions.accept(**at_pharmacy)),
            "put_back": (street.rose, lambda: actions.put_back(referral=referral, now=NOW)),
            "consult": (street.rose, lambda: actions.consult(**at_pharmacy, **CONSULTED)),
            "did_not_come": (
                street.jay,
                lambda: actions.consult(**at_pharmacy, **CONSULTED | {"outcome": "did_not_attend"}),
            ),
            "urgent": (
                street.rose,
                lambda: actions.consult(**at_pharmacy, **CONSULTED | {"outcome": "urgent", "level": "today"}),
            ),
            "send_back": (
                street.jay,
                lambda: actions.send_back(**at_pharmacy, why="needs_practice", words="Look again"),
            ),
            "send_back_from_elsewhere": (
                street.stranger,
                lambda: actions.send_back(**at_pharmacy, why="needs_practice", words="Look again"),
            ),
        }
        who, call = calls[name]

        def run() -> None:
            with acting(who):
                call()

        return run

    verbs = st.sampled_from(
        [
            "take", "confirm", "refer", "refer", "refer", "refer_elsewhere", "recall", "close", "reopen", "no_longer_needed",
            "accept", "put_back", "consult", "did_not_come", "urgent", "send_back", "send_back_from_elsewhere",
        ]
    )  # fmt: skip

    @rule(target=requests, level=st.sampled_from(["self_care", "soon", "today"]))
    def submits(self, level: str) -> UUID:
        request = uuid4()
        sent = submit.Submission(
            id=request, organisation=self.street.practice, kind="clinical", problem="sore_throat", answers=THROAT,
            birth_date=given.NOW.date() - timedelta(days=30 * 366), sex="female", given_name="Ada",
            family_name="Test", phone="+447700900001", contact_by="sms",
        )  # fmt: skip
        with acting(given.SYSTEM):
            for _ in range(2):
                submit.submit_many(submissions=[sent], now=NOW)
        if level != "self_care":  # staff raise it, and refer it all the same
            with acting(self.street.reed):
                care.change(
                    request=request,
                    version=0,
                    level=level,
                    service="gp",
                    reason="x",
                    sure=False,
                    key="raise",
                    now=NOW,
                )
                holding.put_back(request=request, version=1, key="raised", now=NOW)
        self.sent.append(request)
        self.most_urgent[request] = LEVELS.index(self.street.row(request).level)
        return request

    @rule(request=requests, name=verbs, key=keys)
    def presses(self, request: UUID, name: str, key: str) -> None:
        self._try(self.verb(name, request, key))

    @rule(request=requests, name=verbs, key=keys)
    def presses_twice(self, request: UUID, name: str, key: str) -> None:
        press = self.verb(name, request, key)
        self._try(press)
        before = self._everything(request)
        self._try(press)
        assert self._everything(request) == before

    @rule(request=requests, name=verbs, key=keys, after=st.integers(0, 14))
    def breaks_off(self, request: UUID, name: str, key: str, after: int) -> None:
        before = self._everything(request)
        press = self.verb(name, request, key)
        crashing(after, press)
        if self._everything(request) == before:  # nothing of it is there: the next try does all of it
            self._try(press)

    @rule(request=requests, first=verbs, second=verbs, keys=st.tuples(keys, keys))
    def press_at_once(self, request: UUID, first: str, second: str, keys: tuple[str, str]) -> None:
        together(self.verb(first, request, keys[0]), self.verb(second, request, keys[1]))

    @rule(request=requests)
    def events_come_again(self, request: UUID) -> None:
        """Every event of this request is delivered once more, by its key and past it."""
        before = self._everything(request)
        with acting(given.SYSTEM):
            found = query(
                "select kind, key, body->>'referral', body->>'report' from events_event where body->>'request' = %s"
                " and kind in ('Accepted', 'Reported')",
                [str(request)],
            )
        for kind, stored, referral, report in found:
            key = stored.removeprefix(f"{kind}:")
            event = (
                Accepted(key=key, referral=UUID(referral), request=request)
                if kind == "Accepted"
                else Reported(key=key, referral=UUID(referral), request=request, report=int(report))
            )
            with acting(self.street.rose):
                assert append(event) is False
            self._try(lambda event=event: self._deliver(event))
        assert self._everything(request) == before

    def _deliver(self, event: Any) -> None:
        with acting(self.street.rose):
            accepted(event) if isinstance(event, Accepted) else reported(event)

    def _try(self, press: Callable[[], None]) -> None:
        with suppress(Refused):
            press()

    def _everything(self, request: UUID) -> tuple[Any, ...]:
        """The request, its story and its referrals."""
        with acting(given.SYSTEM):
            referrals = query(
                "select id, state, taken_by from referrals_referral where request_id = %s order by id",
                [request],
            )
            reports = query("select count(*) from referrals_report where request_id = %s", [request])
        return self.street.row(request), self.street.story(request), referrals, reports

    def _rows(self) -> dict[UUID, tuple[str, str]]:
        with acting(given.SYSTEM):
            found = query("select id, state, level from requests_request where id = any(%s)", [self.sent])
        return {request: (state, level) for request, state, level in found}

    # What always holds

    @invariant()
    def every_open_request_is_on_exactly_one_worklist(self) -> None:
        street = self.street
        practice = street.in_queue() | street.in_queue("booked")
        worklists = (practice, street.at_pharmacy(street.rose), street.at_pharmacy(street.stranger))
        away = street.in_queue("referred")
        for request, (state, _) in self._rows().items():
            on = [request in each for each in worklists]
            assert sum(on) == (state != "closed"), (state, on)
            assert (request in away) == (state == "referred") == any(on[1:])

    @invariant()
    def urgency_never_falls(self) -> None:
        for request, (_, named) in self._rows().items():
            level = LEVELS.index(named)
            assert level <= self.most_urgent[request]
            self.most_urgent[request] = level

    @invariant()
    def nothing_is_reported_or_referred_twice(self) -> None:
        with acting(given.SYSTEM):
            twice = query(
                "select request_id from referrals_referral where state in ('open', 'accepted') group by 1 having count(*) > 1"
            )
            treated = query(
                "select r.id from referrals_referral r where (select count(*) from referrals_report p"
                " where p.referral_id = r.id) <> (case when r.state in ('treated', 'returned') then 1 else 0 end)"
            )
        assert twice == treated == []


@pytest.mark.slow
def test_a_piece_of_work_is_always_on_exactly_one_worklist() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Worklists,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_eight_people_at_once_lose_nothing_and_double_nothing() -> None:
    street = Street()
    requests = [street.sore_throat() for _ in range(6)]
    pharmacists = [
        street.somebody(f"Pharmacist {number}", "pharmacist", street.pharmacy) for number in range(3)
    ]
    clinicians = [street.somebody(f"Dr {number}") for number in range(4)]
    for request in requests[:4]:
        street.refer(request, key=f"{request}")
    done: list[str] = []

    def step(chance: random.Random, who: Any, name: str) -> None:
        request = chance.choice(requests)
        try:
            with acting(who):
                if name == "clinician":
                    # Whoever opened it again leaves it to everybody.
                    query(
                        "update requests_request set owner = null, owner_name = '', taken_at = null where id = %s",
                        [request],
                    )
                    row = query("select version, state from requests_request where id = %s", [request])[0]
                    press = {"request": request, "version": row[0], "key": uuid4().hex, "now": NOW}
                    if row[1] == "closed":
                        care.reopen(**press, reason="They rang.")
                    elif row[1] != "referred":
                        referring.refer(**press, **VERIFIED, to=street.pharmacy)
                    elif chance.random() < 0.2:
                        referring.recall(**press)
                else:
                    waits = queries.worklist()
                    if not waits:
                        return
                    at = {"referral": chance.choice(waits).id, "key": uuid4().hex, "now": NOW}
                    chance.choice(
                        (
                            lambda: actions.accept(**at),
                            lambda: actions.consult(**at, **CONSULTED),
                            lambda: actions.send_back(**at, why="cannot_help", words="Full today"),
                        )
                    )()
            done.append(name)
        except Refused:
            pass

    def client(number: int) -> Callable[[], None]:
        who = (*clinicians, *pharmacists, None)[number]

        def run() -> None:
            chance = random.Random(number)
            for _ in range(5 if who is None else 40):
                if who is None:
                    request = chance.choice(requests)
                    with acting(given.person(request)):
                        own.no_longer_needed(request=request, note="", now=NOW)
                    done.append("person")
                else:
                    step(chance, who, "clinician" if number < 4 else "pharmacist")

        return run

    together(*(client(number) for number in range(8)))
    assert {"clinician", "pharmacist", "person"} <= set(done)
    here, there, away = street.in_queue(), street.at_pharmacy(), street.in_queue("referred")
    assert not here & there
    assert there == away
    assert here | there == {one for one in requests if street.row(one).state != "closed"}
