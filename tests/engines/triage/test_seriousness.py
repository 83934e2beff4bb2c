"""Words that no phrase foresaw and that sound serious are asked about; nothing said beside them makes them sound lighter."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.triage.small import FINDINGS, Maker
from tests.real import REAL
from weald.engines.triage import (
    SOUNDS_SERIOUS,
    Content,
    ContentError,
    assess,
    check,
    hear,
    of_body,
    sounding,
)
from weald.engines.triage.seriousness import Seriousness

ASKED = f"""
  {SOUNDS_SERIOUS}:
    kind: yes_no
    text: "Could this be urgent?"
    text_other: "Could this be urgent for them?"
    label: "may be urgent"
    alarming: "yes"
"""
WEIGHTS = """learnt: "By hand, for these tests."
checked: "2026-11-22"
least: 1
weights: |
  0.6 legs
  0.5 gone
  0.3 legs gone
  -0.8 holiday
  -0.2 the
"""
ACHES = "otherwise | otherwise | routine gp |"


@pytest.fixture
def content(make: Maker, folder: Path) -> Content:
    return _weighing(make, WEIGHTS)


def _weighing(make: Maker, weights: str) -> Content:
    findings = FINDINGS.replace("findings:\n", f"findings:{ASKED}", 1)
    return make(ACHES, seriousness=weights, **{"findings/all": findings})


def asked(content: Content, text: str, problem: str | None = "ache", **answers: str) -> Any:
    calm = {group.name: "no" for group in content.danger.groups}
    return assess(
        content,
        {
            "person": {"age_years": 40, "sex": "female"},
            "problem": problem,
            "text": text,
            "answers": calm | answers,
        },
    )


words = st.lists(st.sampled_from(["legs", "gone", "holiday", "the", "tea", "cat"]), max_size=12)
weighed = st.dictionaries(
    st.sampled_from(["legs", "gone", "holiday", "the", "legs gone", "gone the", "the legs", "tea cat"]),
    st.integers(-8, 8).map(float),
)


def by_trying(weights: dict[str, float], said: list[str]) -> float:
    """The heaviest of all stretches there are."""
    return max(
        (
            sum(weights.get(word, 0) for word in said[first:end])
            + sum(weights.get(f"{one} {two}", 0) for one, two in pairwise(said[first:end]))
            for first in range(len(said))
            for end in range(first + 1, len(said) + 1)
        ),
        default=0.0,
    )


@given(weighed, words)
def test_the_heaviest_stretch_is_the_heaviest_of_all(weights: dict[str, float], said: list[str]) -> None:
    found = Seriousness(weights, 1.0).heaviest(said)
    most = by_trying(weights, said)
    assert (found.weight if found else 0.0) == max(0.0, most)
    if found:
        assert by_trying(weights, said[found.first : found.last + 1]) == found.weight


@given(weighed, words, words, words)
def test_nothing_said_before_or_after_makes_words_lighter(
    weights: dict[str, float], before: list[str], said: list[str], after: list[str]
) -> None:
    scale = Seriousness(weights, 1.0)
    alone, within = scale.heaviest(said), scale.heaviest([*before, *said, *after])
    assert (within.weight if within else 0.0) >= (alone.weight if alone else 0.0)


def test_the_check_knows_that_words_ask_about_it(make: Maker, content: Content) -> None:
    assert not [note for note in check(content).notes if SOUNDS_SERIOUS in note]
    weightless = WEIGHTS.split("weights:")[0] + 'weights: ""\n'
    (note,) = [note for note in check(_weighing(make, weightless)).notes if SOUNDS_SERIOUS in note]
    assert "no rule asks about it" in note


def test_words_that_sound_serious_are_asked_about_first(content: Content) -> None:
    said = asked(content, "Funny thing, my legs gone. Lovely holiday otherwise!", problem=None)
    assert said.question.finding == SOUNDS_SERIOUS
    assert sounding(content, "Funny thing, my legs gone. Lovely holiday otherwise!") == "legs gone"
    assert asked(content, "On holiday, tea with the cat").question is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("My legs have gone. The tea! Legs, gone legs; holiday", "Legs, gone legs"),
        ("The legs. Gone", "legs"),
        ("Tea. Tea. Cat", "Tea. Cat"),
        ("On holiday. Lovely", ""),
        ("", ""),
    ],
)
def test_of_what_sounds_serious_the_weightiest_sentence_is_shown(make: Maker, text: str, told: str) -> None:
    beside = "  -0.1 tea\n  -0.1 cat\n  2 tea cat\n"
    assert sounding(_weighing(make, WEIGHTS + beside), text) == told


@pytest.mark.parametrize(("answer", "status"), [("yes", "person"), ("unsure", "person"), ("no", "decided")])
def test_only_a_no_lets_it_wait(content: Content, answer: str, status: str) -> None:
    said = asked(content, "my legs gone", **{SOUNDS_SERIOUS: answer})
    assert said.status == status
    assert (said.within or "") == (content.within["today"] if status == "person" else "")


def test_what_is_urgent_already_stays_as_it_is(make: Maker) -> None:
    content = make(
        ACHES.replace("routine", "today"),
        seriousness=WEIGHTS,
        **{"findings/all": FINDINGS.replace("findings:\n", f"findings:{ASKED}", 1)},
    )
    said = asked(content, "my legs gone", **{SOUNDS_SERIOUS: "yes"})
    assert (said.status, said.decision.level) == ("decided", "today")


def test_a_stored_release_weighs_words_as_it_did(content: Content) -> None:
    again = of_body(content.body)
    assert again.release == content.release
    assert hear(again, "my legs gone").claimed == (SOUNDS_SERIOUS,)


def test_a_release_of_before_there_were_weights_hears_nothing_serious(make: Maker) -> None:
    before = make(ACHES)
    assert hear(before, "my legs gone").claimed == ()
    assert of_body(before.body).release == before.release


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (WEIGHTS.replace("0.6 legs", "heavy legs"), "`heavy legs` is not a weight"),
        (WEIGHTS.replace("0.6 legs", "0.6"), "`0.6` is not a weight"),
        (WEIGHTS.replace("0.6 legs", "nan legs"), "`nan legs` is not a weight"),
        (WEIGHTS.replace("0.6 legs", "0.6 my poor legs"), "`0.6 my poor legs` is not a weight"),
        (WEIGHTS.replace("0.5 gone", "0.5 legs"), "each given once"),
        (WEIGHTS.replace("least: 1", "least: 0"), "`least` must be a number above 0"),
        (WEIGHTS.replace("learnt:", "lernt:"), "`lernt` is not a field"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(make: Maker, wrong: str, sentence: str) -> None:
    with pytest.raises(ContentError, match=sentence.replace("`", ".")) as raised:
        _weighing(make, wrong)
    assert "seriousness.yaml:" in str(raised.value)


def test_weights_need_the_finding_that_they_ask_about(make: Maker) -> None:
    with pytest.raises(ContentError, match="There is no finding"):
        make(ACHES, seriousness=WEIGHTS)


@pytest.mark.parametrize(
    "beside", ["", " Probably nothing, do not worry about me.", " Off on holiday tomorrow, all good!"]
)
def test_playing_it_down_changes_nothing(beside: str) -> None:
    plain = "he's gone a funny colour and he's sort of gurgling"
    assert SOUNDS_SERIOUS in hear(REAL, plain).claimed
    assert SOUNDS_SERIOUS in hear(REAL, plain + beside).claimed
    assert SOUNDS_SERIOUS in hear(REAL, beside.strip() + " " + plain).claimed
