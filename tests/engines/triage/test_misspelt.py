"""Whoever misspells is heard as whoever spells well, and what is spelt well is not another word misspelt."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engines.triage.small import pathway
from tests.real import CONTENT, REAL
from weald.engines.triage import assess, load
from weald.engines.triage.hearing import hear
from weald.engines.triage.phrases import Mention
from weald.engines.triage.spelling import akin

VOCABULARY = REAL.vocabulary
LISTED = sorted(VOCABULARY.habits.spellings.items())
WORDS = sorted(word for word in VOCABULARY.speller.words if word.isalpha())
NAMES = sorted({name for way in REAL.problems.values() for name in way.names if "{" not in name})
AROUND = (("", ""), ("my ", " is bad"), ("pain and ", " since monday"), ("i took ", " pills"))


def proposed(text: str, age: int = 50, sex: str = "female") -> list[str]:
    request = {"person": {"age_years": age, "sex": sex}, "text": text}
    return [one.problem for one in assess(REAL, request).candidates]


def weights(mentions: tuple[Mention, ...]) -> dict[tuple[str, ...], float]:
    """The most that each phrase weighs."""
    most: dict[tuple[str, ...], float] = {}
    for mention in mentions:
        key = (mention.phrase.meaning, *mention.phrase.words)
        most[key] = max(most.get(key, 0.0), mention.weight)
    return most


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [
        ("blood preshure", "blood pressure"),
        ("blood presher pills", "blood pressure pills"),
        ("bloodpressure is up", "blood pressure is up"),
        ("stomac ake", "stomach ache"),
        ("chestpain", "chest pain"),
        ("repeat persription of my tablits", "repeat prescription of my tablets"),
        ("suside", "suicide"),
        ("siezures", "seizures"),
        ("here loss in one ear", "hearing loss in one ear"),
        ("anaphalaxis", "anaphylaxis"),
        ("newmonia", "pneumonia"),
        ("he strangld me", "he strangled me"),
    ],
)
def test_whoever_misspells_is_offered_what_whoever_spells_well_is_offered(misspelt: str, right: str) -> None:
    assert proposed(misspelt) == proposed(right) != []
    assert set(hear(REAL, misspelt).claimed) == set(hear(REAL, right).claimed)


@given(st.sampled_from(LISTED), st.sampled_from(AROUND))
def test_a_listed_misspelling_weighs_what_its_word_weighs(
    entry: tuple[tuple[str, ...], tuple[str, ...]], around: tuple[str, str]
) -> None:
    """So that it never outweighs its word, and the word hears whatever its misspelling hears."""
    typed, meant = (f"{around[0]}{' '.join(words)}{around[1]}" for words in entry)
    words = [[token.word for token in VOCABULARY.tokens(text)] for text in (typed, meant)]
    # A few words are themselves spelt in two ways, or belong to what stands beside them.
    assume(words[0] == words[1])
    misspelt, right = VOCABULARY.hear(typed), VOCABULARY.hear(meant)
    assert weights(misspelt.mentions) == weights(right.mentions)
    assert misspelt.claimed == right.claimed


def test_nearly_every_listed_misspelling_is_read_as_its_word() -> None:
    other = [
        (typed, meant)
        for typed, meant in LISTED
        if [token.word for token in VOCABULARY.tokens(" ".join(typed))]
        != [token.word for token in VOCABULARY.tokens(" ".join(meant))]
    ]
    assert len(other) <= len(LISTED) / 50, other


@given(st.sampled_from(NAMES), st.data())
def test_a_slip_never_makes_a_phrase_weigh_more(name: str, data: st.DataObject) -> None:
    words = name.split()
    at = data.draw(st.integers(0, len(words) - 1))
    word = words[at]
    assume(len(word) > 5 and word.isalpha())
    gone = data.draw(st.integers(1, len(word) - 1))
    slip = word[:gone] + word[gone + 1 :]
    assume(slip not in VOCABULARY.known)
    right = weights(VOCABULARY.hear(name).mentions)
    typed = weights(VOCABULARY.hear(" ".join([*words[:at], slip, *words[at + 1 :]])).mentions)
    assert all(weight <= right[key] + 1e-9 for key, weight in typed.items() if key in right)


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("blood pressure pills", "rectal_bleeding"),
        ("blood pressure pills", "vaginal_bleeding"),
        ("crick in my neck", "sleep_alcohol_drugs"),
        ("fasting blood test", "constipation_bowel_change"),
        ("my arm is in a sling", "skin_infection_bite"),
        ("it didn't work", "fit_note"),
        ("coil insertion", "skin_infection_bite"),
        ("topical steroid", "vaccines"),
        ("insulin pens", "testicular_scrotal"),
        ("all day standing on concrete", "rash"),
        ("tennis singles", "shingles"),
        ("grass pollen", "eye_test"),
    ],
)
def test_what_is_spelt_well_names_no_other_problem(said: str, never: str) -> None:
    assert never not in proposed(said)
    assert never not in proposed(said, 60, "male")


@given(st.sampled_from([*WORDS, *sorted(VOCABULARY.habits.known)]), st.sampled_from(AROUND))
def test_a_word_that_is_known_names_no_problem_but_by_itself_or_a_form_of_it(
    word: str, around: tuple[str, str]
) -> None:
    text = f"{around[0]}{word}{around[1]}"
    said = [token.word for token in VOCABULARY.tokens(text)]
    for mention in VOCABULARY.hear(text).mentions:
        if not mention.phrase.claim:
            plain = [element for element in mention.phrase.words if element[0] != "{"]
            assert all(any(akin(one, element) for one in said) for element in plain), mention


def test_a_danger_may_still_be_meant_by_a_word_that_is_known(folder: Path) -> None:
    """To lose a danger is worse than to ask about one that nobody spoke of."""
    findings = folder / "findings/all.yaml"
    said = findings.read_text(encoding="utf-8")
    assert 'said: ["dying"]' in said
    findings.write_text(said.replace('said: ["dying"]', 'said: ["dying", "chest pain"]'), encoding="utf-8")
    text = pathway("s | sick | soon gp\nelse | otherwise | routine gp", problem="ache")
    own = 'phrases: ["it hurts badly"]'
    (folder / "pathways/ache.yaml").write_text(text.replace(own, 'phrases: ["chest pain"]'), encoding="utf-8")
    words = folder / "words/all.yaml"
    before = load(folder).vocabulary.hear("cheat pain")
    assert {mention.phrase.meaning for mention in before.mentions} == {"ache", "dying"}
    words.write_text(words.read_text(encoding="utf-8") + "\nknown: [cheat]\n", encoding="utf-8")
    heard = load(folder).vocabulary.hear("cheat pain")
    assert {mention.phrase.meaning for mention in heard.mentions} == {"dying"}
    assert heard.claimed == before.claimed == ("dying",)


@pytest.mark.parametrize(
    ("one", "other", "forms"),
    [
        ("pills", "pill", True),
        ("pills", "piles", False),
        ("pill", "piles", False),
        ("infected", "infection", True),
        ("pregnant", "pregnancy", True),
        ("swab", "swabbed", True),
        ("burn", "burnt", True),
        ("not", "note", False),
        ("stare", "start", False),
        ("crick", "crack", False),
        ("leg", "legs", True),
        ("leg", "leg", True),
    ],
)
def test_forms_of_one_word(one: str, other: str, forms: bool) -> None:
    assert akin(one, other) is akin(other, one) is forms


@given(st.text("abcdeinst", max_size=7), st.text("abcdeinst", max_size=7))
def test_to_be_forms_of_one_word_is_the_same_both_ways(one: str, other: str) -> None:
    assert akin(one, other) is akin(other, one)


def test_the_pathways_list_no_misspellings_of_their_own() -> None:
    """They stand in words/, each with what it means: a phrase that is misspelt is one more word, and weighs more than its word."""
    for path in sorted((CONTENT / "pathways").glob("*.yaml")):
        assert "misspellings:" not in path.read_text(encoding="utf-8"), path.name
