"""Limits: they slow down whoever tries too often, and cannot be used against anybody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from tests import given
from tests.access.test_second_factor import Member
from weald.foundation.access import limits, sessions
from weald.foundation.access.limits import Limit, TooOften, source, take

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
THREE = Limit("three", 3, timedelta(seconds=10))
ATTACKER = {"REMOTE_ADDR": "203.0.113.66"}
OWNER = {"REMOTE_ADDR": "198.51.100.7"}


def tries(limit: Limit, subject: str, now: datetime) -> int:
    """How many times it can be tried at once."""
    for count in range(1000):
        try:
            take(limit, subject, now)
        except TooOften:
            return count
    raise AssertionError("there is no limit")


def test_a_bucket_empties_again_one_by_one() -> None:
    assert tries(THREE, "a", NOW) == 3
    assert tries(THREE, "a", NOW + timedelta(seconds=9)) == 0
    assert tries(THREE, "a", NOW + timedelta(seconds=10)) == 1
    assert tries(THREE, "a", NOW + timedelta(hours=1)) == 3


def test_it_says_how_long_to_wait_and_waiting_that_long_helps() -> None:
    tries(THREE, "a", NOW)
    with pytest.raises(TooOften) as refused:
        take(THREE, "a", NOW + timedelta(seconds=4))
    assert refused.value.seconds == 6
    take(THREE, "a", NOW + timedelta(seconds=4 + refused.value.seconds))


def test_trying_while_refused_does_not_make_the_wait_longer() -> None:
    tries(THREE, "a", NOW)
    for _ in range(50):
        tries(THREE, "a", NOW)
    assert tries(THREE, "a", NOW + timedelta(seconds=10)) == 1


def test_buckets_are_apart_by_subject_and_by_limit() -> None:
    assert tries(THREE, "a", NOW) == tries(THREE, "b", NOW) == 3
    assert tries(Limit("other", 3, timedelta(seconds=10)), "a", NOW) == 3


def test_the_table_tells_no_address_and_no_name() -> None:
    take(THREE, "203.0.113.66 amara.reed", NOW)
    with connection.cursor() as cursor:
        cursor.execute("select l::text, encode(key, 'escape') from access_limit l")
        kept = str(cursor.fetchall())
    assert "203.0.113.66" not in kept
    assert "amara" not in kept


def test_empty_buckets_are_thrown_away() -> None:
    tries(THREE, "a", NOW)
    assert limits.forget(NOW + timedelta(seconds=29)) == 0
    assert limits.forget(NOW + timedelta(seconds=30)) == 1


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("203.0.113.66", "203.0.113.66"), ("::ffff:203.0.113.66", "203.0.113.66"), ("127.0.0.1", ""), ("::1", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"), ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"), ("", "elsewhere"),
    ],
)  # fmt: skip
def test_where_a_request_comes_from(address: str, known_as: str) -> None:
    assert source(RequestFactory().get("/", REMOTE_ADDR=address)) == known_as


def test_what_a_sender_writes_about_their_address_is_not_believed(settings: Any) -> None:
    said = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 5.6.7.8,203.0.113.66"}
    assert source(RequestFactory().get("/", **said)) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert source(RequestFactory().get("/", **said)) == "203.0.113.66"
    assert source(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"


@pytest.fixture
def member(settings: Any) -> Member:
    settings.DEMO = False
    made = Member()
    made.enrol()
    return made


def attack(member: Member, times: int, **place: str) -> list[int]:
    client = Client(**place)  # type: ignore[arg-type]
    sent = {"sign_in": member.sign_in, "password": "guessed again", "code": "000000"}
    return [client.post("/staff/sign-in", sent).status_code for _ in range(times)]


def test_guessing_slows_down_and_says_for_how_long(member: Member) -> None:
    assert attack(member, 8, **ATTACKER) == [403] * 5 + [429] * 3
    answer = Client(**ATTACKER).post(
        "/staff/sign-in", {"sign_in": member.sign_in.upper(), "password": "x", "code": "1"}
    )  # type: ignore[arg-type]
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "Too many tries" in answer.content.decode()


def test_somebody_elsewhere_keeps_no_owner_out(member: Member) -> None:
    for number in range(12):
        attack(member, 6, REMOTE_ADDR=f"203.0.113.{number}")
    assert member.sign_in_from(Client(**OWNER)).status_code == 302  # type: ignore[arg-type]


def test_somebody_in_the_same_house_keeps_no_owner_out_of_their_own_device(member: Member) -> None:
    desk = Client(**OWNER)  # type: ignore[arg-type]
    assert member.sign_in_from(desk).status_code == 302
    desk.post("/staff/sign-out")
    assert attack(member, 7, **OWNER)[-1] == 429
    assert member.sign_in_from(Client(**OWNER)).status_code == 429  # type: ignore[arg-type]
    assert member.sign_in_from(desk).status_code == 302


def test_a_known_device_is_known_for_its_own_person_only(member: Member) -> None:
    desk = Client(**OWNER)  # type: ignore[arg-type]
    member.sign_in_from(desk)
    other = Member("Dr Tom Okafor", "tom.okafor")
    other.enrol()
    codes = [
        desk.post(
            "/staff/sign-in", {"sign_in": other.sign_in, "password": "guessed again", "code": "0"}
        ).status_code
        for _ in range(7)
    ]
    assert codes == [403] * 5 + [429] * 2
    marks = [name for name in desk.cookies if name.startswith("weald_known_")]
    assert len(marks) == 1
    assert member.sign_in not in marks[0]


def test_whoever_was_right_begins_anew(member: Member) -> None:
    client = Client(**OWNER)  # type: ignore[arg-type]
    for _ in range(4):
        client.post("/staff/sign-in", {"sign_in": member.sign_in, "password": "mistyped it", "code": "0"})
        assert member.sign_in_from(client).status_code == 302
    assert sessions.COOKIE in client.cookies


def test_a_library_begins_hundreds_of_forms_and_then_waits_seconds(db: None) -> None:
    given.practice("Z00001")
    now = timezone.now()
    for _ in range(limits.FORM_STARTS.burst - 1):
        take(limits.FORM_STARTS, OWNER["REMOTE_ADDR"], now)
    client = Client(**OWNER)  # type: ignore[arg-type]
    assert client.post("/p/Z00001/start").status_code == 303
    answer = client.post("/p/Z00001/start")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 2
    assert "Call 999" in answer.content.decode()
    assert Client(**ATTACKER).post("/p/Z00001/start").status_code == 303  # type: ignore[arg-type]
    assert Client().post("/p/Z00001/start").status_code == 303


def test_the_triage_of_other_systems_is_limited_by_address_and_answers_in_json() -> None:
    now = timezone.now()
    for _ in range(limits.ASSESSMENTS.burst + 200):
        try:
            take(limits.ASSESSMENTS, OWNER["REMOTE_ADDR"], now + timedelta(minutes=1))
        except TooOften:
            break
    answer = Client(**OWNER).post("/api/triage/assess", b"{}", content_type="application/json")  # type: ignore[arg-type]
    assert answer.status_code == 429
    assert answer.json()["error"]["message"]
    assert Client().post("/api/triage/assess", b"{}", content_type="application/json").status_code == 400


def test_a_new_private_link_cannot_be_asked_for_without_end(db: None) -> None:
    now = timezone.now()
    for _ in range(limits.NEW_LINKS.burst):
        take(limits.NEW_LINKS, OWNER["REMOTE_ADDR"], now)
    sent = {"reference": "ABCDEFGH", "born-day": "1", "born-month": "1", "born-year": "1980"}
    assert Client(**OWNER).post("/r/new", sent).status_code == 429  # type: ignore[arg-type]
    assert Client(**OWNER).get("/r/new").status_code == 200  # type: ignore[arg-type]


def test_without_a_database_nobody_is_kept_out_by_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(limits, "take", away)
    answer = Client(**OWNER).post("/api/triage/assess", b"{}", content_type="application/json")  # type: ignore[arg-type]
    assert answer.status_code == 400
