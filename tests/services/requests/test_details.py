"""Staff put right what a person is called and how they are reached: what is kept, what follows, and who is told. These tests commit."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests import given
from tests.services.referrals.pharmacies import Street
from tests.services.requests.desk import ADA, NOW, Desk
from tests.services.requests.patient import text
from tests.services.requests.test_waiting_at_once import at_once
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.services.messages.actions import notify
from weald.services.messages.actions.outbox import redirect
from weald.services.people import queries as people
from weald.services.people.actions import ChangedMeanwhile, contacts, proxies, register
from weald.services.people.actions.proxies import NewProxy
from weald.services.people.details import NAMES, Details, brought_up, differing
from weald.services.people.queries import details as kept_rows
from weald.services.people.queries import family
from weald.services.requests.actions import booking, details
from weald.services.requests.actions.details import Done
from weald.services.requests.actions.submit import add_link

pytestmark = pytest.mark.usefixtures("committed_db")

OLD, NEW = "+447700900982", "+447700900111"
KEPT = Details(
    given_name="Ada", family_name="Osei", phone=OLD, email="", contact_by="sms", postcode="CT1 2AB"
)
MOVED = replace(KEPT, phone=NEW)


class Change(Desk):
    """Ada has a new number."""

    def changes(
        self,
        new: Details = MOVED,
        seen: Details = KEPT,
        checked: str = "called",
        old_told: str = "gone",
        **more: Any,
    ) -> Done:
        with acting(self.ward.desk):
            return details.change_details(
                person=ADA.id, seen=seen, new=new, checked=checked, old_told=old_told, now=self.now, **more
            )

    def audited(self) -> str:
        """What the audit says of the change."""
        with acting(given.SYSTEM):
            [[why]] = query("select why from access_auditrow where verb = 'people.change_details'")
        return str(why)

    def kept(self) -> Details:
        with acting(given.SYSTEM):
            found = people.person(ADA.id)
        assert found is not None
        return Details(**{name: getattr(found, name) for name in NAMES})

    def asked(self, **columns: Any) -> UUID:
        return self.ward.request(
            person=ADA.id, registered=self.ward.practice, **{"phone": OLD, "contact_by": "sms"} | columns
        )

    def reached(self, request: UUID) -> tuple[str, str, str]:
        row = self.ward.row(request)
        return row.contact_by, row.phone, row.email

    def waits(self, request: UUID | None = None, to: str = OLD, **more: Any) -> str:
        """A notice that is to go out tomorrow; its key."""
        named = uuid4().hex
        with acting(given.SYSTEM):
            notify(
                **{
                    "organisation": self.ward.practice, "request": request, "person": None if request else ADA.id,
                    "key": named, "by": "sms" if to.startswith("+") else "email", "to": to, "template": "resolved",
                    "values": {"practice": "Hop Lane", "reference": "ABCD", "code": "1"}, "now": self.now,
                    "not_before": self.now + timedelta(days=1),
                } | more
            )  # fmt: skip
        return named

    def goes_to(self, key: str) -> tuple[str, str, list[list[str]], bool]:
        """Way, address, all ways, and whether it was taken back."""
        with acting(given.SYSTEM):
            [row] = query(
                'select by, "to", array(select way from jsonb_array_elements(routes) way)::text, withdrawn_at is not null'
                " from messages_notification where key = %s",
                [key],
            )
        return row[0], row[1], row[2], row[3]

    def told(self) -> list[tuple[str, str]]:
        with acting(given.SYSTEM):
            return query(  # type: ignore[return-value]
                'select "to", body from messages_notification where template = %s', ["details_changed"]
            )


@pytest.fixture
def at() -> Change:
    return Change()


def test_old_and_new_are_kept_and_the_audit_tells_neither(at: Change) -> None:
    at.changes(replace(MOVED, family_name="Osei-Reed"), old_told="told")
    assert at.kept() == replace(MOVED, family_name="Osei-Reed")
    with acting(at.ward.desk):
        rows = kept_rows.changes_of(ADA.id)
    assert [(one.detail, one.before, one.after, one.by, one.checked) for one in rows] == [
        ("phone", OLD, NEW, "Priya Shah", "called"),
        ("family_name", "Osei", "Osei-Reed", "Priya Shah", "called"),
    ]
    with acting(given.SYSTEM):
        [[why, subjects]] = query(
            "select why, subjects::text from access_auditrow where verb = 'people.change_details'"
        )
    assert why == "last name, phone; called back on the number kept before"
    assert subjects == f'["{ADA.id}"]'


def test_what_stood_there_cannot_be_written_over(at: Change) -> None:
    at.changes()
    for statement in ("update people_detailchange set before = ''", "delete from people_detailchange"):
        with pytest.raises(DatabaseError), acting(at.ward.desk):
            query(f"{statement} returning 1")
    with acting(at.ward.outsider):
        assert query("select 1 from people_detailchange") == []
    with acting(given.staff(at.ward.practice, "receptionist")):
        assert len(query("select 1 from people_detailchange")) == 1


def test_nothing_is_changed_where_nobody_was_sure_who_asks(at: Change) -> None:
    for checked, says in (("unsure", "not sure who asks"), ("", "Choose how you know"), ("a friend", "Choose how you know")):  # fmt: skip
        with pytest.raises(Refused, match=says):
            at.changes(checked=checked)
    assert at.kept() == KEPT
    with acting(given.SYSTEM):
        assert query("select 1 from people_detailchange") == []


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (replace(KEPT, given_name=" ", family_name=""), "name"),
        (replace(KEPT, phone=""), "phone number"),
        (replace(KEPT, contact_by="email"), "email address"),
        (replace(KEPT, contact_by="pigeon"), "way to contact"),
    ],
)
def test_what_cannot_be_is_refused(at: Change, new: Details, says: str) -> None:
    with pytest.raises(Refused, match=says):
        at.changes(new)
    assert at.kept() == KEPT


def test_only_the_practice_where_they_are_registered_changes_them_and_nobody_the_dead(at: Change) -> None:
    with acting(given.SYSTEM):
        query(
            "insert into access_relationship (person, party, basis, since) values (%s, %s, 'registration', %s) returning 1",
            [ADA.id, at.ward.elsewhere, NOW - timedelta(days=1)],
        )
    for who in (given.staff(at.ward.elsewhere, "receptionist"), given.staff(at.ward.practice, "planner")):
        with pytest.raises(Forbidden), acting(who):
            details.change_details(person=ADA.id, seen=KEPT, new=MOVED, checked="seen", now=NOW)
    visitor = at.ward.browser(at.ward.somebody("Lena Fox", "receptionist", at.ward.elsewhere)).get(PAGE)
    assert visitor.status_code == 403
    assert "their own practice changes their details" in text(visitor)
    with acting(given.SYSTEM):
        query("update people_person set died_on = %s where id = %s", [NOW.date(), ADA.id])
    with pytest.raises(Refused, match="has died"):
        at.changes()
    assert at.kept() == KEPT


def test_whoever_is_second_is_told_and_nothing_of_the_first_is_lost(at: Change) -> None:
    at.changes(replace(KEPT, email="ada@example.com"))
    with pytest.raises(ChangedMeanwhile) as told:
        at.changes(MOVED)
    assert told.value.now == replace(KEPT, email="ada@example.com")
    assert at.kept() == told.value.now
    # What was typed here and what the colleague changed stand together, and are kept when it is pressed again.
    together = brought_up(MOVED, KEPT, told.value.now)
    assert together == replace(MOVED, email="ada@example.com")
    at.changes(together, told.value.now)
    assert at.kept() == together


def test_two_at_the_same_moment_are_one_change_and_one_that_is_told(at: Change) -> None:
    def press(new: Details) -> Callable[[], Done]:
        return lambda: at.changes(new)

    request = at.asked()
    faults = at_once([press(MOVED), press(replace(KEPT, email="ada@example.com"))])
    assert [type(fault) for fault in faults] == [ChangedMeanwhile]
    assert len(differing(at.kept(), KEPT)) == 1
    assert at.reached(request)[1] == at.kept().phone


def test_pressed_twice_it_is_done_once(at: Change) -> None:
    assert at.changes().details == ("phone",)
    assert at.changes() == Done((), 0, 0)
    with acting(given.SYSTEM):
        assert len(query("select 1 from people_detailchange")) == 1


def test_open_requests_that_used_the_old_number_follow_and_others_stay(at: Change) -> None:
    follows, other, kept_back = at.asked(), at.asked(phone="+447700900333"), at.asked()
    closed = at.asked(state="closed", closed_at=NOW, outcome="not_needed")
    somebody = at.ward.request(phone=OLD)
    assert at.changes(stay=[kept_back]) == Done(("phone",), 1, 0)
    assert at.reached(follows) == ("sms", NEW, "")
    assert at.reached(other) == ("sms", "+447700900333", "")
    assert [at.reached(one)[1] for one in (kept_back, closed, somebody)] == [OLD, OLD, OLD]
    assert ("reached_at", details.TOLD, "") in at.ward.story(follows)
    assert at.ward.audit("requests.reached_at") == [("Priya Shah", [str(follows)])]
    assert not re.search(r"\d{5}", str(at.ward.story(follows)))


def test_what_waits_to_be_sent_goes_to_the_new_number(at: Change) -> None:
    follows, other, stays = at.asked(), at.asked(phone="+447700900333"), at.asked()
    ours, alone = at.waits(follows, others=(("letter", "9990000018"),)), at.waits()
    not_ours, not_moved = at.waits(other, to="+447700900333"), at.waits(stays)
    at.changes(stay=[stays])
    assert at.goes_to(ours)[1] == NEW
    assert OLD not in str(at.goes_to(ours))
    assert "9990000018" in str(at.goes_to(ours))
    assert at.goes_to(alone)[1] == NEW
    assert [at.goes_to(one)[1] for one in (not_ours, not_moved)] == ["+447700900333", OLD]


def test_a_booked_appointment_is_reminded_of_at_the_new_number(at: Change) -> None:
    request = at.asked(state="confirmed")
    at.ward.books(request)
    at.changes()
    with acting(given.SYSTEM):
        assert query('select distinct "to" from messages_notification where request_id = %s', [request]) == [
            (NEW,)
        ]


@pytest.mark.slow
def test_whoever_books_at_the_same_moment_is_told_at_the_new_number(at: Change) -> None:
    booked = [at.asked(state="confirmed") for _ in range(8)]
    with acting(given.SYSTEM):
        slots = given.slots(at.ward.practice, len(booked))

    def books(request: UUID, slot: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(at.ward.reed):
                booking.book(request=request, slot=slot, key=f"book {request}", now=at.now)

        return press

    presses = [books(*one) for one in zip(booked, slots, strict=True)]
    faults = at_once([*presses[:4], at.changes, *presses[4:]])
    assert faults == []
    with acting(given.SYSTEM):
        told = query('select "to", count(*) from messages_notification group by 1')
        kept = query("select distinct phone from requests_request where person = %s", [ADA.id])
    assert (told, kept) == ([(NEW, len(booked))], [(NEW,)])


def test_a_private_link_that_went_to_the_old_number_opens_no_more(at: Change) -> None:
    follows, stays = at.asked(), at.asked()
    with acting(at.ward.desk):
        sent, waiting, other = (
            add_link(request=one, organisation=at.ward.practice, now=at.now)
            for one in (follows, follows, stays)
        )
    link = f"https://weald.example/r/{waiting}/"
    at.waits(follows, template="new_link", values={"practice": "Hop Lane", "reference": "ABCD", "link": link})
    at.changes(stay=[stays])
    with acting(given.SYSTEM):
        rows = query("select token_hash, expires_at > %s from requests_link", [at.now])
    alive = {bytes(row[0]): row[1] for row in rows}
    assert [alive[hash_of(one)] for one in (sent, waiting, other)] == [False, True, True]


def test_a_private_link_to_what_was_answered_opens_no_more_either(at: Change) -> None:
    closed, other = (
        at.asked(state="closed", closed_at=NOW, outcome="not_needed", phone=phone)
        for phone in (OLD, "+447700900333")
    )
    with acting(at.ward.desk):
        sent, elsewhere = (
            add_link(request=one, organisation=at.ward.practice, now=at.now) for one in (closed, other)
        )
    at.changes(TWO)
    with acting(given.SYSTEM):
        assert len(query("select 1 from requests_link where expires_at > %s", [at.now])) == 2, (
            "the number stays"
        )
    at.changes(replace(TWO, phone=NEW), TWO)
    with acting(given.SYSTEM):
        alive = query("select token_hash from requests_link where expires_at > %s", [at.now])
    assert [bytes(row[0]) for row in alive] == [hash_of(elsewhere)]
    assert hash_of(sent) not in {bytes(row[0]) for row in alive}


def test_a_code_is_never_sent_to_another_address(at: Change) -> None:
    code = at.waits(template="sign_in_code")
    at.changes()
    assert at.goes_to(code)[1::2] == (OLD, True)


def test_what_has_no_way_left_is_phoned_about(at: Change) -> None:
    request = at.asked()
    waits = at.waits(request)
    done = at.changes(replace(KEPT, phone="", contact_by="letter"))
    assert (done.moved, done.phoned) == (1, 1)
    assert at.goes_to(waits)[3]
    assert at.ward.row(request).wants == "call"
    assert at.reached(request) == ("letter", "", "")


def test_where_the_number_is_gone_what_waits_goes_to_the_email(at: Change) -> None:
    request = at.asked()
    waits = at.waits(request)
    assert at.changes(replace(KEPT, phone="", email="ada@example.com", contact_by="email")).phoned == 0
    assert at.goes_to(waits)[:2] == ("email", "ada@example.com")
    assert at.reached(request) == ("email", "", "ada@example.com")


def test_while_a_message_is_handed_over_to_the_old_number_nothing_is_changed(
    at: Change, database_urls: Any
) -> None:
    request = at.asked()
    waits = at.waits(request)
    with psycopg.connect(database_urls.role("admin")) as sending:
        sending.execute("select 1 from messages_notification where key = %s for update", [waits])
        with pytest.raises(Refused, match="being sent at this moment"):
            at.changes()
        sending.rollback()
    assert (at.kept(), at.reached(request)[1], at.goes_to(waits)[1]) == (KEPT, OLD, OLD)
    at.changes()
    assert at.goes_to(waits)[1] == NEW


def test_what_is_hidden_never_comes_to_the_phone_of_who_acts_for_them(at: Change) -> None:
    mother_acts(at)
    hidden, plain = at.asked(hidden=True), at.asked()
    waits = at.waits(hidden)
    with pytest.raises(Refused, match="hidden from that person"):
        at.changes()
    assert (at.kept(), at.reached(plain)[1]) == (KEPT, OLD)
    assert at.changes(stay=[hidden]).moved == 1
    assert (at.goes_to(waits)[1], at.reached(hidden)[1]) == (OLD, OLD)
    # And where a program forgot to ask, the database keeps it back.
    with acting(given.SYSTEM):
        redirect(requests=[hidden], person=ADA.id, instead={OLD: ("sms", NEW)}, why="a test", now=NOW)
    assert at.goes_to(waits)[3]


def mother_acts(at: Change) -> None:
    """NEW is the number of Ada's mother, who acts for her."""
    with acting(given.SYSTEM):
        mother = register(
            person=replace(at.ada, id=uuid4(), nhs_number=None, given_name="Grace", phone=NEW), now=NOW
        )
    with acting(at.ward.desk):
        proxies.grant(
            new=NewProxy(
                id=uuid4(), person=ADA.id, proxy=mother, proxy_registered=at.ward.practice, proxy_name="Grace Osei",
                kind="carer", capacity="agrees", scope=("see",),
            ),
            now=NOW,
        )  # fmt: skip


def test_they_are_told_at_the_address_that_stays_and_never_at_the_old_one(at: Change) -> None:
    at.changes()
    assert at.told() == [], "the old number is somebody else's by now"
    with_email = replace(MOVED, email="ada@example.com")
    at.changes(with_email, MOVED)
    [(to, body)] = at.told()
    assert to == NEW
    at.changes(replace(with_email, phone=OLD), with_email)
    assert {one for one, _ in at.told()} == {NEW, "ada@example.com"}, "nor is a warning led away"
    assert "If you did not ask for it, phone us on 01632 960001" in body
    assert "Ada" not in body


TWO = replace(KEPT, email="ada@example.com")
BOTH = replace(TWO, phone=NEW, email="new@example.com")


def test_where_number_and_email_change_together_both_old_ones_are_told(at: Change) -> None:
    at.changes(TWO)
    at.changes(BOTH, TWO, old_told="told")
    told = dict(at.told())
    assert set(told) == {OLD, "ada@example.com"}
    for body in told.values():
        assert "If you did not ask for it, phone us on 01632 960001" in body
        for hidden in (NEW, "700900111", "new@example.com", "Ada", "Osei"):
            assert hidden not in body
    at.changes(replace(BOTH, phone="+447700900222", email="newest@example.com"), BOTH, old_told="told")
    assert set(dict(at.told())) == {OLD, "ada@example.com", NEW, "new@example.com"}, "none is led away"


def test_whoever_has_but_one_number_is_told_at_the_old_one(at: Change) -> None:
    at.changes(old_told="told")
    assert [to for to, _ in at.told()] == [OLD]


@pytest.mark.parametrize(
    ("old_told", "why"), [("reads", "somebody else reads there"), ("gone", "not theirs any more")]
)
def test_the_old_ones_are_not_told_where_staff_say_why_and_the_audit_says_it(
    at: Change, old_told: str, why: str
) -> None:
    at.changes(old_told=old_told)
    assert at.told() == []
    assert at.audited() == f"phone; called back on the number kept before; old address not told: {why}"
    assert OLD not in at.audited()


def test_nothing_is_changed_before_somebody_said_whether_the_old_number_is_told(at: Change) -> None:
    for answer in ("", "perhaps"):
        with pytest.raises(details.MustSay, match="Choose whether we write to the old number"):
            at.changes(old_told=answer)
    assert (at.kept(), at.told()) == (KEPT, [])
    # Where an address stays, that one is told, and what was chosen for another case counts for nothing.
    at.changes(TWO, old_told="")
    at.changes(replace(TWO, phone=NEW), TWO, old_told="told")
    assert [to for to, _ in at.told()] == [OLD, "ada@example.com"]
    assert "not told" not in str(at.ward.audit("people.change_details"))


def test_nobody_signs_in_with_a_new_number_before_it_was_checked(at: Change) -> None:
    with acting(at.ward.desk):
        contacts.check_with_person(person=ADA.id, by="sms", now=NOW)
        assert family.certain_contacts(ADA.id) == (("sms", OLD),)
    at.changes()
    with acting(at.ward.desk):
        assert family.certain_contacts(ADA.id) == ()
        contacts.check_with_person(person=ADA.id, by="sms", now=NOW)
        assert family.certain_contacts(ADA.id) == (("sms", NEW),)


def test_what_the_desk_has_begun_for_them_has_the_new_number(at: Change) -> None:
    at.begins()
    at.changes()
    with acting(at.ward.desk):
        assert query("select about ->> 'phone' from requests_draft") == [(NEW,)]


def test_the_pharmacy_phones_the_new_number() -> None:
    street = Street()
    person = replace(ADA, organisation=street.practice, phone=OLD)
    with acting(given.SYSTEM):
        register(person=person, now=given.NOW - timedelta(days=30))
    request = street.sore_throat(person=ADA.id, registered=street.practice, phone=OLD)
    referral = street.refer(request)
    with acting(given.staff(street.practice, "receptionist")):
        details.change_details(
            person=ADA.id,
            seen=KEPT,
            new=MOVED,
            checked="seen",
            old_told="told",
            now=given.NOW + timedelta(hours=1),
        )
    with acting(given.SYSTEM):
        assert query("select phone from referrals_referral where id = %s", [referral]) == [(NEW,)]


PAGE = f"/staff/person/{ADA.id}/details"


def form(at: Change, **changed: Any) -> dict[str, Any]:
    kept = at.kept()
    return {
        **{f"seen_{name}": getattr(kept, name) for name in NAMES}, **{name: getattr(kept, name) for name in NAMES},
        "checked": "called", "old_told": "gone",
    } | changed  # fmt: skip


def test_reception_finds_the_person_and_their_number_is_changed(at: Change) -> None:
    booked, starts = at.asked(state="confirmed"), timezone.now() + timedelta(days=3)
    with acting(given.SYSTEM):
        [slot] = given.slots(at.ward.practice, starts_at=starts, ends_at=starts + timedelta(minutes=10))
    with acting(at.ward.reed):
        booking.book(request=booked, slot=slot, key="book", now=timezone.now())
    at.asked(phone="+447700900333")
    found = at.browser.post("/staff/reception", {"q": "ada osei 6.5.84"})
    assert PAGE in found.content.decode()
    assert PAGE in at.browser.get(f"/staff/person/{ADA.id}").content.decode()
    page = at.browser.get(PAGE)
    for said in (
        "Kept now", "07700 900982", "Is the NHS number or the date of birth wrong?", "with its reminders",
        "07700 900333", "How do you know who asks?", "Somebody entered them here",
    ):  # fmt: skip
        assert said in text(page), said
    assert f'value="{booked}" checked' in page.content.decode()
    nobody = at.browser.post(PAGE, form(at, phone="07700 900111", checked=""))
    assert nobody.status_code == 422
    assert "Choose how you know who asks" in text(nobody)
    unsure = at.browser.post(PAGE, form(at, phone="07700 900111", checked="unsure"))
    assert "Nothing was changed, because you are not sure who asks" in text(unsure)
    wrong = at.browser.post(PAGE, form(at, phone="0770", email="ada@", contact_by="email"))
    assert "Enter a phone number with all its digits" in text(wrong)
    assert "Enter an email address with an @" in text(wrong)
    assert at.kept() == KEPT
    silent = at.browser.post(PAGE, form(at, phone="07700 900111", old_told=""))
    assert silent.status_code == 422
    assert "Choose whether we write to the old number or email" in text(silent)
    assert 'href="#old_told"' in silent.content.decode()
    assert at.kept() == KEPT
    done = at.browser.post(
        PAGE, form(at, phone="07700 900111", shown=[str(booked)], move=[str(booked)]), follow=True
    )
    assert "open requests are reached as they say now" in text(done)
    assert "07700 900111" in text(done)
    assert at.reached(booked)[1] == NEW
    again = text(at.browser.get(PAGE))
    assert "Phone: 07700 900982 → 07700 900111" in again
    assert "Priya Shah, called back on the number kept before" in again


def test_a_request_without_its_tick_stays_and_one_that_came_meanwhile_follows(at: Change) -> None:
    shown, came = at.asked(), at.asked()
    at.browser.post(PAGE, form(at, phone="07700 900111", shown=[str(shown)]))
    assert (at.reached(shown)[1], at.reached(came)[1]) == (OLD, NEW)


def test_the_page_shows_what_a_colleague_changed_beside_what_was_typed(at: Change) -> None:
    mine = form(at, phone="07700 900111")
    at.changes(replace(KEPT, email="ada@example.com", postcode="ME99 1AA"))
    told = at.browser.post(PAGE, mine)
    assert told.status_code == 422
    assert "Somebody changed these details while you were at it" in text(told)
    assert "A colleague wrote “ada@example.com” here meanwhile" in text(told)
    body = told.content.decode()
    assert 'value="07700 900111"' in body
    assert 'name="email" type="email"' in body
    assert at.kept().phone == OLD
    fields = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', body))
    assert (fields["seen_email"], fields["seen_phone"]) == ("ada@example.com", OLD)
    sent = mine | fields | {"email": "ada@example.com", "postcode": "ME99 1AA"}
    assert at.browser.post(PAGE, sent).status_code == 303
    assert at.kept() == replace(MOVED, email="ada@example.com", postcode="ME99 1AA")


def test_no_input_breaks_the_page(at: Change) -> None:
    for sent in (
        {}, {"shown": ["x", "'"], "move": ["\x00"]}, form(at, given_name="a" * 5000), form(at, checked="\u202e"),
        form(at, seen_phone="x" * 100_000, email="a@example.com"), form(at, phone="+" * 300), {"entry": "../x"},
    ):  # fmt: skip
        assert at.browser.post(PAGE, sent).status_code == 422
    assert at.kept() == KEPT
    assert at.browser.get(f"/staff/person/{uuid4()}/details").status_code == 404


def test_who_has_the_same_number_and_acts_for_them_is_named(at: Change) -> None:
    with acting(given.SYSTEM):
        child = register(
            person=replace(at.ada, id=uuid4(), nhs_number=None, given_name="Ben", birth_date=NOW.date().replace(year=2020)),
            now=NOW,
        )  # fmt: skip
    with acting(at.ward.desk):
        proxies.grant(
            new=NewProxy(
                id=uuid4(), person=child, proxy=ADA.id, proxy_registered=at.ward.practice, proxy_name="Ada Osei",
                kind="parent", capacity="child", scope=("see",),
            ),
            now=NOW,
        )  # fmt: skip
    page = at.browser.get(PAGE)
    assert "The same number is on the record of Ben Osei" in text(page)
    assert f"/staff/person/{child}/details" in page.content.decode()


def test_reception_reads_whose_details_the_practice_s_list_tells_otherwise(at: Change) -> None:
    link = "1 person with a detail that the practice’s list tells otherwise"
    assert "tells otherwise" not in text(at.browser.get("/staff/reception"))
    assert "Nothing is kept here otherwise" in text(at.browser.get("/staff/list-differs"))
    with acting(given.SYSTEM):
        query(
            "insert into people_listdiffers (organisation, person, detail, listed, at) select organisation, id, 'phone', %s, %s"
            " from people_person where id = %s returning 1", ["+447700900444", NOW, ADA.id],
        )  # fmt: skip
    assert link in text(at.browser.get("/staff/reception"))
    page = at.browser.get("/staff/list-differs")
    assert "OSEI, Ada" in text(page)
    assert "Phone: 07700 900982 here, 07700 900444 on the list that was read" in text(page)
    assert PAGE in page.content.decode()
    assert at.ward.audit("people.read")[-1] == ("Priya Shah", [str(ADA.id)])
    elsewhere = at.ward.browser(at.ward.somebody("Lena Fox", "receptionist", at.ward.elsewhere))
    assert "OSEI" not in text(elsewhere.get("/staff/list-differs"))
    with pytest.raises(DatabaseError), acting(at.ward.desk):
        query("update people_listdiffers set listed = '' returning 1")
