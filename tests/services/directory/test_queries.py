"""Finding organisations: what people type, who belongs together, and when the directory is read anew."""

from datetime import time
from uuid import UUID, uuid4

import pytest

from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.directory.hours import CORE_WEEK
from weald.services.directory.models import (
    Area,
    Neighbourhood,
    OpeningTime,
    Organisation,
    Position,
    Professional,
)

pytestmark = pytest.mark.django_db
NEAR = UUID(int=7)


@pytest.fixture(autouse=True)
def organisations() -> dict[str, UUID]:
    area = Area.objects.create(code="E07000999", name="Wealdshire")
    near = Neighbourhood.objects.create(id=NEAR, code="N1", name="Upper Hop", area=area)
    made = {}
    for code, name, kind, within, postcode, town in (
        ("T1", "St Oswin's Surgery", "practice", near, "ZZ99 1AA", "Oastham"),
        ("T2", "Café Lane Medical Practice", "practice", near, "ZZ99 2BB", "Oastham"),
        ("T3", "Far Surgery", "practice", None, "ZZ99 3CC", "Elsewhere"),
        ("T4", "Closed Surgery", "practice", near, "ZZ99 4DD", "Oastham"),
        ("T5", "Upper Hop Hub", "hub", near, "ZZ99 5EE", "Oastham"),
        ("T6", "Oast Pharmacy", "pharmacy", near, "ZZ99 6FF", "Oastham"),
    ):
        one = Organisation.objects.create(
            id=uuid4(), ods_code=code, name=name, kind=kind, neighbourhood=within, postcode=postcode,
            address=["1 Green Lane", town], active=code != "T4", area=area if within else None,
        )  # fmt: skip
        made[code] = one.id
    return made


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("oswin", ["T1"]),
        ("st oswins", ["T1"]),
        ("ST. OSWIN’S", ["T1"]),
        ("cafe", ["T2"]),
        ("surg", ["T3", "T1"]),
        ("oastham", ["T2", "T1"]),
        ("lane oastham", ["T2", "T1"]),
        ("upper hop", ["T2", "T1"]),
        ("wealdshire", ["T2", "T1"]),
        ("zz99 1aa", ["T1"]),
        ("ZZ991AA", ["T1"]),
        ("zz99", ["T2", "T3", "T1"]),
        ("t3", ["T3"]),
        ("closed", []),
        ("pharmacy", []),
        ("nowhere at all", []),
        ("%_\\'\"; --", ["T2", "T3", "T1"]),
        ("\u202e\x00 🙂", ["T2", "T3", "T1"]),
        ("x" * 100_000, []),
    ],
)
def test_practices_are_found_by_what_people_type(text: str, codes: list[str]) -> None:
    assert [one.ods_code for one in queries.find_practices(text)] == codes


def test_the_best_match_comes_first_and_the_list_is_cut() -> None:
    assert [one.ods_code for one in queries.find_practices("far")][:1] == ["T3"]
    assert len(queries.find_practices("", limit=2)) == 2


def test_the_hub_is_the_first_neighbour(organisations: dict[str, UUID]) -> None:
    assert [one.ods_code for one in queries.neighbours(organisations["T1"])] == ["T5", "T2"]
    assert [one.ods_code for one in queries.of_kind(organisations["T1"], "pharmacy")] == ["T6"]
    assert queries.neighbours(organisations["T3"]) == queries.of_kind(organisations["T3"], "pharmacy") == ()


def test_one_that_states_no_opening_times_keeps_core_hours(organisations: dict[str, UUID]) -> None:
    OpeningTime.objects.create(organisation_id=organisations["T5"], weekday=5, opens=time(9), closes=time(17))
    queries.forget()
    assert queries.practice_by_id(organisations["T1"]).hours.weekly == CORE_WEEK
    assert queries.practice_by_id(organisations["T5"]).hours.weekly == ((5, time(9), time(17)),)


def test_skills_of_those_who_work_there(organisations: dict[str, UUID]) -> None:
    somebody = Professional.objects.create(id=uuid4(), name="Rowan Hill")
    for code, skills in (("T1", ["first_contact"]), ("T5", ["injections"]), ("T2", [])):
        Position.objects.create(
            id=uuid4(),
            professional=somebody,
            organisation_id=organisations[code],
            service="physiotherapist",
            skills=skills,
        )
    queries.forget()
    assert queries.skills_of([organisations["T1"], organisations["T5"]]) == {
        somebody.id: frozenset({"first_contact", "injections"})
    }
    assert queries.skills_of([organisations["T2"]]) == {}


def test_only_open_practices_have_a_front_door(organisations: dict[str, UUID]) -> None:
    found = queries.practice(" t1 ")
    assert found is not None
    assert found.id == organisations["T1"]
    assert [queries.practice(code) for code in ("T4", "T5", "T6", "NONE", "")] == [None] * 5
    assert not queries.practice_by_id(organisations["T4"]).active


def test_what_is_new_is_found_though_the_directory_was_read_before() -> None:
    assert queries.practice("T9") is None
    Organisation.objects.create(id=UUID(int=9), ods_code="T9", name="New Surgery", kind="practice")
    assert queries.practice("T9") is not None
    assert queries.practice_by_id(UUID(int=9)).name == "New Surgery"


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(Refused, match="not in the directory"):
        queries.practice_by_id(uuid4())


def test_it_is_read_once_for_many_questions(django_assert_num_queries: pytest.FixtureRequest) -> None:
    queries.find_practices("oswin")
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.find_practices("far")
        queries.practice("T1")


def test_while_one_reads_it_anew_others_go_on_with_what_is_kept_and_never_for_longer_than_it_may_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = queries._directory()

    class ReadBySomebodyElse:
        def acquire(self, *, blocking: bool) -> bool:
            if blocking:
                raise TimeoutError
            return False

    def after(seconds: float) -> queries._Directory:
        monkeypatch.setattr(queries, "monotonic", lambda: kept.read_at + seconds)
        return queries._directory()

    lock = queries._lock
    monkeypatch.setattr(queries, "_lock", ReadBySomebodyElse())
    assert after(queries.FRESH - 0.1) is kept
    assert after(queries.KEPT - 0.1) is kept
    with pytest.raises(TimeoutError):
        after(queries.KEPT)
    with pytest.raises(TimeoutError):
        queries._directory(anew=True)
    monkeypatch.setattr(queries, "_lock", lock)
    assert after(queries.FRESH - 0.1) is kept
    assert after(queries.FRESH) is not kept  # nobody else reads, so this one does
