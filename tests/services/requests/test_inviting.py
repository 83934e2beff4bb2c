"""Links by which people book for themself: what staff allow, and nothing else; recalls; clinics."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import born, text
from tests.services.requests.test_waiting_at_once import at_once
from tests.services.requests.waiters import NOW, Queue, asked, hold_of, rows
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import midnight, wall
from weald.services.people.actions import NewPerson, register_many
from weald.services.requests.actions import (
    booking,
    care,
    invited,
    inviting,
    offering,
    own,
    recalling,
    waiting,
)
from weald.services.requests.actions.inviting import Allowed
from weald.services.requests.actions.submit import add_link
from weald.services.requests.queries import recalls
from weald.services.requests.queries.choosing import Whom
from weald.services.requests.queries.invited import invitation, limits, times
from weald.services.requests.queries.waiting import Wishes

pytestmark = pytest.mark.usefixtures("committed_db")

NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050")
DAY = timedelta(days=1)


class Inviting(Queue):
    """A practice with people, a GP and a nurse with free times this week and next, and a vaccine clinic."""

    def __init__(self, now: Any = NOW) -> None:
        super().__init__(1, now=now)
        self.now, self.today = now, wall(now).date()
        with acting(given.SYSTEM):
            self.people = [self.person(number, turn) for turn, number in enumerate(NUMBERS)]
            self.nurse = self.publish(2, service="nurse", starts_at=now + 2 * DAY)
            self.later = self.publish(2, service="nurse", starts_at=now + 12 * DAY)
            self.phone = self.publish(1, service="nurse", mode="phone", starts_at=now + 3 * DAY)
            self.clinic = self.publish(2, service="nurse", starts_at=now + 4 * DAY, capacity=3)
            query("update appointments_slot set clinic = 'Flu clinic' where id = any(%s)", [self.clinic])
        self.desk = given.staff(self.practice, "receptionist", name="Priya Shah")

    def person(self, number: str, turn: int, **columns: Any) -> UUID:
        made = NewPerson(
            **{
                "id": uuid4(), "organisation": self.practice, "given_name": f"Ada{turn}", "family_name": "Osei",
                "birth_date": date(1950 + 10 * turn, 5, 6), "sex": "female", "nhs_number": number,
                "phone": f"+4477009009{turn}0", "contact_by": "sms", "postcode": "CT1 2AB",
            } | columns
        )  # fmt: skip
        register_many(persons=[made], now=self.now - 30 * DAY)
        return made.id

    def allows(self, **fields: Any) -> Allowed:
        return Allowed(
            **{
                "services": ["nurse"], "earliest": self.today, "latest": self.today + 6 * DAY, "days": 10,
                "reason": "blood_pressure", "message": "Please bring your list of medicines.",
            } | fields
        )  # fmt: skip

    def invites(self, person: UUID, **fields: Any) -> UUID:
        with acting(self.desk):
            made = inviting.invite(
                person=person, allowed=self.allows(**fields), key=uuid4().hex, now=self.now
            )
        assert made is not None
        return made

    def offered(self, of: UUID) -> set[UUID]:
        with acting(given.person(of)):
            row = invitation(of)
            assert row is not None
            return {one.slot for one in times(row, frozenset(), self.now)}


def test_only_what_is_allowed_is_shown_and_given() -> None:
    at = Inviting()
    made = at.invites(at.people[0])
    assert at.offered(made) == {*at.nurse, *at.phone}
    [gp] = at.slots
    for slot in (gp, at.later[0], at.clinic[0]):
        with pytest.raises((Forbidden, booking.SlotTaken)), acting(given.person(made)):
            invited.book(invitation=made, slot=slot, now=NOW)
    assert rows("select 1 from requests_request where id = %s", made) == []
    with acting(given.person(made)):
        booked, token = invited.book(invitation=made, slot=at.nurse[0], now=NOW)
        again, _ = invited.book(invitation=made, slot=at.nurse[0], now=NOW)
    assert booked.appointment == again.appointment
    assert token
    [found] = rows(
        "select r.state, r.channel, r.person, r.identity_level, r.within = d.within from requests_request r"
        " join requests_decision d on d.request_id = r.id where r.id = %s",
        made,
    )
    assert found == ("booked", "invited", at.people[0], "verified", True)


def test_modes_and_dates_are_kept_to() -> None:
    at = Inviting()
    assert at.offered(at.invites(at.people[0], modes=["phone"])) == set(at.phone)
    assert at.offered(
        at.invites(at.people[1], earliest=at.today + 7 * DAY, latest=at.today + 20 * DAY)
    ) == set(at.later)


def test_double_time_of_which_one_part_is_kept_for_today_is_not_listed_as_it_is_not_given() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        query("update appointments_slot set kept_until = %s where id = %s", [NOW + DAY, at.nurse[1]])
    made = at.invites(at.people[0])

    def listed(now: Any, *, urgent: bool = False) -> bool:
        with acting(given.person(made)):
            row = invitation(made)
            assert row is not None
            found = times(row, frozenset({"interpreter"}), now, urgent=urgent)
        return at.nurse[0] in {one.slot for one in found}

    assert not listed(NOW)
    assert listed(NOW, urgent=True)
    assert listed(NOW + DAY)


def test_a_clinic_is_for_those_who_are_invited_to_it_alone() -> None:
    at = Inviting()
    to_clinic = at.invites(at.people[0], clinic="Flu clinic", reason="flu_vaccine")
    assert at.offered(to_clinic) == set(at.clinic)
    with acting(given.SYSTEM):
        [nobody] = asked(at.practice, service="nurse")
    with acting(given.person(nobody)), pytest.raises(Forbidden):
        booking.book(request=nobody, slot=at.clinic[0], key="x", now=NOW)
    with acting(given.person(to_clinic)):
        invited.book(invitation=to_clinic, slot=at.clinic[0], now=NOW)
    # a place that comes free there goes to somebody who was invited there and waits
    waits = at.waits(service="nurse")
    other = at.invites(at.people[1], clinic="Flu clinic", reason="flu_vaccine", latest=at.today + 5 * DAY)
    with acting(given.person(other)):
        invited.keep(invitation=other, now=NOW)
        waiting.join(request=other, wishes=Wishes(), now=NOW)
    with acting(given.person(to_clinic)):
        booking.cancel(request=to_clinic, now=NOW)
    assert hold_of(waits) is None
    held = hold_of(other)
    assert held
    assert held.slot == at.clinic[0]


def test_about_a_request_the_private_link_holds_to_the_invitation() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        [request] = asked(at.practice, state="confirmed", confirmed_at=NOW, self_service=False)
        [gp] = at.publish(1, starts_at=NOW + DAY)
    with acting(at.desk):
        for _ in range(2):
            inviting.invite_about(request=request, version=0, allowed=at.allows(), key="k", now=NOW)
    with acting(given.person(request)), pytest.raises(Forbidden):
        booking.book(request=request, slot=gp, key="a", now=NOW)
    with acting(given.person(request)):
        assert booking.book(request=request, slot=at.nurse[0], key="a", now=NOW).service == "nurse"
    assert rows("select count(*) from messages_notification where template = 'invited'") == [(1,)]
    expires = rows("select expires_at from requests_link where request_id = %s", request)
    assert (NOW + 10 * DAY,) in expires


def test_what_the_practice_wrote_stands_on_the_page_to_which_the_link_leads(clock: Clock) -> None:
    at = Inviting()
    clock.now = NOW
    with acting(given.SYSTEM):
        [request] = asked(at.practice, state="confirmed", confirmed_at=NOW, self_service=False)
        query(
            "insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,"
            " ruled_out, safety_net, advice, release, reason) values (%s, %s, %s, 'the triage rules', 'soon', 'gp', 'P7D',"
            " 'See us.', 'x.y', '[]', '[]', '[]', '[]', 'abc', '')",
            [at.practice, request, NOW - DAY],
        )
        token = add_link(request=request, organisation=at.practice, now=NOW)
    with acting(at.desk):
        inviting.invite_about(
            request=request, version=0, allowed=at.allows(message="Please bring your list."), key="k", now=NOW
        )
    client = Client()
    client.post(f"/r/{token}/", born())
    page = client.get(f"/r/{token}/").content.decode()
    assert "Please bring your list." in page
    assert "You can book with a nurse." in page, "whom the link opens"
    assert "See us." not in page, "the decision named a GP"
    with acting(given.person(request)):
        booking.book(request=request, slot=at.nurse[0], key="a", now=NOW)
    assert "Please bring your list." in client.get(f"/r/{token}/").content.decode()


def test_a_request_that_nobody_confirmed_is_not_invited() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        [request] = asked(at.practice, self_service=False)
    with acting(at.desk), pytest.raises(Refused, match="Confirm the decision first"):
        inviting.invite_about(request=request, version=0, allowed=at.allows(), key="k", now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"services": []}, {"services": ["emergency_999"]}, {"modes": ["smoke"]}, {"days": 0}, {"days": 91},
        {"latest": date(2020, 1, 1)}, {"reason": "nosiness"},
    ],
)  # fmt: skip
def test_what_cannot_be_allowed_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    at = Inviting()
    with acting(at.desk), pytest.raises(Refused):
        inviting.invite(person=at.people[0], allowed=at.allows(**wrong), key="k", now=NOW)


def test_an_invitation_opens_with_the_date_of_birth_and_ends_after_five_wrong_ones() -> None:
    at = Inviting()
    at.invites(at.people[0])
    [(body,)] = rows("select body from messages_notification where template = 'invited'")
    assert "blood" not in body.lower()
    token = body.split("/i/")[1].split("/")[0]

    def tries(day: int, at_time: Any = NOW) -> str:
        with acting(given.SYSTEM):
            return invited.open_invitation(token=token, born=date(1950, 5, day), now=at_time).outcome

    assert tries(6, NOW + 11 * DAY) == "expired"
    assert [tries(1) for _ in range(4)] == ["wrong"] * 4
    assert tries(6) == "open"
    assert [tries(1), tries(6)] == ["locked", "locked"]


def test_somebody_else_sees_nothing_of_an_invitation() -> None:
    at = Inviting()
    mine, other = at.invites(at.people[0]), at.invites(at.people[1])
    with acting(given.person(other)):
        assert invitation(mine) is None
        with pytest.raises(Refused):
            invited.book(invitation=mine, slot=at.nurse[0], now=NOW)
    with acting(given.staff(at.hub, "receptionist")):
        assert invitation(mine) is None
    with acting(given.staff(given.practice(), "receptionist")), pytest.raises(Refused):
        inviting.invite(person=at.people[0], allowed=at.allows(), key="z", now=NOW)


def test_not_now_and_not_again_are_kept_by_reason() -> None:
    at = Inviting()
    made = at.invites(at.people[0])
    with acting(given.person(made)):
        invited.decline(invitation=made, how="never", now=NOW)
        invited.decline(invitation=made, how="never", now=NOW)
    assert rows("select reason, until from requests_notagain") == [("blood_pressure", None)]
    with acting(given.person(made)):  # and they can think again
        invited.book(invitation=made, slot=at.nurse[0], now=NOW)


# Recalls.


def recalls_all(at: Inviting, now: Any = NOW, **fields: Any) -> UUID:
    recall = uuid4()
    with acting(at.desk):
        recalling.begin(
            recall=recall, whom=Whom(numbers=NUMBERS), allowed=at.allows(latest=at.today + 80 * DAY, **fields),
            remind_weeks=(2, 5), now=now,
        )  # fmt: skip
    return recall


def job(now: Any = NOW, most: int = 2) -> int:
    done = 0
    while True:
        with acting(given.SYSTEM):
            found = recalling.work(now=now, most=most)
        done += found
        if not found:
            return done


class Dies(Exception):  # noqa: N818  what happens to a worker
    """The worker dies in the middle of a lot."""


def lot_that_dies() -> None:
    with acting(given.SYSTEM):
        recalling.work(now=NOW, most=2)
        raise Dies


def counts(at: Inviting, recall: UUID) -> dict[str, int]:
    with acting(at.desk):
        row = recalls.recall(recall)
    assert row is not None
    return row.counts


def test_a_recall_tells_each_once_whatever_happens_to_the_job() -> None:
    at = Inviting()
    recall = recalls_all(at)
    with acting(at.desk):
        again = recalling.begin(
            recall=recall,
            whom=Whom(numbers=NUMBERS),
            allowed=at.allows(),
            remind_weeks=(2,),
            now=NOW,
        )
    assert again == 5
    with pytest.raises(Dies):
        lot_that_dies()
    assert counts(at, recall) == {"waiting": 5}
    with acting(given.SYSTEM):
        recalling.work(now=NOW, most=2)
    assert counts(at, recall) == {"waiting": 3, "told": 2}
    assert job() == 3
    assert job() == 0
    assert counts(at, recall) == {"told": 5}
    assert rows(
        "select count(*), count(distinct person) from messages_notification where template = 'invited'"
    ) == [(5, 5)]


def test_reminders_go_to_those_who_have_not_answered_and_then_staff_phone() -> None:
    at = Inviting()
    recall = recalls_all(at)
    job()
    [booker, decliner, *_] = [
        row[0] for row in rows("select invitation from requests_recalled order by nhs_number")
    ]
    with acting(given.person(booker)):
        invited.book(invitation=booker, slot=at.nurse[0], now=NOW)
    with acting(given.person(decliner)):
        invited.decline(invitation=decliner, how="not_now", now=NOW)
    assert job(NOW + 13 * DAY) == 0
    assert job(NOW + 14 * DAY) == 3
    assert job(NOW + 35 * DAY) == 3
    assert job(NOW + 49 * DAY) == 3
    assert counts(at, recall) == {"booked": 1, "declined": 1, "to_call": 3}
    assert rows("select count(*) from messages_notification where template = 'invited_again'") == [(6,)]
    with acting(at.desk):
        [first, *_] = recalls.to_phone(recall, NOW)
        recalling.phoned(recalled=first.id, how="called", now=NOW)
    assert counts(at, recall)["called"] == 1


def to_phone(at: Inviting, **allowed: Any) -> UUID:
    """Somebody of a recall whom no message reaches, so that staff phone."""
    with acting(given.SYSTEM):
        query("update people_person set phone = '', email = '' where id = %s", [at.people[0]])
    with acting(at.desk):
        recall = uuid4()
        recalling.begin(
            recall=recall, whom=Whom(numbers=NUMBERS[:1]), allowed=at.allows(**allowed), remind_weeks=(), now=NOW
        )  # fmt: skip
    job()
    with acting(at.desk):
        [one] = recalls.to_phone(recall, NOW)
    return one.id


def test_staff_find_a_time_with_somebody_whom_they_phone_within_what_the_recall_allows() -> None:
    at = Inviting()
    one = to_phone(at)
    with acting(at.desk):
        request = recalling.take_up(recalled=one, now=NOW)
        assert recalling.take_up(recalled=one, now=NOW) == request, "pressed twice, it is one"
        held = limits(request)
        assert held is not None
        opens = times(held, frozenset(), NOW)
        assert {time.service for time in opens} == {"nurse"}
        assert at.nurse[0] in {time.slot for time in opens}
        booking.book(request=request, slot=at.nurse[0], key="on the phone", now=NOW)
        with pytest.raises(Refused, match="they have booked"):
            recalling.take_up(recalled=one, now=NOW)
    assert rows("select state, request_id is not null from requests_invitation") == [("booked", True)]
    assert rows("select state from requests_recalled") == [("booked",)]
    assert rows("select slot_id from appointments_appointment where request_id = %s", request) == [
        (at.nurse[0],)
    ]
    assert rows("select count(*) from messages_notification where template like 'invited%%'") == [(0,)]


def test_two_colleagues_who_find_a_time_with_one_person_find_it_for_one_request() -> None:
    at = Inviting()
    one = to_phone(at)
    made: list[UUID] = []

    def press() -> None:
        with acting(at.desk):
            made.append(recalling.take_up(recalled=one, now=NOW))

    assert at_once([press] * 6) == []
    assert len(set(made)) == 1
    assert rows("select count(*) from requests_request where channel = 'invited'") == [(1,)]


def test_no_time_is_found_for_who_is_not_on_the_list_any_more_or_after_its_days() -> None:
    at = Inviting()
    one = to_phone(at)
    with acting(at.desk):
        with pytest.raises(Refused, match="not on the list any more"):
            recalling.take_up(recalled=uuid4(), now=NOW)
        with pytest.raises(Refused, match="The days of this recall are over"):
            recalling.take_up(recalled=one, now=NOW + 400 * DAY)
        recalling.phoned(recalled=one, how="declined", now=NOW)
        with pytest.raises(Refused, match="not on the list any more"):
            recalling.take_up(recalled=one, now=NOW)
    with acting(given.SYSTEM):
        query("update requests_recalled set state = 'to_call'")
        query("update people_person set died_on = %s where id = %s", [NOW.date(), at.people[0]])
    with acting(at.desk), pytest.raises(Refused, match="cannot be found"):
        recalling.take_up(recalled=one, now=NOW)
    assert rows("select count(*) from requests_request where channel = 'invited'") == [(0,)]


def test_whoever_had_a_link_that_ended_is_booked_by_phone_all_the_same() -> None:
    at = Inviting()
    recall = recalls_all(at)
    job()
    for days in (14, 35, 49):
        job(NOW + days * DAY)
    later = NOW + 49 * DAY
    with acting(at.desk):
        one = recalls.to_phone(recall, later)[0]
        query("update requests_recall set latest = %s", [(later + 20 * DAY).date()])
        [(invitation,)] = query("select invitation from requests_recalled where id = %s", [one.id])
        assert recalling.take_up(recalled=one.id, now=later) == invitation


def test_who_does_not_want_to_be_asked_is_unknown_or_out_of_reach_is_counted_apart() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        query("update people_person set phone = '', email = '' where id = %s", [at.people[1]])
        query("update people_person set died_on = '2026-01-01' where id = %s", [at.people[2]])
    made = at.invites(at.people[0])
    with acting(given.person(made)):
        invited.decline(invitation=made, how="never", now=NOW)
    recall = recalls_all(at)
    job()
    assert counts(at, recall) == {"not_asked": 1, "to_call": 1, "unknown": 1, "told": 2}
    other = recalls_all(at, reason="flu_vaccine")  # what they said is about blood pressure alone
    job()
    assert counts(at, other)["told"] == 3


def test_whoever_died_since_is_not_reminded_and_nobody_else_waits_for_that() -> None:
    at = Inviting()
    recall = recalls_all(at)
    job()
    with acting(given.SYSTEM):
        query("update people_person set died_on = '2026-11-25' where id = %s", [at.people[0]])
    assert job(NOW + 14 * DAY) == 5
    assert counts(at, recall) == {"told": 4, "unknown": 1}
    assert rows("select count(*) from messages_notification where template = 'invited_again'") == [(4,)]


def test_a_recall_by_age_and_one_that_is_stopped() -> None:
    at = Inviting()
    recall = uuid4()
    with acting(at.desk):
        found = recalling.begin(
            recall=recall,
            whom=Whom(from_age=65),
            allowed=at.allows(reason="flu_vaccine"),
            remind_weeks=(),
            now=NOW,
        )
        assert found == 2
        recalling.stop(recall=recall, now=NOW)
    assert job() == 0
    with acting(given.staff(at.practice, "pharmacist")), pytest.raises(Forbidden):
        recalling.begin(recall=uuid4(), whom=Whom(), allowed=at.allows(), remind_weeks=(), now=NOW)


@pytest.mark.parametrize(
    ("whom", "weeks"),
    [({"numbers": ["123"]}, ()), ({"from_age": 120}, ()), ({"numbers": NUMBERS}, (3, 2)), ({"numbers": NUMBERS}, (99,))],
)  # fmt: skip
def test_a_recall_that_cannot_be_is_refused_and_leaves_nothing(
    whom: dict[str, Any], weeks: tuple[int, ...]
) -> None:
    at = Inviting()
    with pytest.raises(Refused), acting(at.desk):
        recalling.begin(recall=uuid4(), whom=Whom(**whom), allowed=at.allows(), remind_weeks=weeks, now=NOW)
    assert rows("select 1 from requests_recall") == []


# The pages.


def test_the_link_in_a_browser_from_the_date_of_birth_to_the_appointment() -> None:
    at = Inviting(timezone.now())
    at.invites(at.people[0])
    [(body,)] = rows("select body from messages_notification where template = 'invited'")
    base = "/i/" + body.split("/i/")[1].split("/")[0] + "/"
    browser: Any = Client()
    assert "we ask for the date of birth" in text(browser.get(base))
    assert browser.post(base, born(year=1951)).status_code == 422
    page = text(browser.post(base, born(year=1950), follow=True))
    assert "A blood pressure check" in page
    assert "Please bring your list of medicines." in page
    assert "Do not ask me about this again" in page
    assert browser.post(f"{base}book", {"slot": str(at.later[0]), "key": "1"}).status_code == 409
    done = browser.post(f"{base}book", {"slot": str(at.nurse[0]), "key": "1"}, follow=True)
    assert "Your appointment is booked" in text(done)
    again = text(browser.get(base, follow=True))
    assert "You have an appointment" in again
    for page in (text(done), again):
        assert "You can come back with the link in our message." in page
        assert "when you sent this" not in page, "they were invited and sent nothing"
    assert Client().get(f"{base}book").status_code == 405
    assert Client().post(f"{base}book", {"slot": str(at.nurse[0]), "key": "1"}).status_code == 303


def test_all_times_of_a_day_can_be_seen_and_taken_not_its_earliest_alone() -> None:
    at = Inviting(timezone.now())
    day = at.today + 3 * DAY
    with acting(given.SYSTEM):
        nine = at.publish(9, service="nurse", starts_at=midnight(day) + timedelta(hours=9))
    at.invites(at.people[0])
    [(body,)] = rows("select body from messages_notification where template = 'invited'")
    base = "/i/" + body.split("/i/")[1].split("/")[0] + "/"
    browser: Any = Client()
    few = browser.post(base, born(year=1950), follow=True).content.decode()
    assert str(nine[-1]) not in few
    assert f"{base}?on={day.isoformat()}#times" in few
    every = browser.get(f"{base}?on={day.isoformat()}").content.decode()
    assert all(str(slot) in every for slot in nine)
    assert str(at.nurse[0]) not in every
    outside = browser.get(f"{base}?on={(day + 30 * DAY).isoformat()}").content.decode()
    assert 'name="slot"' not in outside
    assert browser.get(f"{base}?on=nonsense").status_code == 200
    done = browser.post(f"{base}book", {"slot": str(nine[-1]), "key": "1"}, follow=True)
    assert "Your appointment is booked" in text(done)
    own = done.redirect_chain[-1][0].removesuffix("booked")
    browser.post(f"{own}cancel")
    assert str(nine[-1]) in browser.get(f"{own}decision?on={day.isoformat()}").content.decode()


def test_no_time_suits_leads_to_the_waiting_list_and_no_thank_you_to_a_calm_page() -> None:
    at = Inviting(timezone.now())
    bases = []
    for person in at.people[:2]:
        at.invites(person)
        [(body,)] = rows("select body from messages_notification where person = %s", person)
        bases.append("/i/" + body.split("/i/")[1].split("/")[0] + "/")
    browser: Any = Client()
    browser.post(bases[0], born(year=1950))
    page = browser.post(f"{bases[0]}wait", follow=True)
    assert "Join the waiting list" in text(page)
    joined = text(browser.post(page.redirect_chain[-1][0], {"places": "any"}, follow=True))
    assert "You are on the waiting list" in joined
    assert "Book your appointment" in joined
    browser.post(bases[1], born(year=1960))
    assert browser.post(f"{bases[1]}answer", {"how": "?"}).status_code == 409
    assert "We will not ask you about this for 6 months" in text(
        browser.post(f"{bases[1]}answer", {"how": "not_now"})
    )
    assert "You can still choose a time" in text(browser.get(bases[1]))


# When the link is over.


class Used(Inviting):
    """Somebody was invited to the flu clinic for five days, and booked; the clinic's times lie after that, and a GP is free."""

    def __init__(self) -> None:
        super().__init__()
        with acting(given.SYSTEM):
            query(
                "update appointments_slot set starts_at = starts_at + interval '6 days', ends_at = ends_at + interval '6 days'"
                " where id = any(%s)",
                [self.clinic],
            )
            [self.gp] = self.publish(1, starts_at=self.now + 9 * DAY)
        self.request = self.invites(
            self.people[0], clinic="Flu clinic", reason="flu_vaccine", days=5, latest=self.today + 20 * DAY
        )
        with acting(given.person(self.request)):
            invited.book(invitation=self.request, slot=self.clinic[0], now=self.now)
        self.over = self.now + 6 * DAY


def test_whoever_was_invited_changes_to_nothing_else_when_the_link_is_over() -> None:
    at = Used()
    for slot in (at.gp, at.later[0]):
        with (
            pytest.raises(Forbidden, match="not one of those offered to you"),
            acting(given.person(at.request)),
        ):
            booking.move(request=at.request, slot=slot, key=str(slot), now=at.over)
    with acting(given.person(at.request)):
        row = limits(at.request)
        assert row is not None
        assert {one.slot for one in times(row, frozenset(), at.over)} == set(at.clinic)
        booking.move(request=at.request, slot=at.clinic[1], key="m", now=at.over)


def test_the_page_that_changes_the_time_shows_what_the_invitation_opens_alone(clock: Clock) -> None:
    at = Used()
    with acting(given.SYSTEM):
        token = add_link(request=at.request, organisation=at.practice, now=at.over)
    clock.now = at.over
    client = Client()
    client.post(f"/r/{token}/", born(year=1950))
    page = client.get(f"/r/{token}/move").content.decode()
    assert str(at.clinic[1]) in page
    assert not [slot for slot in (at.gp, *at.later) if str(slot) in page]


def test_what_staff_decide_anew_takes_the_place_of_the_invitation() -> None:
    at = Used()
    with acting(given.person(at.request)):
        booking.cancel(request=at.request, now=at.over)
    [(version,)] = rows("select version from requests_request where id = %s", at.request)
    with acting(given.staff(at.practice, "clinician")):
        care.change(
            request=at.request, version=version, level="soon", service="gp", reason="it is the heart", sure=True, key="c",
            now=at.over,
        )  # fmt: skip
    with acting(given.person(at.request)):
        assert booking.book(request=at.request, slot=at.gp, key="g", now=at.over).service == "gp"


def waits_after(at: Inviting) -> UUID:
    """Somebody of a recall whom no time suits, and who waits."""
    recalls_all(at)
    job()
    made: UUID = rows("select invitation from requests_recalled order by nhs_number limit 1")[0][0]
    rows("update requests_invitation set latest = %s where id = %s returning 1", at.today + 6 * DAY, made)
    with acting(given.person(made)):
        invited.keep(invitation=made, now=NOW)
        waiting.join(request=made, wishes=Wishes(), now=NOW)
    return made


def test_after_the_last_day_of_an_invitation_whoever_waits_is_told_and_staff_look() -> None:
    at = Inviting()
    made = waits_after(at)
    for days in (6, 7, 7, 20):
        with acting(given.SYSTEM):
            offering.look(now=NOW + days * DAY)
        ended = days > 6
        assert rows("select state, ended_why from requests_waiting") == [
            ("ended", "over") if ended else ("waiting", "")
        ]
        assert rows("select wants from requests_request where id = %s", made) == [
            ("another_time" if ended else "",)
        ]
        told = rows("select body from messages_notification where template = 'wait_over'")
        assert len(told) == int(ended)
    assert "not on the waiting list any more. Your practice will look for another time for you." in told[0][0]
    assert "Your practice will look" in rows("select told from requests_entry where kind = 'wait_over'")[0][0]


def test_whoever_waits_for_an_earlier_time_keeps_what_they_have_when_the_last_day_has_passed() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        [slot] = at.publish(1, starts_at=at.starts + 2 * DAY)
        [request] = asked(at.practice)
    with acting(given.person(request)):
        booking.book(request=request, slot=slot, key="b", now=NOW - DAY)
    rows("update appointments_appointment set booked_at = %s returning 1", NOW - DAY)
    with acting(given.person(request)):
        waiting.join(request=request, wishes=Wishes(latest=(NOW + DAY).date()), now=NOW)
    with acting(given.SYSTEM):
        offering.look(now=NOW + 2 * DAY)
    assert rows("select state, wants from requests_request where id = %s", request) == [("booked", "")]
    [(body,)] = rows("select body from messages_notification where template = 'wait_over'")
    assert "You keep the time that you have." in body


def test_a_recall_counts_as_booked_only_who_has_an_appointment() -> None:
    at = Inviting()
    made = waits_after(at)
    recall = rows("select recall_id from requests_recalled limit 1")[0][0]
    assert counts(at, recall) == {"told": 4, "asked": 1}
    with acting(given.person(made)):
        booking.book(request=made, slot=at.nurse[0], key="b", now=NOW)
    assert counts(at, recall) == {"told": 4, "booked": 1}
    with acting(given.person(made)):
        booking.cancel(request=made, now=NOW)
    assert counts(at, recall) == {"told": 4, "asked": 1}
    with acting(given.person(made)):
        own.no_longer_needed(request=made, note="", now=NOW)
    assert counts(at, recall) == {"told": 4, "declined": 1}, "nobody looks for a time for them"
