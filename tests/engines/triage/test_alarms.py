"""What the words of the content hear, and what they do not: a figure of speech, a word that only looks alike, what somebody
read or dreamt, a remark about the past. Each table holds the danger beside what only sounds like it."""

import pytest

from tests.real import REAL
from weald.engines.triage import Content


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


def heard(content: Content, text: str, sign: str) -> bool:
    return sign in content.vocabulary.hear(text).claimed


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("I nearly had a stroke when I saw the bill", "danger_stroke", False),
        ("I think she had a stroke", "danger_stroke", True),
        ("that letter gave me a heart attack", "danger_chest_pain", False),
        ("is this a heart attack", "danger_chest_pain", True),
        ("choking on the price of parking", "danger_breathing", False),
        ("he is choking on a sweet", "danger_breathing", True),
        ("my boss will kill me", "abuse_threat", False),
        ("he says he will kill me", "abuse_threat", True),
        ("I want to die of embarrassment", "danger_self_harm", False),
        ("I want to die", "danger_self_harm", True),
        ("a poster on suicide prevention", "mood_suicidal", False),
        ("suicide", "mood_suicidal", True),
        ("will he grow out of it", "danger_unresponsive", False),
        ("he is out of it", "danger_unresponsive", True),
        ("heart failure nurse wants my weight", "danger_chest_pain", False),
        ("my heart feels crushed, heart failure nurse says ring", "danger_chest_pain", True),
    ],
)
def test_a_figure_of_speech_claims_nothing(content: Content, text: str, sign: str, claimed: bool) -> None:
    assert heard(content, text, sign) is claimed


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("a lump behind my ear that comes and goes", "danger_unresponsive", False),
        ("she has gone limp", "danger_unresponsive", True),
        ("my knuckle has scabbed over", "danger_injury", False),
        ("my brother was stabbed", "danger_injury", True),
        ("these tablets are suiting me", "danger_bleeding", False),
        ("blood is squirting out", "danger_bleeding", True),
        ("a cold hanging on for weeks", "preg_baby_coming", False),
        ("the cord is hanging out", "preg_baby_coming", True),
        ("it won't take my face", "danger_rash", False),
        ("spots that won't fade", "danger_rash", True),
        ("tested for dyspraxia", "danger_stroke", False),
        ("we felt the baby kick", "danger_injury", False),
        ("the baby fell down the stairs", "danger_injury", True),
    ],
)
def test_a_word_that_is_spelled_right_is_no_other_one(
    content: Content, text: str, sign: str, claimed: bool
) -> None:
    assert heard(content, text, sign) is claimed


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("what are the symptoms of sepsis", "unsure_sepsis", False),
        ("I think it is sepsis", "unsure_sepsis", True),
        ("if my daughter ever swallows a battery", "danger_self_harm", False),
        ("my daughter swallowed a battery", "danger_self_harm", True),
        ("would I know if I was having a miscarriage", "preg_bleeding", False),
        ("I am having a miscarriage", "preg_bleeding", True),
        ("the form asks have I ever been knocked out", "head_knocked_out", False),
        ("he was knocked out", "head_knocked_out", True),
        ("the leaflet says it may cause fits", "danger_fit", False),
        ("told to look out for a blood clot", "danger_bleeding", False),
        ("if I had a stroke in the night, who would know", "danger_stroke", False),
        # What somebody asks about themself in this way may be more than a question.
        ("what would happen if I took 20 paracetamol", "danger_self_harm", True),
        ("keep dreaming of killing myself", "danger_self_harm", True),
    ],
)
def test_what_is_read_asked_or_dreamt_of_claims_nothing(
    content: Content, text: str, sign: str, claimed: bool
) -> None:
    assert heard(content, text, sign) is claimed


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("can't breathe diagnosed asthma in 2015", "danger_breathing", True),
        ("he is having a fit diagnosed epilepsy in 2015", "danger_fit", True),
        ("an 80 year old man collapsed", "danger_unresponsive", True),
        ("can't breathe asthma as a child", "danger_breathing", True),
        ("can't breathe had asthma in 2015", "danger_breathing", True),
        ("he is unconscious had a stroke in 2015", "danger_unresponsive", True),
        ("he is unconscious had a stroke in 2015", "danger_stroke", False),
        ("heart attack in 2015", "danger_chest_pain", False),
        ("heart attack and stroke in 2015", "danger_chest_pain", False),
        ("blacked out last winter", "danger_unresponsive", False),
        ("blacked out last winter and again today", "danger_unresponsive", True),
    ],
)
def test_a_remark_about_the_past_silences_what_belongs_to_it(
    content: Content, text: str, sign: str, claimed: bool
) -> None:
    assert heard(content, text, sign) is claimed


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("my nan just had a stroke", "danger_stroke"),
        ("my 80 year old dad is having a stroke", "danger_stroke"),
        ("grandad had a heart attack and is on the floor", "danger_chest_pain"),
        ("I saw him have a heart attack", "danger_chest_pain"),
        ("my wife had a fit an hour ago", "danger_fit"),
        ("I'm scared I'm having a heart attack", "danger_chest_pain"),
        ("afraid it is a stroke", "danger_stroke"),
        ("scared she has meningitis", "danger_rash"),
    ],
)
def test_who_fears_for_somebody_near_is_heard(content: Content, text: str, sign: str) -> None:
    assert heard(content, text, sign)


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("not thinking of hurting myself", "mood_self_harm", False),
        ("I don't want to hurt myself", "mood_self_harm", False),
        ("I want to hurt myself", "mood_self_harm", True),
        ("no longer suicidal", "mood_suicidal", False),
        ("suicidal again", "mood_suicidal", True),
        ("no acute intracranial haemorrhage", "danger_bleeding", False),
        ("acute haemorrhage", "danger_bleeding", True),
        ("he is no longer breathing", "danger_breathing", True),
        ("not wanting to be alive", "mood_suicidal", True),
        ("no plans, just want to die", "danger_self_harm", True),
    ],
)
def test_what_is_denied_in_several_words_claims_nothing(
    content: Content, text: str, sign: str, claimed: bool
) -> None:
    assert heard(content, text, sign) is claimed


@pytest.mark.parametrize(
    ("text", "sign", "claimed"),
    [
        ("how do I register", "mood_suicidal", False),
        ("I have planned how to do it", "mood_suicidal", True),
        ("tummy ache on school mornings", "abdo_severe", False),
        ("excruciating tummy ache", "abdo_severe", True),
        ("the kids are loud and I am exhausted", "fchild_not_self", False),
        ("my child just lies there lifeless", "fchild_not_self", True),
        ("peanut allergy, the epipen is out of date", "danger_allergy", False),
        ("he ate a peanut, where is the epipen", "danger_allergy", True),
        ("a phone call after lunch", "mood_psychosis", False),
        ("the telly sends me messages", "mood_psychosis", True),
        ("I take methotrexate on Mondays", "throat_risk_medicine", False),
        ("methotrexate and a sore throat", "throat_risk_medicine", True),
        ("spots on her face that fade under a glass", "danger_rash", False),
        ("spots that stay under a glass", "danger_rash", True),
        ("dead tooth needs looking at", "mood_suicidal", False),
        ("thinking about death", "mood_suicidal", True),
        ("iron tablets, no pain", "danger_injury", False),
    ],
)
def test_a_phrase_claims_no_more_than_it_says(content: Content, text: str, sign: str, claimed: bool) -> None:
    assert heard(content, text, sign) is claimed
