"""What a person needs: asked once, ended and never overwritten, read by those who may, known to every request."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import given
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.people import actions, needs, queries
from weald.services.people.actions import NewPerson

pytestmark = pytest.mark.django_db

LATER = given.NOW + timedelta(days=30)


def somebody(practice: UUID) -> UUID:
    with acting(given.SYSTEM):
        return actions.register(
            person=NewPerson(
                id=uuid7(given.NOW), organisation=practice, given_name="Ada", family_name="Test",
                birth_date=date(1984, 5, 6),
            ),
            now=given.NOW,
        )  # fmt: skip


def live(person: UUID) -> dict[str, str]:
    return {one.need: one.language for one in queries.needs_of(person)}


def test_a_need_is_ended_and_never_overwritten() -> None:
    practice = given.practice()
    person = somebody(practice)
    with acting(given.staff(practice, "receptionist")):
        actions.set_needs(person=person, needs=["interpreter", "step_free"], language="pl", now=given.NOW)
        assert live(person) == {"interpreter": "pl", "step_free": ""}
        actions.set_needs(person=person, needs=["interpreter"], language="uk", now=LATER)
        assert live(person) == {"interpreter": "uk"}
        history = query(
            "select need, language, until from people_need where person = %s order by id", [person]
        )
        assert sorted(history[:2]) == [("interpreter", "pl", LATER), ("step_free", "", LATER)]
        assert history[2:] == [("interpreter", "uk", None)]
        with pytest.raises(DatabaseError), transaction.atomic():
            query("update people_need set language = 'fr' where person = %s", [person])


def test_said_again_it_changes_nothing_and_leaves_no_trace() -> None:
    practice = given.practice()
    person = somebody(practice)
    with acting(given.staff(practice, "receptionist")):
        for _ in range(2):
            actions.set_needs(person=person, needs=["hearing"], now=given.NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            query(
                "insert into people_need (organisation, person, need, language, note, by)"
                " values (%s, %s, 'hearing', '', '', 'x')",
                [practice, person],
            )
    with acting(given.SYSTEM):
        assert query("select count(*) from access_auditrow where verb = 'people.needs'") == [(1,)]


def test_what_is_added_ends_nothing() -> None:
    practice = given.practice()
    person = somebody(practice)
    with acting(given.staff(practice, "receptionist")):
        actions.set_needs(person=person, needs=["interpreter"], language="pl", now=given.NOW)
        actions.add_needs(person=person, needs=["large_print"], now=LATER)
        assert live(person) == {"interpreter": "pl", "large_print": ""}


@pytest.mark.parametrize("language", ["", "xx"])
def test_an_interpreter_has_a_language(language: str) -> None:
    practice = given.practice()
    person = somebody(practice)
    with acting(given.staff(practice)), pytest.raises(Refused, match="language of the interpreter"):
        actions.set_needs(person=person, needs=["interpreter"], language=language, now=given.NOW)


def test_another_organisation_neither_reads_nor_writes_them() -> None:
    practice, other = given.practice(), given.practice()
    person = somebody(practice)
    with acting(given.staff(practice)):
        actions.set_needs(person=person, needs=["hearing"], now=given.NOW)
    with acting(given.staff(other)):
        assert live(person) == {}
        with pytest.raises(Refused, match="cannot be found"):
            actions.set_needs(person=person, needs=[], now=given.NOW)
    with acting(given.staff(practice, "pharmacist")), pytest.raises(Forbidden):
        actions.set_needs(person=person, needs=[], now=given.NOW)


def test_the_front_door_may_write_them_on_a_request_and_sees_no_row() -> None:
    practice = given.practice()
    person = somebody(practice)
    with acting(given.staff(practice)):
        actions.set_needs(person=person, needs=["interpreter", "hearing"], language="bfi", now=given.NOW)
    with acting(given.person(uuid7(given.NOW))):
        assert live(person) == {}
        kinds, language = queries.to_meet(person)
        assert (set(kinds), language) == ({"interpreter", "hearing"}, "bfi")


def test_the_words_are_the_same_for_all_who_must_meet_them() -> None:
    assert needs.needs_words(["step_free", "interpreter", "nonsense"], "bfi") == (
        "Interpreter: British Sign Language",
        "Step-free",
    )
    assert needs.needs_told(["interpreter"], "") == ("An interpreter",)
    assert set(needs.BRIEFLY) == set(needs.NEEDS) >= set(needs.HINTS)
    assert [name for name in needs.NEEDS if needs.is_double([name])] == ["interpreter", "longer_slot"]
