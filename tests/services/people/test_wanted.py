"""What a line typed at Reception says: names, a date, numbers, in any order. Nothing that can be typed raises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.services.people import wanted

TODAY = date(2026, 11, 23)
BORN = date(1984, 5, 6)


@pytest.mark.parametrize(
    ("line", "words", "born", "number", "tail"),
    [
        ("smith jane 6.5.84", "smith jane", BORN, "", ""),
        ("6/5/1984 Smith, Jane", "Smith Jane", BORN, "", ""),
        ("jane 060584", "jane", BORN, "", ""),
        ("6 5 84 smith", "smith", BORN, "", ""),
        ("O'Brien 6 May 1984", "O'Brien", BORN, "", ""),
        ("1984-05-06", "", BORN, "", ""),
        ("999 000 0018", "", None, "9990000018", ""),
        ("smith 9990000018", "smith", None, "9990000018", ""),
        ("07700 900982", "", None, "", "7700900982"),
        ("+44 7700 900982 smith", "smith", None, "", "7700900982"),
        ("900982", "", None, "", "900982"),
        ("060584", "", BORN, "", "060584"),
        ("jane 31.2.1984", "jane", None, "", ""),
        ("jane 1.1.2030", "jane", None, "", ""),
    ],
)
def test_a_line_is_read(line: str, words: str, born: date | None, number: str, tail: str) -> None:
    read = wanted.read(line, TODAY)
    assert (read.words, read.born, read.number, read.tail) == (words, born, number, tail)


def test_a_year_of_two_digits_may_be_of_either_century() -> None:
    assert {date(2019, 5, 6), date(1919, 5, 6)} <= set(wanted.read("6.5.19", TODAY).days)
    assert wanted.read("6.5.19", TODAY).born == date(2019, 5, 6)
    assert wanted.read("6.5.84", TODAY).born == BORN


@given(st.dates(date(1910, 1, 1), TODAY), st.data())
def test_the_near_misses_of_a_date_hold_the_swap_and_every_wrong_digit(
    born: date, data: st.DataObject
) -> None:
    read = wanted.read(born.strftime("%d.%m.%Y"), TODAY)
    assert read.born == read.days[0] == born
    assert len(read.days) < 60
    for other in read.days[1:]:
        differ = sum(a != b for a, b in zip(born.strftime("%Y%m%d"), other.strftime("%Y%m%d"), strict=True))
        assert differ == 1 or (other.day, other.month, other.year) == (born.month, born.day, born.year)


@given(st.text(max_size=300) | st.text("0123456789./- ", max_size=12))
def test_nothing_that_can_be_typed_raises(line: str) -> None:
    read = wanted.read(line, TODAY)
    assert len(read.words) <= wanted.LONGEST
    assert read.number == "" or len(read.number) == 10
    assert all(day <= TODAY for day in read.days)
