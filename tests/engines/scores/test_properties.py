"""What holds for every case: bounds, bands, that a worse answer never lowers a score, and that nonsense is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.scores.shapes import SHAPES, Range, calm
from weald.engines.scores import INSTRUMENTS, Input, Result

NAMES = sorted(INSTRUMENTS)


def values(name: str, each: Input) -> st.SearchStrategy[Any]:
    """Any sound value of an input."""
    if each.words:
        return st.sampled_from(each.words)
    if each.kind is bool:
        return st.booleans()
    known = SHAPES[name].numbers[each.name]
    if each.kind is int:
        return st.integers(int(known.low), int(known.high))
    return st.floats(known.low, known.high).map(lambda number: round(number, 1))


def cases(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any sound case of a score, with and without what may be left out; calm ones more often than by chance."""
    inputs = INSTRUMENTS[name].inputs
    needed = {each.name: values(name, each) for each in inputs if each.needed}
    more = {each.name: values(name, each) for each in inputs if not each.needed}
    anything = st.fixed_dictionaries(needed, optional=more)
    few = st.lists(st.sampled_from([each.name for each in inputs]), max_size=2).flatmap(
        lambda names: st.fixed_dictionaries({key: (needed | more)[key] for key in names})
    )
    return anything | few.map(lambda changes: calm(name) | changes)


def rank(name: str, result: Result) -> tuple[float, int]:
    return (result.points or 0, SHAPES[name].bands.index(result.band))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50)
@given(data=st.data())
def test_points_and_bands_stay_within_the_published_ones(name: str, data: st.DataObject) -> None:
    shape = SHAPES[name]
    found = INSTRUMENTS[name].score(**data.draw(cases(name)))
    assert found.band in shape.bands
    assert found.meaning
    assert found.source
    if shape.least is None or shape.most is None:
        assert found.points is None
    else:
        assert found.points is not None
        assert shape.least <= found.points <= shape.most


def worse(each: Input, known: Range | None, better: bool, value: Any, data: st.DataObject) -> Any:
    """A value that is at least as bad."""
    if each.words:
        return data.draw(st.sampled_from(each.words[each.words.index(value) :]))
    if each.kind is bool:
        return not better
    assert known
    low, high = (value, known.high) if known.worse == "up" else (known.low, value)
    if known.worse == "away":
        low, high = (value, known.high) if value >= known.normal else (known.low, value)
    return data.draw(
        st.integers(int(low), int(high))
        if each.kind is int
        else st.floats(low, high).map(lambda x: round(x, 1))
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50)
@given(data=st.data())
def test_a_worse_answer_never_lowers_a_score(name: str, data: st.DataObject) -> None:
    shape = SHAPES[name]
    directed = [
        each
        for each in INSTRUMENTS[name].inputs
        if each.name != "sex" and (each.name not in shape.numbers or shape.numbers[each.name].worse)
    ]
    case = data.draw(cases(name))
    each = data.draw(st.sampled_from([one for one in directed if one.name in case]))
    changed = worse(each, shape.numbers.get(each.name), each.name in shape.better, case[each.name], data)
    before, after = (INSTRUMENTS[name].score(**one) for one in (case, case | {each.name: changed}))
    assert rank(name, before) <= rank(name, after)
    assert shape.bands.index(before.band) <= shape.bands.index(after.band)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50)
@given(data=st.data())
def test_what_cannot_be_is_refused_with_the_name_of_the_input(name: str, data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(INSTRUMENTS[name].inputs))
    nonsense = data.draw(st.sampled_from([-5, 10**9, "perhaps", float("nan"), float("inf"), [], 2.5j]))
    with pytest.raises(ValueError, match=each.name):
        INSTRUMENTS[name].score(**(calm(name) | {each.name: nonsense}))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50)
@given(data=st.data())
def test_a_case_that_is_written_as_text_scores_the_same(name: str, data: st.DataObject) -> None:
    case = data.draw(cases(name))
    written = {
        key: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for key, value in case.items()
    }
    assert INSTRUMENTS[name].of(written) == INSTRUMENTS[name].score(**case)


def test_every_score_has_a_shape() -> None:
    assert set(SHAPES) == set(INSTRUMENTS)
    for name, shape in SHAPES.items():
        numbers = {each.name for each in INSTRUMENTS[name].inputs if not each.words and each.kind is not bool}
        assert numbers == set(shape.numbers)


def test_the_ends_are_reached() -> None:
    for name, shape in SHAPES.items():
        if name in {"clinical_frailty", "mcisaac", "wells_dvt"} or shape.most is None:
            continue
        assert INSTRUMENTS[name].score(**calm(name)).points == shape.least
    worst = {each.name: True for each in INSTRUMENTS["efi"].inputs}
    assert INSTRUMENTS["efi"].score(**worst).points == 1.0
