"""Matching: what fits is offered, what fits best comes first, and the reasons are the real ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weald
from weald.engines.matching import (
    FreeSlot,
    Need,
    PolicyError,
    offers,
    read_policy,
    shortlist,
    window,
)

FILE = Path(next(iter(weald.__path__))) / "content" / "policies" / "matching.yaml"
POLICY = read_policy(FILE.read_bytes())
NOW = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
OWN, HUB, FAR = UUID(int=1), UUID(int=2), UUID(int=3)
REED, SHAH = UUID(int=11), UUID(int=12)


def need(
    level: str = "soon", service: str = "gp", due: timedelta = timedelta(days=7), **fields: object
) -> Need:
    return Need(level, service, NOW + due, OWN, frozenset({HUB}), **fields)  # type: ignore[arg-type]


def time(hours: float, **fields: object) -> FreeSlot:
    start = NOW + timedelta(hours=hours)
    values: dict[str, object] = {
        "slot": UUID(int=int(hours * 1000) + 10**6), "organisation": OWN, "professional": REED,
        "professional_name": "Dr Amara Reed", "service": "gp", "place": "Hop Lane", "kind": "slot",
        "mode": "face_to_face", "starts_at": start, "ends_at": start + timedelta(minutes=10), **fields,
    }  # fmt: skip
    return FreeSlot(**values)  # type: ignore[arg-type]


def best(need: Need, *times: FreeSlot) -> FreeSlot:
    return offers(need, times, POLICY, NOW)[0].time


@pytest.mark.parametrize(
    ("why", "better", "worse", "level"),
    [
        ("the earlier of two alike", time(2), time(3), "soon"),
        ("own practice before the hub at about the same time", time(4), time(3, organisation=HUB), "soon"),
        ("the hub before a long wait", time(3, organisation=HUB), time(30), "soon"),
        (
            "the neighbourhood before further away",
            time(5, organisation=HUB),
            time(4, organisation=FAR),
            "soon",
        ),
        ("the profession named before its stand-in", time(5, service="nurse"), time(4), "soon"),
        ("who was seen last time, when it can wait", time(20, professional=SHAH), time(4), "soon"),
        ("the first free time, when it cannot", time(1), time(8, professional=SHAH), "today"),
        ("before due rather than after", time(160, organisation=FAR), time(170), "soon"),
    ],
)
def test_what_comes_first(why: str, better: FreeSlot, worse: FreeSlot, level: str) -> None:
    service = "nurse" if "nurse" in (better.service, worse.service) else "gp"
    due = timedelta(days=1) if level == "today" else timedelta(hours=165)
    wanted = need(level, service, due, last_professional=SHAH)
    assert best(wanted, worse, better) == better == best(wanted, better, worse), why


@pytest.mark.parametrize(
    ("why", "wrong", "service"),
    [
        ("another profession", time(2, service="social_prescriber"), "gp"),
        (
            "a physiotherapist who sees nobody without a referral",
            time(2, service="physiotherapist"),
            "physiotherapist",
        ),
        ("a time that has begun", time(-1), "gp"),
        ("further ahead than the level's horizon", time(24 * 8), "gp"),
        ("a mode that the person cannot use", time(2, mode="video"), "gp"),
    ],
)
def test_what_does_not_fit_is_never_offered(why: str, wrong: FreeSlot, service: str) -> None:
    wanted = need(service=service, modes=frozenset({"face_to_face", "phone"}))
    assert offers(wanted, [wrong], POLICY, NOW) == [], why


def test_a_physiotherapist_with_first_contact_is_offered() -> None:
    skilled, other = time(2, service="physiotherapist"), time(1, service="physiotherapist", professional=SHAH)
    [offer] = offers(
        need(service="physiotherapist"), [skilled, other], POLICY, NOW, {REED: frozenset({"first_contact"})}
    )
    assert offer.time == skilled


def test_nobody_books_for_what_is_answered_elsewhere() -> None:
    assert offers(need(service="emergency_999"), [time(2)], POLICY, NOW) == []


def test_the_reasons_are_said() -> None:
    [offer] = offers(
        need(last_professional=REED, due=timedelta(hours=1)), [time(2, organisation=HUB)], POLICY, NOW
    )  # fmt: skip
    assert offer.late
    assert offer.why == ("who you saw last time", "near you, in your neighbourhood", "later than we promised")


def test_the_window_reaches_the_due_time() -> None:
    assert window(need("today", due=timedelta(days=4)), POLICY, NOW) == (NOW, NOW + timedelta(days=4))


def test_the_short_list_is_a_choice() -> None:
    """Fifty times of one morning and one at the hub: the hub's is among the twelve."""
    times = [time(1 + n / 6) for n in range(50)] + [time(30, organisation=HUB), time(50, mode="phone")]
    listed = shortlist(offers(need(), times, POLICY, NOW), POLICY)
    assert len(listed) <= POLICY.shown.in_all
    assert {(one.time.organisation, one.time.mode) for one in listed} >= {
        (HUB, "face_to_face"),
        (OWN, "phone"),
    }


def test_the_short_list_has_every_mode_that_there_is() -> None:
    times = [time(1 + n / 6, organisation=UUID(int=n % 5 + 1)) for n in range(50)]
    listed = shortlist(
        offers(need(), [*times, time(90, mode="phone"), time(95, mode="video")], POLICY, NOW), POLICY
    )
    assert len(listed) == POLICY.shown.in_all
    assert {one.time.mode for one in listed} == {"face_to_face", "phone", "video"}


moments = st.builds(
    time,
    st.floats(-5, 300),
    organisation=st.sampled_from([OWN, HUB, FAR]),
    professional=st.sampled_from([REED, SHAH]),
    service=st.sampled_from(["gp", "nurse", "physiotherapist", "reception"]),
    mode=st.sampled_from(["face_to_face", "phone", "video"]),
    kind=st.sampled_from(["slot", "duty_list", "home_visit"]),
    slot=st.uuids(),
    second=st.one_of(st.none(), st.uuids()),
    step_free=st.booleans(),
)
needs = st.builds(
    need,
    st.sampled_from(["today", "soon", "routine", "self_care"]),
    st.sampled_from(["gp", "nurse", "physiotherapist", "emergency_999"]),
    st.timedeltas(timedelta(0), timedelta(days=14)),
    last_professional=st.sampled_from([None, REED]),
    modes=st.sampled_from([frozenset(), frozenset({"face_to_face"}), frozenset({"face_to_face", "phone"})]),
    needs=st.frozensets(
        st.sampled_from(["interpreter", "longer_slot", "hearing", "step_free", "large_print"])
    ),
)


def can_use(need: Need, time: FreeSlot) -> bool:
    """The plain reference: one sentence of the promise after the other."""
    in_a_building = time.mode == "face_to_face" and time.kind != "home_visit"
    wants_double = "interpreter" in need.needs or "longer_slot" in need.needs
    if "hearing" in need.needs and time.mode == "phone":
        return False
    if "step_free" in need.needs and in_a_building and not time.step_free:
        return False
    if time.kind == "slot" and wants_double and time.second is None:
        return False
    return not need.modes or time.mode in need.modes


@given(needs, st.lists(moments, max_size=30, unique_by=lambda moment: moment.slot))
def test_needs_leave_exactly_what_the_person_can_use(need: Need, times: list[FreeSlot]) -> None:
    without = replace(need, needs=frozenset(), modes=frozenset())
    fitting = {one.time.slot for one in offers(without, times, POLICY, NOW) if can_use(need, one.time)}
    assert {one.time.slot for one in offers(need, times, POLICY, NOW)} == fitting


@pytest.mark.parametrize(
    ("wanted", "unsaid", "why"),
    [
        ({"interpreter"}, (), "double time, because an interpreter is needed"),
        ({"longer_slot"}, (), "double time, because a longer appointment is needed"),
        (
            {"interpreter", "longer_slot"},
            {"interpreter"},
            "double time, because a longer appointment is needed",
        ),
        ({"interpreter"}, {"interpreter"}, "double time"),
        ({"step_free"}, (), "no steps to get in"),
    ],
)
def test_an_offer_says_what_it_meets_and_keeps_what_may_not_be_told(
    wanted: set[str], unsaid: set[str], why: str
) -> None:
    [offer] = offers(
        need(needs=frozenset(wanted), unsaid=frozenset(unsaid)),
        [time(2, second=UUID(int=9), step_free=True)],
        POLICY,
        NOW,
    )
    assert offer.why[-1] == why


@given(needs, st.lists(moments, max_size=30, unique_by=lambda moment: moment.slot), st.randoms())
def test_order_of_input_does_not_matter_and_late_is_last(
    need: Need, times: list[FreeSlot], random: object
) -> None:
    ranked = offers(need, times, POLICY, NOW)
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert offers(need, shuffled, POLICY, NOW) == ranked
    assert [offer.late for offer in ranked] == sorted(offer.late for offer in ranked)
    assert {offer.time.slot for offer in ranked} <= {moment.slot for moment in times}


@given(needs, st.lists(moments, max_size=20, unique_by=lambda moment: moment.slot), moments)
def test_one_more_time_never_removes_another(need: Need, times: list[FreeSlot], more: FreeSlot) -> None:
    before = {offer.time.slot for offer in offers(need, times, POLICY, NOW)}
    assert before <= {offer.time.slot for offer in offers(need, [*times, more], POLICY, NOW)}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((b"soon: 7,", b""), "horizon_days for soon"),
        ((b"role: 12 ", b"role: -1"), "cheaper than none"),
        ((b"skills:", b"skils:"), "skils"),
        ((b"status: draft", b"status: ["), "cannot be read"),
    ],
)
def test_a_policy_that_cannot_be_used_says_why(change: tuple[bytes, bytes], sentence: str) -> None:
    with pytest.raises(PolicyError, match=sentence):
        read_policy(FILE.read_bytes().replace(*change))
