"""An entry of the desk on its way: what is asked next. Pure but for the content on duty; the moment is an argument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from weald.engines.triage import Question
from weald.services.library import content
from weald.services.requests import evidence
from weald.services.requests.evidence import Filled


@dataclass(frozen=True)
class Entry(Filled):
    """What the desk has entered so far; `contacts` is how often the person asked lately."""

    contacts: int = 0

    @property
    def person(self) -> UUID | None:
        """For whom, once found."""
        known = self.draft.about.get("person")
        return UUID(known) if known else None

    @property
    def stage(self) -> str:
        """What is done next: question, person, words, problem, again or decision. Danger is asked about before anything else."""
        row, asked = self.draft, self.asks
        if asked is not None and evidence.in_danger(asked):
            return "question"
        if self.person is None:
            return "person"
        if not row.words and not row.problem:
            return "words"
        if asked is not None and asked.kind != "problem":
            return "question"
        if not row.problem or asked is not None:
            return "problem"
        return "again" if self.contacts and not row.about.get("asked_before") else "decision"

    def answered(self, answers: Mapping[str, Any], instead_of: Iterable[str] = ()) -> "Entry":
        """The entry with these answers on it, as it would then stand; those in `instead_of` are taken back first."""
        taken_back = set(instead_of)
        kept = {name: value for name, value in self.draft.answers.items() if name not in taken_back}
        return replace(self, draft=replace(self.draft, answers={**kept, **answers}))

    def unanswered(self) -> tuple[str, ...]:
        """The dangers that nobody has answered yet: what is asked before every problem, and what their words or answers raise.
        Each is found with those before it not sure."""
        asked, names = self.asks, []
        while asked is not None and (
            evidence.in_danger(asked) or (not self.draft.problem and asked.kind != "problem")
        ):
            names.append(asked.finding)
            asked = self.answered(dict.fromkeys(names, "unsure")).asks
        return tuple(names)

    def question(self, name: str) -> Question | None:
        """The question with this name, to be asked again, or else the one that is next; None where there is none."""
        on_duty, asked = content.current(), self.asks
        if name in on_duty.groups or name in on_duty.findings:
            return self.question_for(name)
        return asked if self.stage == "question" else None
