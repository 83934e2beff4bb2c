"""Stored requests worked out again: exactly as on their day, whatever the content says now; and as a draft would decide them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests import given
from tests.services.library.drafting import edited, on_duty, rule_of
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.library import actions as library
from weald.services.library import content, policies
from weald.services.requests.actions.submit import Incomplete, Submission, submit_many
from weald.services.requests.queries import replays, rule_notes

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
CALM = {
    "danger_now": "no", "throat_airway": "no", "throat_defences": "no", "throat_illness": "no", "throat_lasting": "no",
    "throat_bacteria": "no", "throat_antibiotic_failed": "no", "throat_duration": "under_1_week", "throat_often": "no", "pregnant": "no",
}  # fmt: skip
OFTEN = CALM | {"throat_often": "yes"}
DRY = {**CALM, "throat_illness": "yes", "throat_dehydrated": "yes", "very_unwell": "no"}


@pytest.fixture
def ward() -> Ward:
    replays.stored_content.cache_clear()
    library.keep_release(content=content.current(), now=NOW)
    library.keep_policies(now=NOW)
    return Ward()


def send(ward: Ward, answers: dict[str, Any], **fields: Any) -> UUID:
    """A request, decided by the content on duty."""
    identifier = uuid7(NOW)
    values: dict[str, Any] = {
        "kind": "clinical", "problem": "sore_throat", "words": "my throat hurts", "sex": "female", "sent_at": NOW,
        "birth_date": (NOW - timedelta(days=34 * 366)).date(), "given_name": "Ada", "family_name": "Test",
        "organisation": ward.practice,
    } | fields  # fmt: skip
    with acting(given.SYSTEM):
        assert submit_many(submissions=[Submission(id=identifier, answers=answers, **values)], now=NOW) == 1
    return identifier


def kept(request: UUID) -> replays.Kept:
    [found] = replays.kept(NOW - timedelta(days=400), NOW + timedelta(days=1), only=request)
    return found


def same(request: replays.Kept, found: replays.Outcome) -> None:
    for name in ("level", "service", "within", "text", "rule", "because", "safety_net", "advice"):
        assert getattr(found, name) == getattr(request, name), name


def draft(documents: dict[str, Any]) -> None:
    """An edit with which much comes out otherwise."""
    rule_of(documents, "sore_throat.often").update(level="soon", because="Other words.", text="Other words.")
    documents["pathways"]["sore_throat"]["safety_net"] = ["Another safety net."]
    documents["danger"]["rules"][0]["because"] = "Other words."


def test_an_old_decision_replays_exactly_after_the_content_changed(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = content.current()
    requests = [
        send(ward, CALM), send(ward, OFTEN), send(ward, DRY), send(ward, {"danger_now": "yes"}, problem=""),
        send(ward, CALM, problem="something_else"), send(ward, CALM, for_whom="child", birth_date=(NOW - timedelta(days=200)).date()),
        send(ward, {"danger_now": "no"}, kind="administrative", problem="something_else", words="a letter"),
    ]  # fmt: skip
    new = edited(old, draft)
    library.keep_release(content=new, now=NOW)
    on_duty(monkeypatch, new)
    later = send(ward, OFTEN)
    with acting(given.SYSTEM):
        for request in requests:
            assert kept(request).release == old.release
            same(kept(request), replays.replayed(kept(request)))
        assert kept(later).release == new.release
        assert replays.replayed(kept(later)).because == ("Other words.",)
        # By today's content it would be another decision: the replay did not use that.
        assert replays.decided_by(new, kept(requests[1])).because == ("Other words.",)
        assert replays.replayed(kept(requests[1])).because != ("Other words.",)


ANSWERS = st.fixed_dictionaries(
    {"danger_now": st.sampled_from(["no", "no", "no", "unsure", "yes"])},
    optional={
        name: st.sampled_from(["no", "yes", "unsure"])
        for name in CALM
        if name not in ("danger_now", "throat_duration")
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(
    answers=ANSWERS,
    days=st.integers(0, 36500),
    sex=st.sampled_from(["female", "male", "unknown"]),
    words=st.sampled_from(["", "my throat hurts", "xyz"]),
)
def test_whatever_was_sent_replays_exactly(
    ward: Ward, answers: dict[str, str], days: int, sex: str, words: str
) -> None:
    born = (NOW - timedelta(days=days)).date()
    try:
        request = send(ward, CALM | answers, birth_date=born, sex=sex, words=words)
    except Incomplete:
        return  # one more question is open: nothing was decided
    with acting(given.SYSTEM):
        same(kept(request), replays.replayed(kept(request)))


def test_a_request_that_followed_another_replays_with_the_policy_of_its_day(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(ward, OFTEN, sent_at=NOW - timedelta(days=2))
    second = send(ward, OFTEN, again="worse", follows=first)
    with acting(given.SYSTEM):
        assert kept(second).stands_on["before"]
        assert kept(second).level != kept(first).level
        monkeypatch.setattr(policies, "again_text", lambda: "")
        same(kept(second), replays.replayed(kept(second)))


def test_a_release_that_is_not_kept_cannot_be_replayed(ward: Ward) -> None:
    request = send(ward, CALM)
    with acting(given.SYSTEM):
        query("select 1")
        found = kept(request)
        with pytest.raises(Refused, match="was ever on duty here"):
            replays.stored_content("f" * 64)
    assert found.release == content.current().release


def test_a_draft_is_tried_on_what_was_really_asked(ward: Ward) -> None:
    requests = {"calm": send(ward, CALM), "often": send(ward, OFTEN), "dry": send(ward, DRY)}
    new = edited(content.current(), draft)
    with acting(given.SYSTEM):
        asked = replays.kept(NOW - timedelta(days=1), NOW + timedelta(days=1))
        found = tuple(one for one in replays.moved(asked, content.current(), new) if one)
    [moved] = found
    assert (moved.id, moved.way) == (requests["often"], "up")
    assert moved.before.startswith("routine, gp by sore_throat.often")
    assert moved.after.startswith("soon, gp by sore_throat.often")
    assert replays.summary(len(asked), found, "23 October 2026") == (
        "This edit would have changed 1 of 3 requests since 23 October 2026: 1 up, 0 down."
    )


@pytest.mark.parametrize(("within", "way"), [("P1D", "sooner"), ("P27D", "later")])
def test_a_draft_that_only_changes_a_time_is_told_with_both_times(ward: Ward, within: str, way: str) -> None:
    send(ward, OFTEN)
    old = edited(content.current(), lambda d: rule_of(d, "sore_throat.often").update(within="P20D"))
    new = edited(content.current(), lambda d: rule_of(d, "sore_throat.often").update(within=within))
    with acting(given.SYSTEM):
        asked = replays.kept(NOW - timedelta(days=1), NOW + timedelta(days=1))
        found = tuple(one for one in replays.moved(asked, old, new) if one)
    [moved] = found
    assert (moved.way, moved.before) == (way, "routine, gp by sore_throat.often, within 20 days")
    assert replays.summary(1, found, "x").endswith(f"0 up, 0 down, 1 {way}.")


def test_where_a_draft_asks_what_nobody_was_asked_it_says_that_it_cannot_tell(ward: Ward) -> None:
    send(ward, CALM)
    new = edited(
        content.current(),
        lambda d: rule_of(d, "sore_throat.often").update(when="throat_often or back_saddle_numb"),
    )
    with acting(given.SYSTEM):
        asked = replays.kept(NOW - timedelta(days=1), NOW + timedelta(days=1))
        found = tuple(one for one in replays.moved(asked, content.current(), new) if one)
    assert [one.way for one in found] == ["asks"]
    assert "it cannot be told" in replays.summary(len(asked), found, "x")


def test_a_rule_at_another_level_is_tried_on_the_requests_of_the_practice(ward: Ward) -> None:
    often, dry = send(ward, OFTEN), send(ward, DRY)
    send(ward, OFTEN, organisation=ward.elsewhere)
    with acting(ward.reed):
        found = rule_notes.effect("sore_throat.often", "today", NOW + timedelta(hours=1))
        assert found is not None
        assert (found.asked, [one.id for one in found.moved], {one.way for one in found.moved}) == (
            2,
            [often],
            {"up"},
        )
        down = rule_notes.effect("sore_throat.dehydrated", "routine", NOW + timedelta(hours=1))
        assert down is not None
        # Less urgent rules were never asked about: what would then decide is not known, and said to be so.
        assert [(one.id, one.way) for one in down.moved] == [(dry, "asks")]
        assert rule_notes.effect("sore_throat.often", "routine", NOW) is None
        assert rule_notes.effect("sore_throat.gone", "today", NOW) is None
        assert rule_notes.effect("modifier.older", "today", NOW) is None
