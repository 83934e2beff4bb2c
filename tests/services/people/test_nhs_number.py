"""NHS numbers: published examples, the numbers that cannot exist, and what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weald.services.people import nhs_number

nine_digits = some.text(alphabet="0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    "number",
    ["943 476 5919", "9434765919", "943-476-5919", " 943\u00a0476 5919 ", "401 023 2137", "999 000 0018"],
)
def test_published_examples_are_valid(number: str) -> None:
    assert nhs_number.is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "943 476 5918",  # last digit wrong
        "943 476 591",  # too short
        "943 476 59190",  # too long
        "943 476 591X",
        "٩٤٣٤٧٦٥٩١٩",  # digits of another script
        "943 476 5919\u202e",
        "9" * 100_000,
    ],
)
def test_others_are_not(number: str) -> None:
    assert not nhs_number.is_valid(number)


def test_a_remainder_of_ten_has_no_number() -> None:
    assert nhs_number.check_digit("999000014") is None
    assert not any(nhs_number.is_valid(f"999000014{last}") for last in range(10))


def test_a_remainder_of_eleven_is_nought() -> None:
    assert nhs_number.check_digit("999000005") == 0
    assert nhs_number.is_valid("9990000050")


@pytest.mark.parametrize("nine", ["", "12345678", "1234567890", "12345678a"])
def test_the_check_digit_needs_nine_digits(nine: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        nhs_number.check_digit(nine)


@given(nine_digits)
def test_at_most_one_last_digit_is_right(nine: str) -> None:
    right = [last for last in range(10) if nhs_number.is_valid(f"{nine}{last}")]
    digit = nhs_number.check_digit(nine)
    assert right == ([] if digit is None else [digit])


@given(nine_digits, some.integers(0, 9), some.integers(1, 9))
def test_every_single_slip_is_caught(nine: str, place: int, slip: int) -> None:
    digit = nhs_number.check_digit(nine)
    if digit is None:
        return
    number = f"{nine}{digit}"
    wrong = number[:place] + str((int(number[place]) + slip) % 10) + number[place + 1 :]
    assert not nhs_number.is_valid(wrong)


@given(some.text())
def test_no_text_breaks_it(text: str) -> None:
    nhs_number.is_valid(text)


def test_it_is_printed_in_three_groups() -> None:
    assert nhs_number.spaced("9990000018") == "999 000 0018"


@given(
    some.sampled_from(
        [n for n in range(999_000_000, 999_000_400) if nhs_number.check_digit(str(n)) is not None]
    ),
    some.data(),
)
def test_near_a_mistyped_number_is_the_right_one_and_near_a_right_one_none(
    nine: int, data: some.DataObject
) -> None:
    number = f"{nine}{nhs_number.check_digit(str(nine))}"
    assert nhs_number.near(number) == ()
    at = data.draw(some.integers(0, 9))
    wrong = data.draw(some.sampled_from([digit for digit in "0123456789" if digit != number[at]]))
    mistyped = number[:at] + wrong + number[at + 1 :]
    assert number in nhs_number.near(mistyped)
    assert all(nhs_number.is_valid(one) for one in nhs_number.near(mistyped))
