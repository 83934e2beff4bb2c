"""Concept ids: a wrong or a swapped digit is found, in findings and in pathways alike."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.triage.small import FINDINGS
from weald.engines.triage import ContentError, load
from weald.engines.triage.snomed import is_concept

KNOWN = ("29857009", "6471006", "386661006", "138875005", "1038641000000104")
"""Chest pain, suicidal thoughts, fever, the root of SNOMED CT, and one of the United Kingdom's extension."""


@given(st.sampled_from(KNOWN), st.data())
def test_one_wrong_digit_is_found(known: str, data: st.DataObject) -> None:
    assert is_concept(known)
    place = data.draw(st.integers(0, len(known) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != known[place]))
    assert not is_concept(known[:place] + wrong + known[place + 1 :])


@given(st.sampled_from(KNOWN), st.data())
def test_two_digits_swapped_are_found(known: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(known) - 2))
    if known[place] != known[place + 1]:
        assert not is_concept(known[:place] + known[place + 1] + known[place] + known[place + 2 :])


@pytest.mark.parametrize(
    "text", ["", "0", "29857009 ", "2٩857009", "chest pain", "٢٩٨٥٧٠٠٩", "029857009", "49650001\n"]
)
def test_what_is_no_id_at_all_is_refused(text: str) -> None:
    assert not is_concept(text)


def test_an_id_of_a_description_is_not_one_of_a_concept() -> None:
    assert not is_concept("37436014")


def test_a_mistyped_code_of_a_finding_stops_the_dictionary(folder: Path) -> None:
    wrong = FINDINGS.replace('label: "pain"', 'label: "pain", snomed: "22253001"')
    (folder / "findings/all.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ContentError, match=r"22253001.*look for a wrong digit"):
        load(folder)
