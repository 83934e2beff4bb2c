"""Files that cannot be read are refused with file, line and a sentence."""

import pytest

from weald.engines.triage import ContentError
from weald.engines.triage.documents import LARGEST_FILE, parse


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "given twice"),
        ("a: &x [1]\nb: *x\n", 1, "Anchors"),
        ("a: &x [*x]\n", 1, "Anchors"),
        ("a: 1\nb: *x\n", 2, "Aliases"),
        ("a: !!python/object:os.system {}\n", 1, "Tags"),
        ("a: {<<: &y {b: 1}}\n", 1, "Anchors"),
        ("- a\n- b\n", 1, "must hold"),
        ("just words\n", 1, "must hold"),
        ("", 1, "empty"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: [1, 2\nb: 3\n", 2, "not YAML"),
        ("a:\n\t- b\n", 2, "not YAML"),
        ("? [a, b]\n: c\n", 1, "plain text"),
        ('a: "b"\nc: "no\\0isy"\n', 2, "cannot be shown"),
        ("a: b\nc: no\0isy\n", 2, "cannot be shown"),
        ("a: call \u202e999\n", 1, "cannot be shown"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "nested"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_refused_at_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as refused:
        parse(text.encode(), "pathways/ache.yaml")
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == ("pathways/ache.yaml", line)
    assert words in fault.sentence


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    with pytest.raises(ContentError, match=r"danger\.yaml:1: Anchors"):
        parse("\n".join(lines).encode(), "danger.yaml")


def test_a_very_long_file_is_refused() -> None:
    with pytest.raises(ContentError, match="Split it"):
        parse(b"a: " + b"x" * LARGEST_FILE, "words.yaml")


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(ContentError, match="UTF-8"):
        parse(b"a: \xff\xfe", "words.yaml")


def test_yes_and_no_are_words_and_numbers_are_numbers() -> None:
    block = parse(
        b'a: yes\nb: no\nc: 38\nd: 38.5\ne: "38"\nf: true\ng: on\nh: 2026-11-21\ni: 1e3\nj:\n', "x.yaml"
    )
    expected = {
        "a": "yes",
        "b": "no",
        "c": 38,
        "d": 38.5,
        "e": "38",
        "f": True,
        "g": "on",
        "h": "2026-11-21",
        "i": "1e3",
    }
    assert block == {**expected, "j": None}


def test_a_text_may_have_several_lines_and_the_letters_of_any_language() -> None:
    assert parse('a: "Zoë’s 38°C\\tto\\nsee"\nb: |\n  one\n  two\n'.encode(), "x.yaml") == {
        "a": "Zoë’s 38°C\tto\nsee",
        "b": "one\ntwo\n",
    }
