"""Pictures: everything in them is said in words as well, and nothing that somebody typed becomes markup."""

import pytest

from weald.foundation.ui import components as ui


def test_columns_stand_on_each_other_and_reach_the_top() -> None:
    drawn = ui.stacked_columns(
        "d", "Requests", "3 today", ("8", "9"), [ui.Series("Online", (1, 0)), ui.Series("Phone", (1, 1))], usual=(2, 0.5)
    )  # fmt: skip
    assert drawn.count("<rect") == 3  # nothing is drawn for nothing
    assert 'aria-labelledby="d-title d-words"' in drawn
    assert '<title id="d-title">Requests</title><desc id="d-words">3 today</desc>' in drawn
    assert drawn.count("chart-usual") == 2
    assert 'y="8.0"' in drawn  # two of two: the second series ends at the top
    assert "style" not in drawn


def test_the_longest_bar_is_as_wide_as_there_is_room() -> None:
    drawn = ui.bars("b", "Kept", "", ("A", "B", "C"), (50, 100, None), said=("50%", "100%", "not told"))
    assert drawn.count("<rect") == 2
    assert 'width="270.0"' in drawn
    assert "not told" in drawn


def test_two_places_are_told_apart_among_all_without_colours() -> None:
    """From nothing to the highest: 344 wide for 50. Swale stands on its line and points down, Sevenoaks hangs and points up."""
    drawn = ui.strips(
        "s", "Two", "words", ("Swale", "Sevenoaks"),
        [ui.Strip("Requests", (10, 25, 50), 25, 10, "50"), ui.Strip("Kept", (0, 0), None, 0, "0%")],
    )  # fmt: skip
    assert '<desc id="s-words">words</desc>' in drawn
    assert drawn.count("v8") == 5  # a stroke for every place
    assert '<path class="chart-mark-1" d="M180.0 75l-6 -10h12z"/>' in drawn
    assert '<path class="chart-mark-2" d="M76.8 77l-6 10h12z"/>' in drawn
    assert drawn.count("chart-mark-1") == 2  # in the key and on the first line: what is not told has no mark
    assert drawn.count("chart-mark-2") == 3


def test_words_are_escaped_everywhere() -> None:
    bad = "<b>"
    whole = ui.figure(
        bad,
        bad,
        ui.stacked_columns(bad, bad, bad, (bad,), [ui.Series(bad, (1,))]) + ui.bars(bad, bad, bad, (bad,), (1,), said=(bad,))
        + ui.strips(bad, bad, bad, (bad, bad), [ui.Strip(bad, (1,), 1, None, bad)]),
        ui.table(bad, (bad,), [(bad,)]),
        ui.key((bad,), usual=bad),
    )  # fmt: skip
    assert bad not in whole


@pytest.mark.parametrize(
    ("labels", "series", "usual"),
    [(("a",), [(1, 2)], ()), (("a",), [(1,)], (1, 2)), (("a",), [(1,)] * 6, ())],
)
def test_what_does_not_fit_is_refused(
    labels: tuple[str, ...], series: list[tuple[float, ...]], usual: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="picture"):
        ui.stacked_columns("x", "", "", labels, [ui.Series("s", one) for one in series], usual=usual)
