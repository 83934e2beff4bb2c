"""Whom a national programme is for, as its policy says it."""

import pytest

from weald.engines.matching import PolicyError
from weald.engines.matching.programmes import read_programmes
from weald.services.library import policies
from weald.services.requests.actions.inviting import BOOKABLE
from weald.services.requests.reasons import REASONS

TEXT = (policies.POLICIES / "programmes.yaml").read_text("utf-8")


def test_the_ages_are_those_of_the_national_programmes() -> None:
    found = {one.name: (one.from_age, one.to_age, one.sex) for one in policies.programmes().programmes}
    assert found == {
        "cervical_screening": (25, 64, "female"), "health_check": (40, 74, ""), "flu": (65, None, ""),
    }  # fmt: skip


def test_each_says_what_cannot_be_known_where_its_ages_come_from_and_is_a_draft() -> None:
    policy = policies.programmes()
    assert (policy.status, policy.reviewer) == ("draft", "")
    for one in policy.programmes:
        assert one.cannot_know
        assert one.reason in REASONS
        assert set(one.services) <= set(BOOKABLE)
        assert all(policy.sources[name].checked for name in one.sources)
        assert policy.named(one.name) == one
    assert policy.named("nothing") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("to_age: 64", "to_age: 24", "ages of the programme cervical_screening"),
        ("to_age: 74", "to_age: 174", "ages of the programme health_check"),
        ("sex: female", "sex: women", "sex of the programme"),
        ("sources: [hwe_flu, ukhsa_flu]", "sources: [somewhere]", "must name its sources"),
        ("asked_within: 60", "asked_within: 0", "within 1 to 120 months"),
        ("name: flu", "name: health_check", "Two programmes have one name"),
        ("from_age: 65", "from_age: old", "cannot be read"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_a_sentence(old: str, new: str, says: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(PolicyError, match=says):
        read_programmes(TEXT.replace(old, new).encode())
