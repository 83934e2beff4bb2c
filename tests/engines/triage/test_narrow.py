"""What claims a sign by itself has to be narrow."""

from pathlib import Path

import pytest

from weald.engines.triage import ContentError, load
from weald.engines.triage.loading import of_body

LISTS = """
fillers: [in, a, the, we, it, just]
ordinary: [water, end, want, how]
synonyms: {suicidal: ["end it all"], pain: [agony, sore]}
"""


def say(folder: Path, said: list[str], concepts: str = "") -> None:
    findings = folder / "findings/all.yaml"
    text = findings.read_text(encoding="utf-8")
    assert 'said: ["dying"]' in text
    phrases = ", ".join(f'"{phrase}"' for phrase in said)
    findings.write_text(text.replace('said: ["dying"]', f"said: [{phrases}]"), encoding="utf-8")
    words = folder / "words/all.yaml"
    kept = "".join(
        f"{line}\n"
        for line in words.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("fillers", "ordinary", "synonyms", "concepts"))
    )
    words.write_text(f"{kept}{LISTS}concepts: {{{concepts}}}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "concepts", "sentence"),
    [
        (["unconscious", "in a fit"], "", "“fit” alone claims dying"),
        (["water"], "", "“water” stands in any sentence"),
        (["{no_point}", "{no_point} living"], "no_point: [pointless]", "“{no_point} living”"),
        (["{no_point}"], "no_point: [pointless, want]", "“want” stands in any sentence"),
        (["{no_point}"], "no_point: [pointless, just nod]", "“nod” alone claims dying"),
        (["how to end it", "how we want it"], "", "“how want”, two words of any sentence"),
    ],
)
def test_what_claims_a_sign_alone_and_is_heard_everywhere_is_refused(
    folder: Path, said: list[str], concepts: str, sentence: str
) -> None:
    say(folder, said, concepts)
    with pytest.raises(ContentError) as refused:
        load(folder)
    (fault,) = refused.value.faults
    assert sentence in fault.sentence
    assert fault.file == "findings/all.yaml"
    line = (folder / "findings/all.yaml").read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert "said:" in line


@pytest.mark.parametrize(
    ("said", "concepts"),
    [
        (["unconscious"], ""),
        (["end it all"], ""),
        (["the end of water"], ""),
        (["{no_point}", "{hopeless} living"], "no_point: [pointless], hopeless: [want]"),
        (["{no_point} living", "{no_point} in water"], "no_point: [want]"),
        (["how > we want it", "want water", "how we want it so"], ""),
        (["{hurts} badly"], "hurts: [agony, pain]"),
        (["{hurts} badly"], "hurts: [in the end, end]"),
        (["unconscious"], "idle: [agony, in the end]"),
    ],
)
def test_what_is_narrow_is_loaded(folder: Path, said: list[str], concepts: str) -> None:
    say(folder, said, concepts)
    assert load(folder).findings["dying"].said == tuple(said)


def test_a_release_that_went_on_duty_so_is_still_read(folder: Path) -> None:
    say(folder, ["unconscious"])
    body = load(folder).body.replace('"unconscious"', '"in a fit"')
    assert of_body(body).findings["dying"].said == ("in a fit",)


@pytest.mark.parametrize("form", ["not in", "just a"])
def test_a_form_that_comes_to_nothing_but_a_denial_is_refused(folder: Path, form: str) -> None:
    say(folder, ["unconscious"], f"empty: [run out, {form}]")
    with pytest.raises(ContentError) as refused:
        load(folder)
    (fault,) = refused.value.faults
    assert fault.file == "words/all.yaml"
    assert f"“{form}”, a form of `empty`" in fault.sentence


@pytest.mark.parametrize(
    ("forms", "form", "heard"),
    [("agony", "agony", "pain"), ("in the end, worst", "in the end", "end")],
)
def test_a_form_that_is_heard_as_another_word_is_refused(
    folder: Path, forms: str, form: str, heard: str
) -> None:
    say(folder, ["{hurts} badly"], f"hurts: [{forms}]")
    with pytest.raises(ContentError) as refused:
        load(folder)
    (fault,) = refused.value.faults
    assert fault.file == "words/all.yaml"
    assert f"“{form}”, a form of `hurts`, is heard as “{heard}”" in fault.sentence
