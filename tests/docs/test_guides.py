"""The guides say what the program does: the example is sound, the keys are there, patients can read theirs."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from weald.engines import triage
from weald.engines.triage import dictionary, pathways
from weald.engines.triage.evaluating import coded

from .documents import ROOT, prose, text_of

DEVELOPER = text_of("docs/guides/developer.md")
STAFF = text_of("docs/guides/staff.md")
PATIENT = text_of("docs/guides/patient.md")


def test_the_example_of_a_pathway_is_sound(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "src" / "weald" / "content", folder)
    blocks = re.findall(r"^```yaml\n(.*?)^```", DEVELOPER, flags=re.M | re.S)
    for block in blocks:
        (folder / block.splitlines()[0].removeprefix("# ")).write_text(block, encoding="utf-8")
    content = triage.load(folder)
    assert "nosebleed" in content.problems, content.refused
    found = next(
        section for section in triage.check(content, ["nosebleed"]).sections if section.problem == "nosebleed"
    )
    assert found.problems == ()
    assert found.cases == 2


def test_every_word_of_the_language_is_explained() -> None:
    language = DEVELOPER.partition("### The language")[2].partition("## Tests")[0]
    named = set(re.findall(r"`(\w+)`", language))
    fields = {*pathways.PATHWAY_FIELDS, *pathways.RULE_FIELDS, *pathways.MODIFIER_FIELDS}
    fields |= {"kind", "text", "text_other", "help", "label", "alarming", "said", "snomed", "members"}
    assert fields - named == set()
    assert set(dictionary.KINDS) | {way for ways in dictionary.DIRECTIONS.values() for way in ways} <= named


def test_files_that_the_developer_guide_names_exist() -> None:
    for named in re.findall(
        r"`((?:tests|src|content|foundation|requests|messages|site)/[\w./]+)`", DEVELOPER
    ):
        if "example" not in named:
            starts = ("", "src/weald", "src/weald/services")
            assert any((ROOT / start / named).exists() for start in starts), named


def test_the_staff_guide_has_every_key_with_its_verb() -> None:
    from weald.services.requests.presenters.staff import queue, request

    for heading, keys in (("## The queue", queue.KEYS), ("## One request", request.KEYS)):
        part = STAFF.partition(heading)[2].partition("\n## ")[0]
        table = dict(re.findall(r"^\| (`.+?`) \| (.*?) ?\|", part, flags=re.M))
        told = {key for cell in table for key in re.findall(r"`([^`]+)`", cell)}
        wanted = {one for key in keys for one in key.key.split(" … ")}
        assert wanted == told


def test_the_staff_guide_explains_every_state_and_role() -> None:
    from weald.foundation.access import ROLES
    from weald.services.requests.models import STATES

    for state in STATES:
        assert f"*{state}*" in STAFF or f"| {state.capitalize()} |" in STAFF
    for role in ROLES:
        assert f"| {role.replace('_', ' ').capitalize()} |" in STAFF


def test_the_guides_say_the_figures_of_the_program() -> None:
    from weald.foundation.access import sessions
    from weald.services.requests.actions.drafts import LIFE
    from weald.services.requests.actions.submit import LINK_LIFE

    assert f"After {sessions.IDLE.seconds // 60} minutes without use" in STAFF
    assert f"after {sessions.ABSOLUTE.seconds // 3600} hours" in STAFF
    assert f"The link works for {LINK_LIFE.days} days" in PATIENT
    assert LIFE.days == 1
    assert "for one day" in PATIENT


def _syllables(word: str) -> int:
    """How many times a voice would beat, near enough: groups of vowels, without a silent e at the end."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$|[^aeiouysxzhgc]es$", word):
        groups -= 1
    return max(groups, 1)


def _grade(text: str) -> float:
    """The school year of Flesch and Kincaid (1975): five years less than the age at which it is read with ease."""
    sentences = [one for one in re.split(r"[.!?:]\s|\n\n|\n- |\n\d\. ", text) if re.search(r"[a-z]", one)]
    words = re.findall(r"[A-Za-z’']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("text", "easy"),
    [
        ("The cat sat on the mat. It was a big cat. We ran home to eat.", True),
        (
            "Notwithstanding considerable organisational heterogeneity, implementation necessitates multidisciplinary coordination.",
            False,
        ),
    ],
)
def test_the_measure_tells_easy_from_hard(text: str, easy: bool) -> None:
    assert (_grade(text) <= 4) == easy


SECTIONS = re.sub(r"[*`>|]", "", prose(PATIENT)).split("\n## ")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.splitlines()[0])
def test_patients_can_read_each_part_of_their_guide_at_the_age_of_nine(section: str) -> None:
    assert _grade(section) <= 4
    longest = max((len(one.split()), one) for one in re.split(r"[.!?:]\s|\n", section))
    assert longest[0] <= 25, longest[1]


def test_the_example_of_a_coded_case_can_be_measured(tmp_path: Path) -> None:
    from weald.services.library import commands

    (example,) = re.findall(r"^```json\n(.*?)^```", DEVELOPER, flags=re.M | re.S)
    file = tmp_path / "cases.jsonl"
    file.write_text(example.replace("\n", " "), encoding="utf-8")
    code, out, err = commands.triage_evaluate(file, differences=True)
    assert (code, err) == (0, "")
    assert out.startswith("1 case, ")
    measuring = DEVELOPER.partition("## Measuring triage")[2].partition("\n## ")[0]
    assert set(coded.CASE_FIELDS) <= set(re.findall(r"`(\w+)`", measuring))


def test_no_file_outgrows_what_the_guide_for_developers_allows() -> None:
    most = 400
    assert f"above {most} lines" in DEVELOPER
    long = [path for path in (ROOT / "src").rglob("*.py") if len(path.read_text().splitlines()) > most]
    assert long == []


def test_the_guide_for_developers_draws_the_rooms_as_they_stand() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    rooms = next(one["layers"] for one in contracts if one["name"].startswith("The rooms"))
    assert " → ".join(one.rpartition(".")[2] for one in rooms) in DEVELOPER


OTHER_NEEDS = {
    "vaccines", "smear", "long_term_review", "dental_check", "eye_test", "social_help", "domestic_abuse", "not_sure",
}  # fmt: skip


@pytest.mark.parametrize("page", ["README.md", "docs/safety/intended-purpose.md"])
def test_the_problems_that_are_counted_are_those_that_there_are(page: str) -> None:
    problems = triage.load(ROOT / "src" / "weald" / "content").problems
    clinical = {name for name, one in problems.items() if one.kind == "clinical"}
    assert len(problems) - len(clinical) == 7
    assert clinical > OTHER_NEEDS
    said = " ".join(text_of(page).split())
    assert f"{len(clinical - OTHER_NEEDS)} clinical problems" in said
    assert "eight other needs" in said
    assert "seven kinds of paperwork" in said
