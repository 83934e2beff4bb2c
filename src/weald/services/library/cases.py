"""The worked cases beside a pathway, tried on the content on duty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weald.engines.triage import Content, InputError, assess, subject_words
from weald.engines.triage.cases import read_cases, spoken, verdict
from weald.engines.triage.documents import ContentError, Fault, read


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A worked case: who, what they answer beyond no, what comes out, and what is wrong with that, if anything."""

    name: str
    person: str
    answers: str
    result: str
    wrong: str

    @property
    def right(self) -> bool:
        """Whether it comes out as written."""
        return not self.wrong


def worked_cases(content: Content, problem: str) -> tuple[CaseRow, ...]:
    """The cases of a problem with their results; none where the content did not come from a folder."""
    if content.folder is None:
        return ()
    faults: list[Fault] = []
    try:
        block = read(content.folder / "pathways" / f"{problem}.cases.yaml", content.folder)
    except ContentError:
        return ()
    return tuple(
        CaseRow(
            case.name, _person(case.request), _answers(content, case.request), _result(content, case.request),
            verdict(content, case),
        )
        for case in read_cases(block, problem, faults)
    )  # fmt: skip


def _result(content: Content, request: Mapping[str, Any]) -> str:
    try:
        return spoken(assess(content, request))
    except InputError as error:
        return error.message


def _person(request: Mapping[str, Any]) -> str:
    person = request.get("person", {})
    age = f"{person['age_days']} days" if "age_days" in person else f"{person.get('age_years', '?')} years"
    return f"{age}, {person.get('sex', 'unknown')}"


def _answers(content: Content, request: Mapping[str, Any]) -> str:
    said = [
        f"{subject_words(content, name).replace('_', ' ')}{'' if value == 'yes' else f': {value}'}"
        for name, value in request.get("answers", {}).items()
        if value != "no"
    ]
    words = request.get("text")
    return "; ".join([*([f"“{words}”"] if words else []), *said]) or "no to everything"
