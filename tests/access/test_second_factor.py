"""How staff prove who they are outside of the demonstration."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from weald.foundation.access import accounts, acting, passwords, query, sessions, totp
from weald.foundation.access.models import Identity, RoleBinding
from weald.foundation.refusal import Refused
from weald.site import staff_commands

pytestmark = pytest.mark.usefixtures("committed_db")

PASSWORD = "otters under eleven bridges"


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    # RFC 6238, appendix B, the last six of eight digits.
    assert totp.code(b"12345678901234567890", at // totp.PERIOD) == code


class Member:
    """Somebody with an account of their own, and the phone that makes their codes."""

    def __init__(
        self, name: str = "Dr Amara Reed", sign_in: str = "amara.reed", role: str = "clinician"
    ) -> None:
        self.sign_in = sign_in
        self.place = given.practice("Z00001") if not Identity.objects.exists() else given.practice()
        with acting(given.SYSTEM):
            self.identity = accounts.add(name=name, sign_in=sign_in, party=self.place, role=role)
            self.token = accounts.invite(identity=self.identity, now=timezone.now())
            found = accounts.invitation(self.token, timezone.now())
        assert found is not None
        self.secret = found.secret
        self.said = 0

    def code(self, now: datetime | None = None) -> str:
        """What the phone shows."""
        return totp.code(self.secret, int((now or timezone.now()).timestamp()) // totp.PERIOD)

    def fresh(self) -> str:
        """A code that was not used: the clock of this phone goes forward from one to the next."""
        with acting(given.SYSTEM):
            query("update access_credential set totp_step = 0 where identity_id = %s", [self.identity])
        return self.code()

    def enrol(self) -> tuple[str, ...]:
        with acting(given.SYSTEM):
            return accounts.accept(token=self.token, password=PASSWORD, code=self.code(), now=timezone.now())

    def sign_in_from(self, client: Client, **changed: str) -> Any:
        sent = {
            "sign_in": self.sign_in,
            "password": PASSWORD,
            "code": changed.get("code") or self.fresh(),
        } | changed
        return client.post("/staff/sign-in", sent)


@pytest.fixture
def production(settings: Any) -> None:
    settings.DEMO = False


@pytest.fixture
def member(production: None) -> Member:
    return Member()


def open_sessions(identity: UUID) -> int:
    return len(sessions.of(identity, "", timezone.now()))


def test_an_invitation_leads_to_a_password_a_phone_and_recovery_codes_and_works_once(member: Member) -> None:
    client = Client()
    page = client.get(f"/staff/join/{member.token}").content.decode()
    assert totp.spelled(member.secret) in page
    assert "data:image/svg+xml" in page
    sent = {"password": PASSWORD, "again": PASSWORD, "code": member.code()}
    assert client.post(f"/staff/join/{member.token}", sent | {"again": "another"}).status_code == 422
    assert client.post(f"/staff/join/{member.token}", sent | {"code": "000000"}).status_code == 422
    done = client.post(f"/staff/join/{member.token}", sent)
    assert done["Cache-Control"] == "no-store"
    codes = re.findall(r"<code>([0-9A-Z-]{29})</code>", done.content.decode())
    assert len(set(codes)) == accounts.CODES
    assert client.get(f"/staff/join/{member.token}").status_code == 404
    assert client.get("/staff/join/guessed").status_code == 404
    assert member.sign_in_from(client).status_code == 302
    assert client.get("/staff/queue").status_code == 200


def test_an_invitation_runs_out_and_a_later_one_ends_it(member: Member) -> None:
    with acting(given.SYSTEM):
        assert accounts.invitation(member.token, timezone.now() + accounts.INVITED) is None
        later = accounts.invite(identity=member.identity, now=timezone.now())
        assert accounts.invitation(member.token, timezone.now()) is None
        assert accounts.invitation(later, timezone.now()) is not None


@pytest.mark.parametrize(
    "wrong", [{"password": "otters under twelve bridges"}, {"code": "000000"}, {"sign_in": "nobody"}]
)
def test_each_of_the_three_must_be_right_and_no_answer_tells_which_was_not(
    member: Member, wrong: dict[str, str]
) -> None:
    member.enrol()
    answer = member.sign_in_from(Client(), **wrong)
    assert answer.status_code == 403
    assert sessions.COOKIE not in answer.cookies
    page = re.sub(r'value="[^"]*"', "", answer.content.decode())
    other = member.sign_in_from(Client(), sign_in="somebody.else", password="x", code="1")
    assert page == re.sub(r'value="[^"]*"', "", other.content.decode())


def test_a_code_counts_once(member: Member) -> None:
    member.enrol()
    code = member.fresh()
    assert member.sign_in_from(Client(), code=code).status_code == 302
    assert member.sign_in_from(Client(), code=code).status_code == 403


def test_a_code_of_two_minutes_ago_does_not_count(member: Member) -> None:
    member.enrol()
    member.fresh()
    early = member.code(timezone.now() - timedelta(minutes=2))
    assert member.sign_in_from(Client(), code=early).status_code == 403


def test_a_recovery_code_replaces_the_phone_once(member: Member) -> None:
    first, second, *_ = member.enrol()
    assert member.sign_in_from(Client(), code=first.lower()).status_code == 302
    assert member.sign_in_from(Client(), code=first).status_code == 403
    assert member.sign_in_from(Client(), code=second).status_code == 302
    with acting(given.SYSTEM):
        assert accounts.codes_left(member.identity) == accounts.CODES - 2


def test_signing_in_gives_a_new_session_and_ends_the_one_before_in_this_browser(member: Member) -> None:
    member.enrol()
    client = Client()
    tokens = {member.sign_in_from(client).cookies[sessions.COOKIE].value for _ in range(2)}
    assert len(tokens) == 2
    assert open_sessions(member.identity) == 1


def test_another_password_or_invitation_ends_every_session(member: Member) -> None:
    member.enrol()
    desk, home = Client(), Client()
    for client in (desk, home):
        member.sign_in_from(client)
    answer = desk.post("/staff/account/password", {"password": PASSWORD + "!", "again": PASSWORD + "!"})
    assert answer.status_code == 303
    assert open_sessions(member.identity) == 0
    assert home.get("/staff/queue").status_code == 302
    assert member.sign_in_from(home).status_code == 403
    assert member.sign_in_from(home, password=PASSWORD + "!").status_code == 302
    with acting(given.SYSTEM):
        member.token = accounts.invite(identity=member.identity, now=timezone.now())
        found = accounts.invitation(member.token, timezone.now())
    assert found is not None
    member.secret = found.secret
    member.enrol()
    assert home.get("/staff/queue").status_code == 302


def test_who_leaves_is_signed_out_at_once_and_does_not_come_back(member: Member) -> None:
    member.enrol()
    client = Client()
    member.sign_in_from(client)
    with acting(given.staff(member.place, "practice_manager")):
        accounts.leave(identity=member.identity, party=member.place)
    assert client.get("/staff/queue").status_code == 302
    assert member.sign_in_from(client).status_code == 403


def test_own_sessions_are_listed_and_ended_one_by_one(member: Member) -> None:
    member.enrol()
    desk, home, phone = Client(), Client(), Client()
    for client in (desk, home, phone):
        member.sign_in_from(client)
    page = desk.get("/staff/account").content.decode()
    handles = re.findall(r'name="handle" value="([0-9a-f]{16})"', page)
    assert len(handles) == 2
    desk.post("/staff/account/end", {"handle": handles[0]})
    assert open_sessions(member.identity) == 2
    desk.post("/staff/account/end")
    assert open_sessions(member.identity) == 1
    assert desk.get("/staff/queue").status_code == 200
    assert home.get("/staff/queue").status_code == phone.get("/staff/queue").status_code == 302


def test_nobody_ends_the_session_of_somebody_else(member: Member) -> None:
    member.enrol()
    other = Member("Dr Tom Okafor", "tom.okafor")
    other.enrol()
    ours, theirs = Client(), Client()
    member.sign_in_from(ours)
    other.sign_in_from(theirs)
    [handle] = [one.handle for one in sessions.of(other.identity, "", timezone.now())]
    ours.post("/staff/account/end", {"handle": handle})
    assert theirs.get("/staff/queue").status_code == 200


def test_before_what_matters_somebody_shows_again_who_they_are_and_nothing_typed_is_lost(
    member: Member,
) -> None:
    member.enrol()
    client = Client()
    member.sign_in_from(client)
    person = "019f0000-0000-7000-8000-000000000001"
    assert client.get(f"/staff/person/{person}/emergency").status_code == 200
    with acting(given.SYSTEM):
        query("update access_staffsession set proved_at = now() - interval '11 minutes'")
    there = client.get(f"/staff/person/{person}/emergency")
    assert there["Location"].startswith("/staff/confirm?next=")
    answer = client.post(
        f"/staff/person/{person}/emergency",
        {"reason": "Unconscious at the desk"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert "Unconscious at the desk" in answer.content.decode()
    assert client.post("/staff/confirm", {"password": PASSWORD, "code": "000000"}).status_code == 403
    before = client.cookies[sessions.COOKIE].value
    done = client.post(
        "/staff/confirm",
        {"password": PASSWORD, "code": member.fresh(), "next": f"/staff/person/{person}/emergency"},
    )
    assert done["Location"] == f"/staff/person/{person}/emergency"
    assert client.cookies[sessions.COOKIE].value != before
    assert sessions.open_session(before, timezone.now()) is None
    assert client.get(f"/staff/person/{person}/emergency").status_code == 200


@pytest.mark.parametrize(
    "weak",
    [
        "short", "password1234", "P@ssw0rd2026!!", "qwertyuiop12", "123456789012", "aaaaaaaaaaaa", "amara.reed2026", "ReedAmara!!!!",
        "abcdefghijklm", "weald weald weald",
    ],
)  # fmt: skip
def test_what_somebody_would_try_first_is_no_password(weak: str) -> None:
    with pytest.raises(Refused):
        passwords.refuse_weak(weak, ("Dr Amara Reed", "amara.reed"))


@pytest.mark.parametrize("good", [PASSWORD, "ü" * 6 + "xyzäöß", "a tin of blue whistles", "x7!kQ2#mP9$v"])
def test_long_words_without_rules_about_signs_are_passwords(good: str) -> None:
    passwords.refuse_weak(good, ("Dr Amara Reed", "amara.reed"))
    kept = passwords.make(good)
    assert kept.startswith("argon2$argon2id$")
    assert passwords.fits(good, kept)
    assert not passwords.fits(good[:-1], kept)


def test_the_database_holds_neither_password_nor_secret_nor_code(member: Member) -> None:
    codes = member.enrol()
    with acting(given.SYSTEM):
        kept = str(
            query(
                "select c::text, (select string_agg(r::text, '') from access_recoverycode r) from access_credential c"
            )
            + query("select i::text from access_invitation i")
        )
    secret = member.secret.hex()
    for one in (PASSWORD, secret, member.token, *codes, *(code.replace("-", "") for code in codes)):
        assert one not in kept
        assert one.encode().hex() not in kept


def test_credentials_are_read_by_nobody_but_their_owner_and_the_sign_in(member: Member) -> None:
    member.enrol()
    counts = "select (select count(*) from access_credential), (select count(*) from access_recoverycode)"
    with acting(given.staff(member.place, "practice_manager")):
        assert query(counts) == [(0, 0)]
    with acting(given.staff(member.place, "clinician", identity=member.identity)):
        assert query(counts) == [(1, accounts.CODES)]


def test_a_manager_invites_who_works_here_and_nobody_who_also_works_elsewhere(member: Member) -> None:
    elsewhere = given.practice()
    with acting(given.staff(member.place, "practice_manager")):
        assert accounts.invite(identity=member.identity, now=timezone.now())
    with (
        acting(given.staff(elsewhere, "practice_manager")),
        pytest.raises(Refused, match="another organisation"),
    ):
        accounts.add(name="Dr Amara Reed", sign_in="AMARA.REED ", party=elsewhere, role="clinician")
    RoleBinding.objects.create(identity_id=member.identity, role="clinician", party=elsewhere)
    with (
        acting(given.staff(member.place, "practice_manager")),
        pytest.raises(Refused, match="another organisation"),
    ):
        accounts.invite(identity=member.identity, now=timezone.now())


def test_every_try_leaves_a_trace_without_what_was_typed(member: Member) -> None:
    member.enrol()
    member.sign_in_from(Client())
    member.sign_in_from(Client(), password="wrong but secret words")
    member.sign_in_from(Client(), sign_in="typed.by.mistake")
    with acting(given.SYSTEM):
        trace = query(
            "select verb, array(select jsonb_array_elements_text(subjects)), why from access_auditrow where verb like 'access.sign%%' order by id"
        )
    me = [str(member.identity)]
    assert trace == [
        ("access.signed_in", me, ""), ("access.sign_in_refused", me, "password"), ("access.sign_in_refused", [], ""),
    ]  # fmt: skip
    assert "secret" not in str(trace)


def test_the_first_manager_comes_by_the_command_line(production: None) -> None:
    given.practice("Z00009")
    said = staff_commands.add(
        sign_in="jo.mills", name="Jo Mills", organisation="Z00009", role="practice_manager"
    )
    token = re.search(r"/staff/join/([\w-]+)", said)
    assert token is not None
    assert "Jo Mills" in Client().get(f"/staff/join/{token[1]}").content.decode()
    again = staff_commands.invite(sign_in="jo.mills")
    assert token[1] not in again
    assert "no longer works" in staff_commands.leave(sign_in="jo.mills", organisation="Z00009")
    with pytest.raises(Refused, match="Nobody signs in"):
        staff_commands.invite(sign_in="jo.mills")


def test_a_manager_makes_a_link_for_a_colleague_and_for_nobody_else(member: Member) -> None:
    boss = Member("Mae Manager", "mae", "practice_manager")
    boss.enrol()
    RoleBinding.objects.create(identity_id=boss.identity, role="practice_manager", party=member.place)
    RoleBinding.objects.filter(identity_id=boss.identity, party=boss.place).delete()
    client = Client()
    boss.sign_in_from(client)
    page = client.post(f"/staff/settings/team/{member.identity}/invite").content.decode()
    token = re.search(r"/staff/join/([\w-]+)", page)
    assert token is not None
    assert Client().get(f"/staff/join/{token[1]}").status_code == 200
    assert client.get(f"/staff/join/{member.token}").status_code == 404
    other = Member("Dr Tom Okafor", "tom.okafor")
    assert client.post(f"/staff/settings/team/{other.identity}/invite").status_code == 404
