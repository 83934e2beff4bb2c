"""Overflow: doors open in order, only as far as they must, and nobody is left without being told."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.matching.test_offers import FILE, HUB, NOW, OWN, POLICY, need, time
from weald.engines.matching import FreeSlot, Need, PolicyError, near_until, offers, opened, read_policy
from weald.engines.matching.offers import kind
from weald.engines.matching.overflow import Offered

NEXT, FAR = UUID(int=4), UUID(int=5)
PLENTY = [time(1), time(2), time(3), time(25), time(26), time(27)]
"""Six times of two days at the own practice: a choice."""


def doors(wanted: Need, *times: FreeSlot) -> Offered:
    agreed = replace(wanted, agreements=frozenset({NEXT}))
    return opened(offers(agreed, times, POLICY, NOW), agreed, POLICY, NOW)


HUB_TIME, NEXT_TIME = time(4, organisation=HUB), time(5, organisation=NEXT)
OTHER = time(6, service="gp")


@pytest.mark.parametrize(
    ("why", "times", "opens", "shows"),
    [
        ("the own practice has enough", [*PLENTY, HUB_TIME, NEXT_TIME], ["own"], 6),
        ("five are too few, and the hub makes it enough", [*PLENTY[1:], HUB_TIME, NEXT_TIME], ["own", "hub"], 6),
        ("the hub has too little", [*PLENTY[2:], HUB_TIME, NEXT_TIME], ["own", "hub", "agreement"], 6),
        ("ten of one morning are three to choose from", [time(1 + n / 6) for n in range(10)] + [HUB_TIME],
         ["own", "hub", "agreement", "other_role", "later"], 11),
        ("what is later comes last, from every door", [time(90, organisation=HUB), time(91, organisation=NEXT)],
         ["own", "hub", "agreement", "other_role", "later"], 2),
        ("the own practice is offered as late as it likes", [time(150), *PLENTY], ["own"], 7),
        ("a crowded session is no choice", [*(replace(one, crowded=True) for one in PLENTY), HUB_TIME],
         ["own", "hub", "agreement", "other_role", "later"], 7),
        ("nobody without an agreement", [time(2, organisation=FAR)], ["own", "hub", "agreement", "other_role", "later"], 0),
    ],
)  # fmt: skip
def test_doors_open_in_order_and_only_while_there_is_too_little(
    why: str, times: list[FreeSlot], opens: list[str], shows: int
) -> None:
    found = doors(need(), *times)
    assert (list(found.doors), len(found.offers)) == (opens, shows), why
    assert found.full == (shows == 0)


def test_another_profession_comes_after_every_place() -> None:
    own_gp, near_nurse = time(1), time(2, service="nurse", organisation=NEXT)
    found = doors(need(service="nurse"), own_gp, near_nurse)
    assert found.doors[:4] == ("own", "hub", "agreement", "other_role")
    assert [one.door for one in found.offers] == ["other_role", "agreement"]
    enough = [replace(one, service="nurse") for one in PLENTY]
    assert {one.time.service for one in doors(need(service="nurse"), own_gp, *enough).offers} == {"nurse"}


def test_what_is_late_is_the_last_resort_and_says_so() -> None:
    due = timedelta(hours=8)
    found = doors(need("today", due=due), time(20), time(21, organisation=HUB))
    assert found.full
    assert found.doors[-1] == "late"
    assert all("later than we promised" in one.why for one in found.offers)
    some = doors(
        need("today", due=due),
        time(20),
        *(time(1 + n, mode=mode) for n in range(3) for mode in ("phone", "video")),
    )
    assert not some.full
    assert not any(one.late for one in some.offers)


def test_what_is_late_is_shown_too_where_a_list_shows_few_of_many_that_are_alike() -> None:
    wanted, late = need("soon", due=timedelta(hours=8)), time(20)
    one_morning = [time(1 + n / 6) for n in range(10)]
    assert doors(wanted, *one_morning, late).doors[-1] == "late", "of ten alike a list shows three"
    assert doors(wanted, *one_morning, late).full is False
    phone_and_video = [time(1 + n / 6, mode=mode) for n in range(3) for mode in ("phone", "video")]
    assert doors(wanted, *one_morning, *phone_and_video, late).doors[-1] != "late"


def test_whoever_needs_help_today_is_offered_nothing_later_while_one_time_is_left() -> None:
    wanted, late = need("today", due=timedelta(hours=8)), time(20)
    assert [one.late for one in doors(wanted, time(7), late).offers] == [False]
    assert [one.late for one in doors(wanted, late).offers] == [True]


def test_soon_enough_ends_with_the_day_or_the_due_time() -> None:
    assert near_until(need("today", due=timedelta(hours=8)), POLICY, NOW) == NOW + timedelta(hours=8)
    assert near_until(need("soon"), POLICY, NOW).isoformat() == "2026-11-26T00:00:00+00:00"


moments = st.builds(
    time,
    st.floats(0, 400),
    organisation=st.sampled_from([OWN, HUB, NEXT, FAR]),
    service=st.sampled_from(["gp", "nurse"]),
    mode=st.sampled_from(["face_to_face", "phone", "video"]),
    slot=st.uuids(),
    crowded=st.booleans(),
)
wanted = st.builds(
    need,
    st.sampled_from(["today", "soon", "routine", "self_care"]),
    st.sampled_from(["gp", "nurse"]),
    st.timedeltas(timedelta(hours=1), timedelta(days=14)),
)
times = st.lists(moments, max_size=40, unique_by=lambda moment: moment.slot)


def reference(wanted: Need, ranked: list, choices: int) -> set[UUID]:  # type: ignore[type-arg]
    """The promise, one sentence after the other, without a thought for speed."""
    near = near_until(wanted, POLICY, NOW)
    shown = {one.time.slot for one in ranked if one.door == "own" and not one.late}
    order = [*POLICY.overflow.doors]
    for door in order[1:]:
        soon = Counter(
            kind(one)
            for one in ranked
            if one.time.slot in shown and one.time.starts_at <= near and not one.time.crowded
        )
        if sum(min(3, count) for count in soon.values()) >= choices:
            return shown
        for one in ranked:
            in_time = not one.late and one.door in order
            if in_time and (door == "later" or (one.door == door and one.time.starts_at <= near)):
                shown.add(one.time.slot)
    listed = Counter(kind(one) for one in ranked if one.time.slot in shown)
    few = sum(min(3, count) for count in listed.values()) < choices
    if not shown or (few and wanted.level != "today"):
        shown |= {one.time.slot for one in ranked if one.late and one.door in order}
    return shown


@given(wanted, times)
def test_it_shows_what_the_plain_reading_of_the_policy_shows(wanted: Need, times: list[FreeSlot]) -> None:
    wanted = replace(wanted, agreements=frozenset({NEXT}))
    ranked = offers(wanted, times, POLICY, NOW)
    found = opened(ranked, wanted, POLICY, NOW)
    assert {one.time.slot for one in found.offers} == reference(wanted, ranked, POLICY.overflow.enough)
    assert list(found.offers) == [one for one in ranked if one in found.offers]
    assert found.full == (not any(not one.late and one.door in POLICY.overflow.doors for one in ranked))


@given(wanted, times)
def test_a_crowded_session_costs_more_and_is_never_refused(wanted: Need, times: list[FreeSlot]) -> None:
    calm = [replace(one, crowded=False) for one in times]
    every = {one.time.slot: one.cost for one in offers(wanted, calm, POLICY, NOW)}
    for one in offers(wanted, times, POLICY, NOW):
        assert one.cost == every.pop(one.time.slot) + (POLICY.costs.crowded if one.time.crowded else 0)
    assert not every


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((b"doors: [own, hub", b"doors: [hub, own"), "own first"),
        ((b"hub, agreement", b"hub, hub"), "each door"),
        ((b"agreement, other_role", b"agreement, sideways"), "out of own"),
        ((b"enough: 6", b"enough: 0"), "at least one time"),
        ((b"near_days: {today: 1,", b"near_days: {"), "near_days for today"),
        ((b"crowded: 24 ", b"crowded: -4 "), "crowded session cheaper"),
    ],
)
def test_an_overflow_that_cannot_be_used_says_why(change: tuple[bytes, bytes], sentence: str) -> None:
    text = FILE.read_bytes()
    assert change[0] in text
    with pytest.raises(PolicyError, match=sentence):
        read_policy(text.replace(*change))
