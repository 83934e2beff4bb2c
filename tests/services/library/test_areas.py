"""Whoever looks for a problem in the list finds it in one place."""

from collections import Counter

from weald.services.library.areas import areas
from weald.services.library.content import current


def test_every_problem_stands_in_one_area() -> None:
    listed = Counter(problem for area in areas() for problem in area.problems)
    assert set(listed) == set(current().problems)
    assert set(listed.values()) == {1}


def test_no_area_is_longer_than_a_screen() -> None:
    assert all(0 < len(area.problems) < 10 for area in areas())
