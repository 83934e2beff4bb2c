"""A review holds for exactly the text that was read, in the practice in whose name it was given, and never in a demonstration."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.library.drafting import edited, on_duty, rule_of
from tests.services.requests.staff_ward import Ward
from weald.engines.triage import COMMON, digests
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.library import actions, content, queries
from weald.services.requests import evidence

pytestmark = pytest.mark.usefixtures("committed_db")
THROAT = "sore_throat"


@pytest.fixture
def ward() -> Ward:
    return Ward()


SECONDS = count()


def sign(ward: Ward, text: str, verdict: str = "agree", *, who: object = None, **changes: object) -> None:
    values: dict[str, object] = {
        "key": uuid4(), "text": text, "digest": digests(content.current()).get(text, ""), "verdict": verdict,
        "note": "" if verdict == "agree" else "The age is wrong.", "role": "GP", "demonstration": False,
        "now": given.NOW + timedelta(seconds=next(SECONDS)),
    }  # fmt: skip
    with acting(who or ward.reed):  # type: ignore[arg-type]
        actions.review(**(values | changes))  # type: ignore[arg-type]


def signed(organisation: UUID) -> frozenset[str]:
    return queries.signed(content.current(), organisation)


def test_a_pathway_counts_as_signed_once_what_all_share_is_signed_too(ward: Ward) -> None:
    sign(ward, THROAT)
    assert signed(ward.practice) == frozenset()
    sign(ward, COMMON)
    assert signed(ward.practice) == {THROAT}
    assert signed(ward.elsewhere) == frozenset()


def test_a_changed_text_is_not_covered_by_the_review_of_the_old_one(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(ward, THROAT)
    sign(ward, COMMON)
    before = content.current()
    texts = [
        lambda d: rule_of(d, "sore_throat.dehydrated").update(within="PT2H"),
        lambda d: rule_of(d, "sore_throat.dehydrated").update(because="Other words."),
        lambda d: d["findings"]["findings"]["throat_dehydrated"].update(text="Another question?"),
        lambda d: d["danger"]["rules"][0].update(because="Other words."),
    ]
    for change in texts:
        on_duty(monkeypatch, edited(before, change))
        assert signed(ward.practice) == frozenset()
        assert not actions.may_be_self_service(THROAT, ward.practice, demonstration=False)
    on_duty(
        monkeypatch, edited(before, lambda d: rule_of(d, "chest_pain.otherwise").update(because="Other."))
    )
    assert signed(ward.practice) == {THROAT}


def test_signing_is_refused_for_a_text_that_changed_meanwhile(ward: Ward) -> None:
    with pytest.raises(Refused, match="has changed since you opened"):
        sign(ward, THROAT, digest="0" * 64)
    with pytest.raises(Refused, match="not on duty any more"):
        sign(ward, "hiccups", digest="0" * 64)
    with acting(ward.reed):
        assert queries.reviews() == ()


def test_one_colleague_who_wants_a_change_withholds_it_until_they_agree(ward: Ward) -> None:
    sign(ward, COMMON)
    sign(ward, THROAT)
    sign(ward, THROAT, "change", who=ward.okafor)
    assert signed(ward.practice) == frozenset()
    sign(ward, THROAT, who=ward.reed)
    assert signed(ward.practice) == frozenset()
    sign(ward, THROAT, who=ward.okafor)
    assert signed(ward.practice) == {THROAT}


def test_a_wanted_change_is_said_in_words(ward: Ward) -> None:
    for verdict, changes, words in (
        ("change", {"note": " "}, "what needs to change"),
        ("agree", {"role": ""}, "which role"),
        ("perhaps", {}, "Choose whether"),
    ):
        with pytest.raises(Refused, match=words):
            sign(ward, THROAT, verdict, **changes)


def test_what_is_signed_in_a_demonstration_never_counts(ward: Ward) -> None:
    for text in (COMMON, THROAT):
        sign(ward, text, demonstration=True)
    assert signed(ward.practice) == frozenset()
    assert not actions.may_be_self_service(THROAT, ward.practice, demonstration=False)
    assert actions.may_be_self_service(THROAT, ward.practice, demonstration=True)


@pytest.mark.parametrize(
    "role", ["receptionist", "practice_manager", "pharmacist", "administrator", "planner"]
)
def test_only_clinicians_sign(ward: Ward, role: str) -> None:
    with pytest.raises(Forbidden):
        sign(ward, THROAT, who=ward.somebody("Al Dent", role))


def test_a_review_is_kept_once_is_audited_and_cannot_be_changed(ward: Ward) -> None:
    key = uuid4()
    for _ in range(2):
        sign(ward, THROAT, key=key)
    with acting(ward.reed):
        assert [(one.id, one.by, one.role) for one in queries.reviews(THROAT)] == [
            (key, "Dr Amara Reed", "GP")
        ]
        told = query("select why from access_auditrow where verb = 'library.review'")
        assert told
        assert all(why.startswith("sore_throat ") for (why,) in told)
    with acting(ward.outsider):
        assert queries.reviews() == ()


def test_outside_the_demonstration_self_service_is_for_signed_pathways_only(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    with acting(manager), pytest.raises(Refused, match="no clinician has signed"):
        actions.choose_modes(at_once={THROAT}, demonstration=False)
    sign(ward, COMMON)
    sign(ward, THROAT)
    with acting(manager):
        actions.choose_modes(at_once={THROAT}, demonstration=False)
    directory.forget()
    practice = directory.practice_by_id(ward.practice)
    assert evidence.may_book_at_once(THROAT, practice, demonstration=False)
    assert not evidence.may_book_at_once("chest_pain", practice, demonstration=False)
    sign(ward, THROAT, "change", who=ward.okafor)
    assert not evidence.may_book_at_once(THROAT, practice, demonstration=False)
