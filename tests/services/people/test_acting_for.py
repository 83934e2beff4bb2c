"""Who may act for whom: by kind, age and capacity."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from weald.services.people.acting_for import (
    CAPACITIES,
    KINDS,
    NOTICE,
    Grant,
    birthday,
    is_live,
    lives_until,
    refusal,
)

BORN = date(2014, 11, 23)
"""Somebody who is 12 on 23 November 2026."""
PARENT = Grant(kind="parent", born=BORN, capacity="child")

PARENTS = [  # today, review age, reviewed on: may a parent see?
    (date(2014, 11, 23), 12, None, True),
    (date(2025, 11, 22), 11, None, True),
    (date(2025, 11, 23), 11, None, False),
    (date(2026, 11, 22), 12, None, True),
    (date(2026, 11, 23), 12, None, False),
    (date(2026, 11, 23), 13, None, True),
    (date(2027, 11, 23), 13, None, False),
    (date(2027, 6, 1), 12, date(2026, 12, 1), True),
    (date(2026, 12, 1), 12, date(2026, 11, 1), True),  # looked at in the month before the birthday
    (date(2026, 12, 1), 12, date(2025, 1, 1), False),  # looked at long before: that was another child
    (date(2030, 11, 22), 12, date(2026, 12, 1), True),
    (date(2030, 11, 23), 12, date(2026, 12, 1), False),  # 16
]


@pytest.mark.parametrize(("today", "age", "reviewed", "live"), PARENTS)
def test_a_parent_sees_until_the_review_age_and_after_a_review_until_16(
    today: date, age: int, reviewed: date | None, live: bool
) -> None:
    assert is_live(replace(PARENT, reviewed_on=reviewed), today, age) is live


OTHERS = [  # age, kind, capacity, note, document: may they?
    (15, "carer", "agrees", "", "", False),
    (15, "carer", "child", "", "", True),
    (16, "parent", "child", "", "", False),
    (16, "parent", "agrees", "", "", False),
    (16, "carer", "agrees", "", "", True),
    (16, "carer", "child", "", "", False),
    (40, "carer", "lacks", "", "", False),
    (40, "carer", "lacks", "Best-interests meeting, 3 May", "", True),
    (17, "attorney", "lacks", "", "Priya Shah", False),
    (18, "attorney", "lacks", "", "Priya Shah", True),
    (80, "attorney", "lacks", "", "", False),
    (80, "attorney", "agrees", "", " ", False),
    (80, "attorney", "child", "", "Priya Shah", False),
    (80, "care_home", "agrees", "", "", True),
    (80, "care_home", "lacks", "", "", False),
    (80, "neighbour", "agrees", "", "", False),
]


@pytest.mark.parametrize(("age", "kind", "capacity", "note", "document", "may"), OTHERS)
def test_everybody_else_needs_consent_a_document_or_a_decision(
    age: int, kind: str, capacity: str, note: str, document: str, may: bool
) -> None:
    today = date(2026, 11, 23)
    grant = Grant(
        kind=kind, born=date(2026 - age, 11, 23), capacity=capacity, note=note, document_seen_by=document
    )
    # A child over the review age was looked at with them today.
    assert is_live(replace(grant, reviewed_on=today), today, 12) is may
    assert (refusal(grant, today) == "") is may


def test_a_last_day_counts_whole() -> None:
    grant = Grant(kind="carer", born=date(1950, 1, 1), capacity="agrees", until=date(2026, 11, 30))
    assert is_live(grant, date(2026, 11, 30), 12)
    assert not is_live(grant, date(2026, 12, 1), 12)
    assert lives_until(grant, 12) == date(2026, 12, 1)


def test_who_was_born_on_a_leap_day_reaches_an_age_on_the_first_of_march() -> None:
    assert birthday(date(2012, 2, 29), 12) == date(2024, 2, 29)
    assert birthday(date(2012, 2, 29), 11) == date(2023, 3, 1)


days = st.dates(date(1930, 1, 1), date(2026, 12, 31))
grants = st.builds(
    Grant,
    kind=st.sampled_from(KINDS),
    born=days,
    capacity=st.sampled_from(CAPACITIES),
    note=st.sampled_from(["", "decided"]),
    document_seen_by=st.sampled_from(["", "Priya Shah"]),
    reviewed_on=st.none() | st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    until=st.none() | st.dates(date(2010, 1, 1), date(2040, 1, 1)),
)


@drawn(grants, st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.integers(11, 13))
def test_nobody_acts_where_the_rule_says_no(grant: Grant, today: date, age: int) -> None:
    if not is_live(grant, today, age):
        return
    assert not refusal(grant, today)
    assert grant.until is None or today <= grant.until
    years = today.year - grant.born.year - ((today.month, today.day) < (grant.born.month, grant.born.day))
    if grant.kind == "parent":
        assert years < 16
    if years < 16:
        assert grant.capacity == "child"
        if years >= age:
            assert grant.reviewed_on is not None
            assert grant.reviewed_on >= birthday(grant.born, age) - NOTICE
    elif grant.kind == "attorney":
        assert years >= 18
        assert grant.document_seen_by
    else:
        assert grant.capacity == "agrees" or grant.note


@drawn(grants, st.integers(11, 13), st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_what_has_ended_stays_ended(grant: Grant, age: int, today: date) -> None:
    ends = lives_until(grant, age)
    if ends is not None and today >= ends:
        assert not is_live(grant, today, age)
        assert not is_live(grant, today + timedelta(days=400), age)
