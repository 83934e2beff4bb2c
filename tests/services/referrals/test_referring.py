"""Referring to a pharmacy: who may, what is verified first, and how it comes back."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import given
from tests.services.referrals.pharmacies import CONSULTED, VERIFIED, Street
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.access.models import RoleBinding
from weald.foundation.refusal import Refused
from weald.services.messages import queries as messages
from weald.services.people.actions import NewPerson, register
from weald.services.referrals import actions, queries
from weald.services.requests.actions import booking, care, conversation, holding, own, referring
from weald.services.requests.actions.alarms import raise_alarms
from weald.services.requests.presenters.staff.alarms import alarms
from weald.services.requests.queries.alarms import open_alarms

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW


def test_a_referred_request_lies_at_the_pharmacy_with_its_evidence_and_the_person_is_told() -> None:
    street = Street()
    request = street.sore_throat(needs=["interpreter"], language="pl")
    referral = street.refer(request)
    row, made = street.row(request), street.referral(referral)
    assert (row.state, row.holder, row.serving, row.referral, row.owner) == (
        "referred", street.pharmacy, street.pharmacy, referral, None,
    )  # fmt: skip
    assert street.at_pharmacy() == {request}
    assert request not in street.in_queue()
    assert request in street.in_queue("referred")
    assert street.at_pharmacy(street.stranger) == set()
    assert (made.verified_name, made.note, made.needs, made.language) == (
        "Dr Amara Reed", "Sore for four days", ("interpreter",), "pl",
    )  # fmt: skip
    assert made.letter["words"] == "my throat hurts"
    assert made.letter["reasons"][0]["text"] == "Most backs get better."
    assert made.letter["safety_net"] == ["Call 999 if you cannot feel your legs."]
    assert made.letter["criteria"]["pathway"] == "Acute sore throat"
    kind, told, note = street.story(request)[-1]
    assert (kind, note) == ("referred", "Sore for four days")
    assert told.startswith("We have asked Hop Lane Surgery")
    assert " November" in told  # it is read on another day
    assert "today" not in told
    assert street.notices() == ["referred"]


def test_the_same_press_refers_once() -> None:
    street = Street()
    request = street.sore_throat()
    first = street.refer(request, key="a", version=0)
    assert street.refer(request, key="a", version=0) == first
    with acting(given.SYSTEM):
        assert query("select count(*) from referrals_referral") == [(1,)]
    assert street.notices() == ["referred"]


def test_nothing_is_referred_where_nobody_would_read_it() -> None:
    street = Street()
    request = street.sore_throat()
    RoleBinding.objects.filter(party=street.pharmacy).delete()
    with pytest.raises(Refused, match="No pharmacist signs in there, so nobody would read it"):
        street.refer(request)
    assert street.row(request).state != "referred"
    page = street.browser(street.reed).get(f"/staff/request/{request}").content.decode()
    assert str(street.pharmacy) not in page
    assert str(street.other_pharmacy) in page
    RoleBinding.objects.filter(party=street.other_pharmacy).delete()
    page = street.browser(street.reed).get(f"/staff/request/{request}").content.decode()
    assert "none with a pharmacist who signs in is known to offer this" in page


@pytest.mark.parametrize(
    ("columns", "changed", "said"),
    [
        ({"red_flag": True}, {}, "red flag"),
        ({"level": "now"}, {}, "emergency help now"),
        ({"kind": "administrative"}, {}, "administrative"),
        ({"wants": "danger"}, {}, "what may be an emergency"),
        ({"wants": "worse"}, {}, "what may be an emergency"),
        ({}, {"checked": ("identity", "consent")}, "Tick all"),
        ({}, {"to": uuid4()}, "It is not known that this pharmacy offers that"),
        ({"level": "soon", "service": "gp"}, {}, "Say why"),
        ({"birth_date": "2023-01-01"}, {}, "The pathway is for 5 years and over. Tick"),
        ({"problem": "low_back_pain"}, {}, "no pathway for this problem"),
    ],
)
def test_what_speaks_against_it_is_said_and_nothing_is_written(
    columns: dict[str, Any], changed: dict[str, Any], said: str
) -> None:
    street = Street()
    request = street.sore_throat(**columns)
    before = street.row(request)
    with pytest.raises(Refused, match=said):
        street.refer(request, **changed)
    assert street.row(request) == before
    assert street.at_pharmacy() == set()


@pytest.mark.parametrize("reader", ["reed", "desk"])
@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"service": "gp", "level": "soon"},
        {"service": "gp", "level": "today"},
        {"red_flag": True},
        {"service": "gp", "level": "today", "red_flag": True},
        {"level": "now"},
        {"kind": "administrative"},
        {"wants": "danger"},
        {"wants": "reply"},
        {"state": "advised"},
        {"owner": uuid4(), "owner_name": "Kit Vale", "taken_at": NOW},
    ],
)
def test_the_alarm_page_offers_a_pharmacy_where_the_action_would_refer(
    reader: str, columns: dict[str, Any]
) -> None:
    street = Street()
    request = street.sore_throat(**({"due_at": NOW} | columns))
    who = getattr(street, reader)
    with acting(given.SYSTEM):
        raise_alarms(now=NOW)
    with acting(who):
        rows = open_alarms()
    [line] = alarms(rows, (), 0, who, NOW).requests
    offered = "Ask a pharmacy" in [link.text for link in line.actions]
    values = VERIFIED | {"to": street.pharmacy, "now": NOW, "version": 0, "reason": "No time is left."}
    try:
        with acting(who):
            referring.refer(request=request, key="a", **values)
    except (Refused, Forbidden):
        assert not offered
    else:
        assert offered


def test_an_exclusion_warns_and_whoever_is_sure_refers_all_the_same() -> None:
    street = Street()
    request = street.sore_throat(birth_date="2023-01-01")
    with pytest.raises(care.NeedsSure):
        street.refer(request)
    street.refer(request, sure=True)
    assert street.at_pharmacy() == {request}


def test_who_may_not_decide_refers_only_what_a_rule_sent_there() -> None:
    street = Street()
    sent, other = street.sore_throat(), street.sore_throat(service="gp", level="soon")
    values = VERIFIED | {"to": street.pharmacy, "now": NOW, "version": 0, "reason": "They asked."}
    with acting(street.desk):
        referring.refer(request=sent, key="a", **values)
    with acting(street.desk), pytest.raises(Forbidden):
        referring.refer(request=other, key="b", **values)
    assert street.at_pharmacy() == {sent}
    with acting(street.reed):
        referring.refer(request=other, key="c", **values)
    assert street.at_pharmacy() == {sent, other}


def test_nobody_at_the_practice_moves_what_lies_at_the_pharmacy() -> None:
    street = Street()
    request = street.sore_throat()
    street.refer(request)
    row = street.row(request)
    press = {"request": request, "version": row.version, "now": NOW}
    with acting(given.SYSTEM):
        [slot] = given.slots(street.practice)
    for verb in (
        lambda: holding.take(**press, key="a"),
        lambda: holding.hand_over(**press, to=street.okafor.identity, key="b"),
        lambda: care.confirm(**press, key="c"),
        lambda: care.change(**press, level="today", service="gp", reason="x", sure=True, key="d"),
        lambda: booking.book(request=request, slot=slot, key="e", now=NOW),
        lambda: referring.refer(**press, **VERIFIED, to=street.other_pharmacy, key="f"),
    ):
        with acting(street.reed), pytest.raises(Refused):
            verb()
    assert street.row(request) == row
    with acting(street.reed):
        conversation.reply(**press, text="The pharmacy opens at nine.", key="g")
    assert street.row(request).owner is None


def test_a_pharmacist_treats_and_the_practice_reads_what_was_done() -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    with acting(street.rose):
        actions.accept(referral=referral, key="a", now=NOW)
    with acting(street.jay), pytest.raises(Refused, match="Rose Pharmacist took this referral at 8:03am"):
        actions.accept(referral=referral, key="b", now=NOW)
    with acting(street.jay), pytest.raises(Refused, match="Rose Pharmacist took"):
        actions.consult(referral=referral, key="c", now=NOW, **CONSULTED)
    for _ in range(2):
        street.consult(referral)
    row = street.row(request)
    assert (row.state, row.outcome, row.holder, row.referral) == ("closed", "pharmacy", street.practice, None)
    assert street.referral(referral).state == "treated"
    kind, told, note = street.story(request)[-1]
    assert kind == "treated"
    assert "Take all of the tablets." in told
    assert note == (
        "Treated. Gateway point met. Found: Red throat, FeverPAIN 4."
        " Supplied: Phenoxymethylpenicillin under a patient group direction."
    )
    assert street.at_pharmacy() == street.in_queue() == set()
    assert sorted(street.notices()) == ["pharmacy_answered", "referred"]
    with acting(given.SYSTEM):
        assert query("select count(*) from referrals_report") == [(1,)]


def test_what_is_sent_back_keeps_its_priority_and_says_from_whom() -> None:
    street = Street()
    request = street.sore_throat(level="soon")
    before = street.row(request)
    referral = street.refer(request)
    with acting(street.rose):
        actions.accept(referral=referral, key="a", now=NOW)
    for _ in range(2):
        with acting(street.rose):
            actions.send_back(
                referral=referral, why="needs_practice", words="Tonsils need a look", key="b", now=NOW
            )
    row = street.row(request)
    assert (row.state, row.level, row.due_at, row.holder, row.serving) == (
        "waiting", "soon", before.due_at, street.practice, None,
    )  # fmt: skip
    assert row.returned == "Hop Lane Surgery: Somebody at the practice must see them"
    assert request in street.in_queue()
    assert street.at_pharmacy() == set()
    assert [kind for kind, _, _ in street.story(request)] == ["referred", "accepted", "returned"]
    with acting(street.rose), pytest.raises(Refused, match="not on your worklist any more"):
        actions.send_back(referral=referral, why="other", words="x", key="c", now=NOW)


@pytest.mark.parametrize(("level", "service"), [("now", "emergency_999"), ("today", "gp")])
def test_urgent_raises_and_never_gives_more_time(level: str, service: str) -> None:
    street = Street()
    due = NOW + timedelta(minutes=20)
    request = street.sore_throat(due_at=due)
    referral = street.refer(request)
    street.consult(referral, outcome="urgent", level=level, medicine="", told="Go now.")
    row = street.row(request)
    assert (row.state, row.level, row.service, row.red_flag) == ("waiting", level, service, True)
    assert row.due_at <= due
    assert row.returned == "Hop Lane Surgery: Needs urgent help"
    assert set(street.notices()) == {"referred", "pharmacy_urgent"}
    with acting(given.SYSTEM):
        decided = query(
            "select d.level, d.by, d.within = r.within from requests_decision d join requests_request r on r.id = d.request_id"
            " where r.id = %s order by d.id",
            [request],
        )
    assert decided[-1] == (level, "Rose Pharmacist", True)
    with pytest.raises(Refused, match="red flag"):
        street.refer(request, key="again")


def test_urgent_never_lowers() -> None:
    street = Street()
    request = street.sore_throat(level="today", due_at=NOW + timedelta(minutes=5))
    referral = street.refer(request)
    street.consult(referral, outcome="urgent", level="today", medicine="")
    row = street.row(request)
    assert (row.level, row.due_at) == ("today", NOW + timedelta(minutes=5))


def test_whoever_did_not_come_is_owed_an_answer_by_the_practice() -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    street.consult(referral, outcome="did_not_attend", gateway="none", medicine="", told="")
    assert street.row(request).state == "waiting"
    assert request in street.in_queue()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"outcome": "returned"}, "outcome"),
        ({"gateway": "maybe"}, "point to treat"),
        ({"found": " "}, "what you found"),
        ({"told": ""}, "plain words"),
        ({"medicine": ""}, "what you supplied"),
        ({"outcome": "urgent", "level": "soon"}, "now or today"),
    ],
)
def test_a_consultation_that_is_not_whole_writes_nothing(changed: dict[str, Any], said: str) -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    with pytest.raises(Refused, match=said):
        street.consult(referral, **changed)
    assert (street.row(request).state, street.referral(referral).state) == ("referred", "open")


def test_the_practice_takes_back_what_nobody_has_or_what_is_overdue() -> None:
    street = Street()
    request = street.sore_throat(due_at=NOW + timedelta(hours=1))
    referral = street.refer(request)
    with acting(street.rose):
        actions.accept(referral=referral, key="a", now=NOW)

    def recall(key: str, after: timedelta = timedelta(0)) -> None:
        version = street.row(request).version
        with acting(street.desk):
            referring.recall(request=request, version=version, key=key, now=NOW + after)

    with pytest.raises(Refused, match="Somebody at the pharmacy has this request"):
        recall("b")
    assert street.row(request).state == "referred"
    with acting(street.rose):
        actions.put_back(referral=referral, now=NOW)
    recall("c")
    assert (street.row(request).state, street.referral(referral).state) == ("waiting", "recalled")
    assert request in street.in_queue()
    again = street.refer(request, key="d")
    with acting(street.rose):
        actions.accept(referral=again, key="e", now=NOW)
    recall("f", timedelta(hours=2))
    assert street.referral(again).state == "recalled"


def test_what_is_late_at_the_pharmacy_rises_at_the_practice() -> None:
    street = Street()
    request = street.sore_throat(due_at=NOW - timedelta(minutes=5))
    street.refer(request)
    assert request in street.in_queue("late")
    assert request not in street.in_queue()


@pytest.mark.parametrize("who", ["person", "staff"])
def test_closing_the_request_ends_its_referral(who: str) -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    if who == "person":
        with acting(given.person(request)):
            own.no_longer_needed(request=request, note="", now=NOW)
    else:
        version = street.row(request).version
        with acting(street.reed):
            care.resolve(request=request, version=version, outcome="done", note="Settled.", key="x", now=NOW)
    row = street.row(request)
    assert (row.state, row.holder, row.serving, row.referral) == ("closed", street.practice, None, None)
    assert street.referral(referral).state == "closed"
    assert street.at_pharmacy() == set()
    with pytest.raises(Refused, match="not on your worklist any more"):
        street.consult(referral)


def test_another_pharmacy_and_another_practice_see_nothing() -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    for who in (street.stranger, street.outsider):
        with acting(who):
            assert queries.referral(referral) is None
            with pytest.raises(actions.NoSuchReferral):
                actions.accept(referral=referral, key="a", now=NOW)
            assert query("select id from requests_request where id = %s", [request]) == []
            returned = query(
                "select requests_return(%s, %s, 'now', now(), 'x', '', '', 'returned', 'k', now())",
                [request, referral],
            )
            assert returned == [(False,)]
    with acting(street.reed):  # the practice reads it, and does nothing with it that is the pharmacy's
        assert queries.referral(referral) is not None
        with pytest.raises(actions.NoSuchReferral):
            actions.accept(referral=referral, key="a", now=NOW)
    assert street.row(request).state == "referred"


def test_the_pharmacy_has_a_reason_to_see_the_person_as_long_as_the_referral_lives() -> None:
    street = Street()
    person = uuid4()
    with acting(given.SYSTEM):
        new = NewPerson(
            id=person,
            organisation=street.practice,
            given_name="Ada",
            family_name="Test",
            birth_date=date(1984, 5, 6),
        )
        register(person=new, now=NOW)
    request = street.sore_throat(person=person, registered=street.practice)
    referral = street.refer(request)
    reasons = "select party, until from access_relationship where person = %s and basis = 'referral'"
    with acting(given.SYSTEM):
        [(party, until)] = query(reasons, [person])
    assert (party, until) == (street.pharmacy, NOW + timedelta(days=28))
    street.consult(referral)
    with acting(given.SYSTEM):
        assert query(reasons, [person]) == [(street.pharmacy, NOW)]


def test_what_may_be_an_emergency_comes_back_to_the_practice_at_once() -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    with acting(given.person(request)):
        conversation.send(
            request=request, body="Since this morning I have crushing chest pain", key="m", now=street.now
        )
    assert street.in_queue() == {request}
    assert street.at_pharmacy() == set()
    row = street.row(request)
    assert (row.state, row.wants, row.holder) == ("waiting", "danger", street.practice)
    assert "emergency" in row.returned
    assert not street.referral(referral).live


def test_an_ordinary_message_shows_at_the_pharmacy_and_is_answered_there() -> None:
    street = Street()
    request = street.sore_throat()
    referral = street.refer(request)
    with acting(given.person(request)):
        conversation.send(request=request, body="Are you open on Sunday?", key="m", now=street.now)
    assert street.at_pharmacy() == {request}
    assert street.referral(referral).wrote
    with acting(street.rose):
        conversation.reply(
            request=request,
            version=None,
            text="Yes, from ten.",
            key="r",
            now=street.now + timedelta(minutes=1),
        )
        assert messages.conversation(request)[-1].body == "Yes, from ten."
