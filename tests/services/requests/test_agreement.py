"""An agreement that is limited to some services gives these and no other, whatever a form sends."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.test_at_once import DEVICE, TOKEN
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.access.tokens import hash_of
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.gaps import Gap
from weald.services.directory import queries as directory
from weald.services.directory.models import Agreement
from weald.services.requests.actions import at_once, booking
from weald.services.requests.queries import rota as rotas
from weald.services.requests.queries.offers import asked, offers

pytestmark = pytest.mark.usefixtures("committed_db")
HOUR = timedelta(hours=1)


class Agreed:
    """A practice with one time of a nurse, and another one that sees its people for a nurse alone, where a GP has time as
    well: a GP may see whoever was to see a nurse, but not there."""

    def __init__(self, **columns: Any) -> None:
        self.practice, self.other = given.practice(), given.practice()
        Agreement.objects.create(
            id=uuid4(),
            organisation_id=self.practice,
            sees_id=self.other,
            services=["nurse"],
            since=given.NOW.date(),
        )
        directory.forget()
        with acting(given.SYSTEM):
            [self.own] = given.slots(self.practice, service="nurse")
            self.nurse = given.slots(self.other, 2, service="nurse")
            [self.gp] = given.slots(self.other, service="gp")
            values: dict[str, Any] = {"device_hash": hash_of(TOKEN), "sent_at": given.NOW - HOUR, **columns}
            [self.request] = given.requests(self.practice, service="nurse", **values)

    def whoever(self, who: str) -> Actor:
        return given.person(self.request) if who == "person" else given.staff(self.practice)

    def given(self) -> set[UUID]:
        with acting(given.SYSTEM):
            return {row[0] for row in query("select id from appointments_slot where taken > 0")}


@pytest.mark.parametrize("who", ["person", "staff"])
def test_booking_gives_only_what_is_agreed(who: str) -> None:
    at = Agreed()
    with acting(at.whoever(who)):
        assert {one.slot for one in offers(at.request, given.NOW)} == {at.own, *at.nurse}
    with acting(at.whoever(who)), pytest.raises(Forbidden, match="not one of those offered"):
        booking.book(request=at.request, slot=at.gp, key="a", now=given.NOW)
    assert at.given() == set()
    with acting(at.whoever(who)):
        booking.book(request=at.request, slot=at.nurse[0], key="b", now=given.NOW)
    assert at.given() == {at.nurse[0]}


def test_the_statement_that_books_at_once_refuses_by_itself() -> None:
    at = Agreed()

    def book(slot: UUID) -> booking.Booked | None:
        return at_once.book(
            who=given.person(at.request),
            device=DEVICE,
            request=at.request,
            slot=slot,
            key=str(slot),
            now=given.NOW,
        )

    assert book(at.gp) is None
    assert at.given() == set()
    assert book(at.nurse[0])
    assert at.given() == {at.nurse[0]}


@pytest.mark.parametrize("who", ["person", "staff"])
def test_what_is_booked_cannot_be_moved_there_and_stays(who: str) -> None:
    at = Agreed()
    with acting(at.whoever(who)):
        booking.book(request=at.request, slot=at.own, key="a", now=given.NOW)
    with pytest.raises(Forbidden), acting(at.whoever(who)):
        booking.move(request=at.request, slot=at.gp, key="b", now=given.NOW)
    assert at.given() == {at.own}
    with acting(at.whoever(who)):
        booking.move(request=at.request, slot=at.nurse[1], key="c", now=given.NOW)
    assert at.given() == {at.nurse[1]}


def test_double_time_is_held_to_it_as_well() -> None:
    at = Agreed(needs=["longer_slot"])
    with pytest.raises(Forbidden), acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.gp, key="a", now=given.NOW)
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.nurse[0], key="b", now=given.NOW)
    assert at.given() == set(at.nurse)


@pytest.mark.parametrize("services", [[], ["nurse"]])
def test_an_invitation_is_to_the_own_practice_and_its_hub(services: list[str]) -> None:
    """As its list of times says."""
    at = Agreed()
    Agreement.objects.update(services=services)
    directory.forget()
    with acting(given.SYSTEM):
        assert (at.other, "nurse") in asked(at.request).may_have(["nurse"], given.NOW)
        assert asked(at.request).may_have(["nurse"], given.NOW, agreed=False) == ((at.practice, "nurse"),)


def test_staff_may_give_whatever_an_agreement_without_a_limit_allows_and_none_of_what_has_ended() -> None:
    at = Agreed()
    Agreement.objects.update(services=[])
    directory.forget()
    with acting(at.whoever("staff")):
        booking.book(request=at.request, slot=at.gp, key="a", now=given.NOW)
        booking.cancel(request=at.request, now=given.NOW)
    Agreement.objects.update(since=given.NOW.date() - timedelta(days=9), until=given.NOW.date())
    directory.forget()
    for slot in (at.gp, at.nurse[0]):
        with pytest.raises(Forbidden), acting(at.whoever("staff")):
            booking.book(request=at.request, slot=slot, key=f"{slot}", now=given.NOW)


def test_who_must_be_moved_is_proposed_nothing_beyond_the_agreement() -> None:
    at = Agreed()
    with acting(given.SYSTEM):
        [gp] = given.slots(at.practice, service="gp")
        [gap] = query("select session_id, starts_at, ends_at from appointments_slot where id = %s", [gp])
    with acting(at.whoever("staff")):
        booking.book(request=at.request, slot=gp, key="a", now=given.NOW)
    manager = given.staff(at.practice, "practice_manager")

    def proposed() -> list[UUID]:
        with acting(on_behalf(manager)):
            gaps = [Gap(*gap)]
            [one] = rotas.proposals(rotas.affected(gaps, given.NOW), gaps, given.NOW)
        return [time.slot for time in one.times]

    assert proposed() == []
    Agreement.objects.update(services=["gp"])
    directory.forget()
    assert proposed() == [at.gp]
