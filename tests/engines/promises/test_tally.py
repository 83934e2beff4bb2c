"""Counts: parts add up to the whole, days to weeks."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.promises import Groups, Outcome, added, tally
from weald.engines.promises.tally import DIMENSIONS, age_band

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOME = st.sampled_from
OUTCOMES = st.lists(
    st.builds(
        Outcome, SOME(["promise", "acc_08"]), SOME(["met", "missed", "left_out"]),
        st.builds(Groups, SOME(["today", "soon"]), SOME(["online", "phone"]), SOME(["08", "09"]), SOME(["0 to 4"]), SOME(["female", "male"]), SOME(["interpreter"])),
        wait=st.none() | st.integers(0, 5000), band=SOME(["", "Same day"]),
    )
)  # fmt: skip


@given(OUTCOMES)
def test_parts_add_up_to_the_whole(outcomes: list[Outcome]) -> None:
    found = {(one.measure, one.dimension, one.value): one for one in tally(outcomes)}
    for measure in {one.measure for one in outcomes}:
        whole = found[measure, "", ""]
        mine = [one for one in outcomes if one.measure == measure]
        assert whole.met == sum(one.result == "met" for one in mine)
        for dimension in DIMENSIONS:
            parts = [one for key, one in found.items() if key[:2] == (measure, dimension)]
            assert sum(one.met for one in parts) == whole.met
            assert sum(one.missed for one in parts) == whole.missed
            assert sum(one.left_out for one in parts) == whole.left_out
        waits = sorted(
            wait for key, one in found.items() if key[:2] == (measure, "level") for wait in one.waits
        )
        assert waits == sorted(one.wait for one in mine if one.wait is not None)


@given(OUTCOMES, OUTCOMES)
def test_two_days_are_the_sum_of_both(one: list[Outcome], other: list[Outcome]) -> None:
    assert added((*tally(one), *tally(other))) == added(tally([*one, *other]))


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2026, 11, 23), "0 to 4"), (date(2021, 11, 24), "0 to 4"), (date(2021, 11, 23), "5 to 17"),
        (date(2008, 11, 24), "5 to 17"), (date(2008, 11, 23), "18 to 39"), (date(1986, 11, 23), "40 to 64"),
        (date(1961, 11, 24), "40 to 64"), (date(1961, 11, 23), "65 to 79"), (date(1946, 11, 23), "80 and over"),
        (date(2008, 2, 29), "18 to 39"), (None, "not known"), (date(2026, 11, 24), "not known"),
    ],
)  # fmt: skip
def test_age_bands(born: date | None, band: str) -> None:
    assert age_band(born, AT) == band
