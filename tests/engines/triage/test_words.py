"""From somebody's own words to problems and claims: they may raise, never lower."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.triage.small import pathway
from tests.real import REAL
from weald.engines.triage import Content, ContentError, assess, load
from weald.engines.triage.habits import LONGEST_TEXT
from weald.engines.triage.phrases import clause
from weald.engines.triage.spelling import distance
from weald.engines.triage.vocabulary import Vocabulary

WAYS = {
    "chest_ache": ('names: ["chest pain"], phrases: ["tight chest", "pressure on my chest"]', ""),
    "sore_throat": (
        'names: ["sore throat", "tonsillitis"], phrases: ["hurts to swallow", "throat is sore"]',
        "",
    ),
    "cough": ('names: ["cough"], phrases: ["coughing all night"]', ""),
    "rash": ('names: ["rash", "spots"], phrases: ["itchy skin"]', ""),
    "periods": ('names: ["periods"], phrases: ["heavy period"]', 'applies: "sex is not male"'),
}


@pytest.fixture
def content(folder: Path) -> Content:
    for problem, (words, head) in WAYS.items():
        text = pathway("s | sick | soon gp\nelse | otherwise | routine gp", head, problem)
        own = f'names: ["{problem}"], phrases: ["it hurts badly"]'
        assert own in text
        (folder / f"pathways/{problem}.yaml").write_text(text.replace(own, words), encoding="utf-8")
    loaded = load(folder)
    assert not loaded.refused
    return loaded


def heard(content: Content, text: str, sex: str = "female") -> list[str]:
    result = assess(content, {"person": {"age_years": 40, "sex": sex}, "text": text})
    return [candidate.problem for candidate in result.candidates]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("chest pain", ["chest_ache"]),
        ("I have CHEST PAIN!!", ["chest_ache"]),
        ("pain in my chest", ["chest_ache"]),
        ("payn in the chest", ["chest_ache"]),
        ("tonsilitis", ["sore_throat"]),
        ("tonsillittis", ["sore_throat"]),
        ("sore thraot", ["sore_throat"]),
        ("my throat is really sore", ["sore_throat"]),
        ("a cough and a sore throat", ["sore_throat", "cough"]),
        ("cough, rash, sore throat and chest pain", ["sore_throat", "chest_ache", "cough"]),
        ("no cough but chest pain", ["chest_ache"]),
        ("no cough or rash, sore throat", ["sore_throat"]),
        ("don't have a cough", []),
        ("my dad had chest pain, I have a rash", ["rash", "chest_ache"]),
        ("chest pain years ago. cough", ["cough", "chest_ache"]),
        ("not slept because of chest pain", ["chest_ache"]),
        ("chess", []),
        ("night", []),
        ("heavy period", ["periods"]),
        ("", []),
        ("😀😀 مرحبا", []),
        ("чест", []),
    ],
)
def test_words_lead_to_problems(content: Content, text: str, problems: list[str]) -> None:
    assert heard(content, text) == problems


def test_a_problem_that_does_not_apply_is_not_proposed(content: Content) -> None:
    assert heard(content, "heavy period", "male") == []
    assert heard(content, "heavy period", "unknown") == ["periods"]


def test_candidates_come_with_the_words_that_led_there(content: Content) -> None:
    result = assess(
        content,
        {
            "person": {"age_years": 40, "sex": "male"},
            "text": "Since Monday a Sore Thraot, and coughing all  night",
        },
    )
    assert [(candidate.problem, candidate.words) for candidate in result.candidates] == [
        ("cough", ("coughing all  night",)),
        ("sore_throat", ("Sore Thraot",)),
    ]


def test_single_words_point_where_no_phrase_was_heard(content: Content, folder: Path) -> None:
    path = folder / "pathways/cough.yaml"
    more = '"green phlegm", "brown phlegm", "hawking phlegm", "hawking all day", "hawking up", "coughing all night"'
    path.write_text(path.read_text(encoding="utf-8").replace('"coughing all night"', more), encoding="utf-8")
    pointing = load(folder)
    assert heard(pointing, "a rash and phlegm") == ["rash", "cough"]
    assert heard(pointing, "a rash, no phlegm") == ["rash"]
    assert heard(pointing, "my dad had phlegm. a rash") == ["rash"]
    # Alone, one word is too little, and two are enough.
    assert heard(pointing, "phlegm") == []
    result = assess(pointing, {"person": {"age_years": 4, "sex": "male"}, "text": "Phlegm, I keep hawkng"})
    assert [(one.problem, one.words) for one in result.candidates] == [("cough", ("Phlegm", "hawkng"))]


def test_a_word_is_known_with_an_apostrophe_and_an_s(content: Content) -> None:
    assert heard(content, "my chest's a bit painful, chest's pain") == ["chest_ache"]
    assert heard(content, "Mum's throat’s sore") == ["sore_throat"]


def test_an_ordinary_word_is_never_another_one_misspelt(folder: Path, content: Content) -> None:
    assert heard(content, "my chess pain") == ["chest_ache"]
    words = folder / "words/all.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "\nordinary: [chess]\n")
    assert heard(load(folder), "my chess pain") == []


def test_what_only_denies_names_no_problem(content: Content, folder: Path) -> None:
    path = folder / "pathways/rash.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"itchy skin"', '"it is not", "itchy skin"'))
    assert heard(load(folder), "not today") == []


def test_words_that_claim_a_finding_suggest_the_problems_that_belong_to_it(folder: Path) -> None:
    """The best of what it is said to belong to comes before problems that share the question."""
    for problem in ("chest_ache", "cough"):
        text = pathway("s | dying | soon gp\nelse | otherwise | routine gp", problem=problem)
        (folder / f"pathways/{problem}.yaml").write_text(text, encoding="utf-8")
    words = folder / "words/all.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "\nsuggests: {dying: [cough]}\n")
    assert heard(load(folder), "I am dying") == ["cough", "chest_ache"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("dieing: [cough]", "`dieing` of `suggests` is not a finding."),
        ("dying: [cough, cuogh]", "`dying` suggests `cuogh`, which is not a problem."),
        ("dying: [{cough: 3}]", "`dying` suggests `{'cough': 3}`, which is not a problem."),
    ],
)
def test_words_that_suggest_what_nobody_has_are_refused(
    content: Content, folder: Path, entry: str, sentence: str
) -> None:
    words = folder / "words/all.yaml"
    before = words.read_text(encoding="utf-8")
    words.write_text(f"{before}\nsuggests:\n  {entry}\n", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load(folder)
    (fault,) = error.value.faults
    assert (fault.file, fault.line) == ("words/all.yaml", before.count("\n") + 3)
    assert fault.sentence.startswith(sentence)


def test_words_may_suggest_a_problem_that_could_not_be_loaded(content: Content, folder: Path) -> None:
    words = folder / "words/all.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "\nsuggests: {dying: [cough]}\n")
    (folder / "pathways/cough.yaml").write_text("broken", encoding="utf-8")
    assert [refused.problem for refused in load(folder).refused] == ["cough"]


def test_what_nobody_recognises_goes_to_a_person(content: Content) -> None:
    result = assess(content, {"person": {"age_years": 40, "sex": "male"}, "text": "flurble"})
    assert result.status == "person"
    assert result.within == "PT8H"
    assert result.safety_net


def test_words_that_claim_a_finding_raise_it_and_propose_who_asks_about_it(content: Content) -> None:
    person = {"age_years": 40, "sex": "male"}
    result = assess(content, {"person": person, "text": "flurble, feel sick"})
    assert len(result.candidates) == 3
    assert result.question
    result = assess(content, {"person": person, "text": "I am dyng"})
    assert result.question
    assert result.question.finding == "dying"
    assert assess(content, {"person": person, "text": "not dying"}).status == "person"
    # A claim is asked about even when it is of the past or of somebody else.
    result = assess(content, {"person": person, "text": "my dad had been dying years ago"})
    assert result.question
    assert result.question.finding == "dying"


@given(text=st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    loaded = REAL
    result = assess(loaded, {"person": {"age_years": 40, "sex": "unknown"}, "text": text})
    assert result.status in ("ask", "person")
    for candidate in result.candidates:
        assert all(word in text for word in candidate.words)


@given(
    text=st.lists(
        st.sampled_from(("no", "chest", "pain", "sore", "throat", "not", ",", "but", "my dad had", "cough"))
    ).map(" ".join)
)
def test_words_never_lower(text: str) -> None:
    """With any words added, a decision that was urgent stays as urgent."""
    person = {"age_years": 40, "sex": "male"}
    for answers in (
        {"danger_breathing": "yes"},
        {"danger_now": "yes"},
        {"danger_now": "no", "danger_blue": "unsure"},
    ):
        result = assess(REAL, {"person": person, "text": text, "answers": answers})
        assert result.decision
        assert result.decision.level == "now"


def test_the_longest_text_is_read_without_harm(content: Content) -> None:
    text = ("chest pain no sore tonsilitis " * LONGEST_TEXT)[:LONGEST_TEXT]
    assert heard(content, text)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("pain", "pain", 0),
        ("pain", "pian", 1),
        ("throat", "throt", 1),
        ("chest", "chess", 1),
        ("ab", "ba", 1),
        ("abc", "ca", 3),
        ("", "abc", 3),
    ],
)
def test_the_distance_counts_letters_and_swaps(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


@pytest.mark.parametrize(
    ("text", "dying"),
    [
        ("dying", True),
        ("dying for a cup of tea", False),
        ("dying, dying, for tea", True),
        ("not dying for tea but dying", True),
        ("dying for months", True),
        ("dyed for tea", False),
    ],
)
def test_an_idiom_claims_nothing(folder: Path, text: str, dying: bool) -> None:
    """What is made of the words of an idiom is no danger; the same words elsewhere in the text still are."""
    words = (folder / "words/all.yaml").read_text(encoding="utf-8")
    concepts = "" if "concepts:" in words else "concepts:\n  hot_drink: [tea, cocoa]\n"
    (folder / "words/all.yaml").write_text(
        f'{words}\nidioms: ["dying for {{hot_drink}}", "a dead tooth"]\n{concepts}', encoding="utf-8"
    )
    loaded = load(folder)
    assert ("dying" in loaded.vocabulary.hear(text).claimed) == dying
    assert not any(mention.phrase.meaning == "" for mention in loaded.vocabulary.hear(text).mentions)


def test_an_idiom_names_only_concepts_that_exist(folder: Path) -> None:
    words = (folder / "words/all.yaml").read_text(encoding="utf-8")
    (folder / "words/all.yaml").write_text(f'{words}\nidioms: ["dying for {{cocoa}}"]\n', encoding="utf-8")
    with pytest.raises(ContentError, match="cocoa"):
        load(folder)


def test_what_is_spelled_right_is_not_another_word_misspelt() -> None:
    claimed = REAL.vocabulary.hear
    assert "danger_self_harm" not in claimed("my nose runs").claimed
    assert "danger_fit" not in claimed("it soaks, and my body is soaking all over").claimed
    assert "danger_fit" in claimed("his whole body is shakking").claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("my chest hurts and I am coughing up blood", "coughing_blood"),
        ("sharp pain in my chest when I press, and coughing blood", "coughing_blood"),
        ("he has a blue badge and now his lips are blue", "danger_blue"),
    ],
)
def test_an_idiom_silences_nothing_beside_it(text: str, claimed: str) -> None:
    assert claimed in REAL.vocabulary.hear(text).claimed


@pytest.mark.parametrize("unspecific", ["ache", "gripe"])
def test_of_two_that_the_words_suggest_as_much_the_one_that_says_what_is_wrong_comes_first(
    folder: Path, unspecific: str
) -> None:
    for problem in ("ache", "gripe"):
        head = "tags: [unspecific]" if problem == unspecific else ""
        text = pathway("s | sick | soon gp\nelse | otherwise | routine gp", head, problem)
        (folder / f"pathways/{problem}.yaml").write_text(text, encoding="utf-8")
    assert heard(load(folder), "it hurts badly")[-1] == unspecific
    assert heard(load(folder), unspecific)[0] == unspecific


@pytest.mark.parametrize(
    ("said", "first", "still"),
    [
        ("blood pressure tablets again", "repeat_medicine", "blood_pressure"),
        ("more of my blood pressure tablets", "repeat_medicine", "blood_pressure"),
        ("my bp tablets have run out", "repeat_medicine", "blood_pressure"),
        ("blood pressure tablets make me dizzy", "medicine_problem", "dizziness"),
        ("blood pressure 180 over 100 on my blood pressure tablets", "blood_pressure", "repeat_medicine"),
        ("stopped my blood pressure tablets", "blood_pressure", "medicine_problem"),
    ],
)
def test_whoever_names_a_medicine_by_what_it_is_for_is_asked_about_the_medicine_first(
    said: str, first: str, still: str
) -> None:
    person = {"age_years": 60, "sex": "male"}
    proposed = [one.problem for one in assess(REAL, {"person": person, "text": said}).candidates]
    assert proposed[0] == first
    assert still in proposed


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("itchy arms", ["eczema_acne_itch", "self_harm"]),
        ("my arms are itching", ["eczema_acne_itch", "self_harm"]),
        ("I keep scratching my arms", ["self_harm", "eczema_acne_itch"]),
        ("she is scratching at her arms when it gets too much", ["self_harm", "eczema_acne_itch"]),
        ("scratching the inside of my arms", ["self_harm", "eczema_acne_itch"]),
        ("blood pressure", ["blood_pressure"]),
        ("my blood preshure is high", ["blood_pressure"]),
        ("blood pressure is low and blood in my pee", ["blood_pressure", "blood_in_urine", "urinary_women"]),
        ("whiplash", ["neck_pain", "injury_wound_burn"]),
        ("I think I have wiplash", ["neck_pain", "injury_wound_burn"]),
    ],
)
def test_a_word_leads_where_it_says_and_no_further(said: str, proposed: list[str]) -> None:
    person = {"age_years": 40, "sex": "female"}
    result = assess(REAL, {"person": person, "text": said})
    assert [one.problem for one in result.candidates][: len(proposed)] == proposed
    assert len(proposed) > 1 or len(result.candidates) == 1


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("34 weeks pregnant and scratching my arms all night", "preg_itch"),
        ("scratching my arms after peanuts and my throat is tight", "danger_allergy"),
        ("I scratch my arms to hurt myself", "mood_self_harm"),
        ("whiplash from a car accident", "danger_injury"),
        ("whiplash, can't move my legs", "danger_stroke"),
    ],
)
def test_a_danger_beside_such_a_word_is_heard(said: str, claimed: str) -> None:
    assert claimed in REAL.vocabulary.hear(said).claimed


@pytest.mark.parametrize(
    "said",
    ["took four of my blood pressure tablets by accident", "chest pain since my blood pressure tablets"],
)
def test_the_name_of_a_medicine_takes_nothing_from_what_is_claimed(said: str) -> None:
    habits = replace(REAL.vocabulary.habits, medicines=())
    without = Vocabulary.of(habits, REAL.problems.values(), REAL.findings.values())
    assert REAL.vocabulary.hear(said).claimed == without.hear(said).claimed != ()


def telling(folder: Path, said: str, words: str = "") -> Content:
    """Content in which these phrases claim `dying`."""
    findings = folder / "findings/all.yaml"
    text = findings.read_text(encoding="utf-8")
    assert 'said: ["dying"]' in text
    findings.write_text(text.replace('said: ["dying"]', f'said: ["{said}"]'), encoding="utf-8")
    with (folder / "words/all.yaml").open("a", encoding="utf-8") as file:
        file.write(words)
    return load(folder)


@pytest.mark.parametrize(
    ("text", "dying"),
    [
        ("he is not feeding", True),
        ("not so keen on feeding", True),
        ("feeding, not sleeping", False),
        ("not one two three four feeding", False),
    ],
)
def test_words_with_an_order_are_heard_in_this_order_only(folder: Path, text: str, dying: bool) -> None:
    assert ("dying" in telling(folder, "not > feeding").vocabulary.hear(text).claimed) == dying


@pytest.mark.parametrize(
    ("text", "dying"),
    [
        ("sugar 2.1", True),
        ("sugar is 4", True),
        ("sugar 4.1", False),
        ("his sugar says 3.5mmol", True),
        ("sugar very low", True),
        ("sugar 12", False),
    ],
)
def test_a_span_of_numbers_stands_for_each_of_them(folder: Path, text: str, dying: bool) -> None:
    content = telling(folder, "sugar {low}", "numbers: {low: [1, 4]}\nconcepts: {low: [very low]}\n")
    assert ("dying" in content.vocabulary.hear(text).claimed) == dying


@pytest.mark.parametrize("span", ["[4, 1]", "[1]", "4", "[one, two]"])
def test_a_span_that_is_none_is_refused(folder: Path, span: str) -> None:
    with pytest.raises(ContentError, match="least, most"):
        telling(folder, "sugar {low}", f"numbers: {{low: {span}}}\n")


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("he isn't blue, he isn't floppy, no fever and plenty of wet nappies", set()),
        ("not feeding and floppy", {"danger_unresponsive"}),
        ("he is not moving", {"danger_unresponsive"}),
    ],
)
def test_a_negation_right_before_a_sign_denies_it(text: str, claimed: set[str]) -> None:
    heard = {name for name in REAL.vocabulary.hear(text).claimed if name.startswith("danger_")}
    assert heard == claimed


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("My chest. It's like a lump of lead.", True),
        ("my chest. but it's like a lump of lead", False),
        ("No chest trouble. It's like a lump of lead.", False),
    ],
)
def test_a_sign_of_several_concepts_may_go_on_in_the_next_sentence(text: str, heard: bool) -> None:
    assert ("danger_chest_pain" in REAL.vocabulary.hear(text).claimed) == heard


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("heart attack", True),
        ("my friend had a heart attack", False),
        ("i had a heart attack in 2015", False),
        ("i had a heart attack in the 80s", False),
        ("i had a heart attack when i was 15", False),
        ("my chest feels the same as my heart attack in 2015", True),
        ("heart attack 15 minutes ago in 2027", True),
        ("my friend had a fall, i am having a heart attack", True),
        ("my friend had to bring me here with a heart attack", True),
        ("i retired in 2015 and have a heart attack", True),
        ("it is not a bad heart attack", False),
        ("heart attack ruled out", False),
        ("heart attack not ruled out yet", True),
    ],
)
def test_what_is_long_ago_elsewhere_or_denied_afterwards_claims_nothing(
    folder: Path, text: str, claimed: bool
) -> None:
    words = (
        'elsewhere: ["my friend had"]\nbygone: ["in {past_year}", "in the 80s", "when i was {early_age}"]\n'
        'still: ["same", "minutes"]\ndenied_with: ["bad"]\ndenied_after: ["ruled out"]\n'
        "numbers: {past_year: [1930, 2025], early_age: [1, 30]}\n"
    )
    assert bool(telling(folder, "heart attack", words).vocabulary.hear(text).claimed) is claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("i faint and there is blood", True),
        ("i faint at a blood test", False),
        ("blood, faint blood after the blood test", True),
        ("blood test blood faint", True),
    ],
)
def test_a_word_of_a_compound_claims_nothing_without_the_others(
    folder: Path, text: str, claimed: bool
) -> None:
    content = telling(folder, "blood faint", 'compounds: ["blood test"]\n')
    assert ("dying" in content.vocabulary.hear(text).claimed) is claimed


def test_a_phrase_that_has_the_whole_compound_still_claims(folder: Path) -> None:
    content = telling(folder, "blood thinners faint", 'compounds: ["blood thinners"]\n')
    assert "dying" in content.vocabulary.hear("faint on blood thinners").claimed


@given(st.integers(1, 12), st.data())
def test_a_clause_reaches_to_the_ends_next_to_its_words(count: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    ends = data.draw(st.sets(st.integers(0, count - 1)))
    start, stop = first, last + 1
    while start > 0 and start - 1 not in ends:
        start -= 1
    while stop < count and stop not in ends:
        stop += 1
    assert clause(first, last, ends, count) == range(start, stop)
