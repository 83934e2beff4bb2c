"""Files that cannot be read are refused with file, line and a sentence; files in the simplest form are read fast, and the same."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import weald
from weald.engines.triage import ContentError
from weald.engines.triage.documents import LARGEST_FILE, Block, Items, by_lines, by_loader, parse

CONTENT = Path(weald.__path__[0]) / "content"


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


def whole(value: Any) -> Any:
    """A value with all its lines."""
    if isinstance(value, Block):
        return value.file, value.line, value.lines, [(key, whole(inner)) for key, inner in value.items()]
    if isinstance(value, Items):
        return value.lines, [whole(item) for item in value]
    return type(value), value


SIMPLE = """# A remark.
problem: ache  # another
name: "He said \\"ouch\\"."
reviewer: ""
words:
  names: ["ache", "a \\"dull\\" pain"]
  phrases: [
    "it aches", "aching",

    "sore"
  ]
  tummy button:
  - "navel"
  - sore
  "don't know": [yes, 38.5, null]
rules:
  - rule: ache.bad
    when: (bad or worse) and age >= 16 years
    level: today
    if_unsure: {level: soon, service: gp, text: "Soon."}

  - rule: ache.else
    within: 7
"""


def test_the_simplest_form_is_read_by_its_lines() -> None:
    read = by_lines(SIMPLE, "ache.yaml")
    assert read is not None
    assert whole(read) == whole(by_loader(SIMPLE, "ache.yaml"))
    assert read["words"]["phrases"].lines == [8, 8, 10]
    assert whole(by_lines(SIMPLE.rstrip("\n"), "ache.yaml")) == whole(read)


def test_nearly_all_content_is_read_by_its_lines_and_as_the_loader_reads_it() -> None:
    files = [
        path
        for name in ("findings", "pathways", "sources", "words")
        for path in CONTENT.glob(f"{name}/*.yaml")
    ]
    slow = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        read = by_lines(text, path.name)
        if read is None:
            slow.append(path.name)
        else:
            assert whole(read) == whole(by_loader(text, path.name))
    assert len(slow) < len(files) / 10, slow


SPACES = st.sampled_from(["", "", "", "  ", "  ", "    ", " ", "   "])
DASHES = st.sampled_from(["", "", "", "- ", "-", "-  ", "- - "])
NAMES = st.sampled_from(
    ["a: ", "b: ", "c: ", "a:", "b:", "", "d e: ", '"f": ', "a : ", "'g': ", "1: ", "? ", f"{'n' * 1030}: "]
)
VALUES = st.sampled_from(
    [
        "", '"t"', "word", "two words", "7", "-7", "1.50", "1e3", "null", "yes", "~", '""', "''", "'q'", '"a\\"b"', '"a\\n"', '"t" u',
        '["x", "y"]', '["x",\n"y"\n ]', '["x",]', "[]", "[x, y]", "[x,y]", '[x, "y"]', '["x" "y"]', '["x", ["y"]]', '["x"',
        '{a: "x", b: y}', "{a: x, a: y}", "{}", "{a: {b: c}}", "{a:b}", f"{{{'n' * 1030}: x}}", "(a or b) != c", "a: b", "a # r", "a #", "a#b",
        "# r", "#r", "|\n  x", ">", "&n x", "*n", "!t x", "%", "@", "`", "---", "...", "\t", "x\ty", "é", "°C", "\x85", "\u2028", "\ufeff", "x ",
    ]
)  # fmt: skip
LINES = st.builds("{}{}{}{}".format, SPACES, DASHES, NAMES, VALUES)


@given(lines=st.lists(LINES, min_size=1, max_size=8), end=st.sampled_from(["", "\n", "\n\n"]))
@example(lines=["a:", "- b: c", "  d:", "  - e"], end="")
@example(lines=["a: b", "  c: d"], end="\n")
@example(lines=["a:", "b: c"], end="\n")
def test_a_text_is_read_by_its_lines_only_if_the_loader_reads_the_same(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    read = by_lines(text, "x.yaml")
    try:
        meant = by_loader(text, "x.yaml")
    except (ContentError, yaml.YAMLError):
        assert read is None
    else:
        assert read is None or whole(read) == whole(meant)
