"""The report of a check: what was proven, the figures, and everything that is wrong."""

import msgspec

from .paths import Longest


class Section(msgspec.Struct, frozen=True):
    """What was found of one pathway."""

    problem: str
    name: str
    status: str
    reviewer: str
    rules: int
    red_flags: int
    combinations: int
    cases: int
    longest: Longest | None
    levels: tuple[str, ...]
    problems: tuple[str, ...]
    unread: tuple[str, ...]
    """Rules that decide `now` and rest only on sources that nobody opened."""

    def text(self) -> str:
        """The section in lines."""
        if self.longest is None:
            ways = "not counted"
        else:
            ways = f"{self.longest.any.length}, to a decision now {max(self.longest.now.length, 0)}"
        lines = [
            f"{self.name} ({self.problem})",
            f"  status {self.status}; reviewed by {self.reviewer or 'nobody yet'}",
            f"  {self.rules} rules, {self.red_flags} of them red flags; levels: {', '.join(self.levels)}",
            f"  {self.combinations:,} combinations of answers proven; {self.cases} worked cases tried",
            f"  longest way: questions {ways}",
            *_unread(self.unread),
        ]
        return "\n".join(lines + [f"  WRONG  {problem}" for problem in self.problems] + [f"  {self.verdict}"])

    @property
    def verdict(self) -> str:
        """The result in a word or two."""
        return "sound" if not self.problems else f"{len(self.problems)} to put right"


def _unread(rules: tuple[str, ...]) -> list[str]:
    return [f"  decide now, and rest only on sources not opened: {', '.join(rules)}"] if rules else []


class Table(msgspec.Struct, frozen=True):
    """What was found of what all pathways share: the life-threat table before each, and the modifiers after it."""

    rules: int
    red_flags: int
    combinations: int
    modifiers: int

    def text(self) -> str:
        """The table in a line."""
        return (
            f"Signs of danger, before every problem: {self.rules} rules, {self.red_flags} of them red flags; "
            f"{self.combinations:,} combinations of answers proven. Modifiers, after it: {self.modifiers}"
        )


class Report(msgspec.Struct, frozen=True):
    """What was found of all content. It is sound when `problems` is empty; `notes` ask for thought, not for a change.

    `seen` counts the sources by how much of each was read; `unread` are the rules of the life-threat table and the
    modifiers that decide `now` and rest only on sources that nobody opened; `day` is empty where nobody said it."""

    release: str
    engine: str
    day: str
    table: Table
    seen: dict[str, int]
    shared: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, as sentences with their file."""
        return [*self.shared, *(problem for section in self.sections for problem in section.problems)]

    def text(self) -> str:
        """The report as it is filed."""
        count = len(self.problems)
        unread = len(self.unread) + sum(len(section.unread) for section in self.sections)
        lines = [
            "Content soundness",
            f"Release {self.release}",
            f"Checked {f'on {self.day} ' if self.day else ''}by engine {self.engine}",
            self.table.text(),
            f"Sources: {sum(self.seen.values())}; compared with "
            f"{self.seen['page']} whole pages, {self.seen['excerpt']} excerpts; {self.seen['not_opened']} not opened",
            f"Rules that decide now and rest only on sources not opened: {unread}",
            *_unread(self.unread),
            "",
            "Proven for each pathway with the life-threat table and the modifiers: every combination of answers decides;",
            "every rule, red flags first of all, can fire; the signs of danger are reached from every problem;",
            'no more alarming answer, and no "not sure", lowers the level;',
            "no rule that allows less time stands behind one of its level that can hold too (but for other services);",
            "every question, reason, source and sentence exists; the worked cases come out as written. A group with its",
            "members counts as one question. Yes to a group and no to each of its members is a contradiction: it counts as not",
            "sure of each, so that to take it back by a yes to one of them can lower the level.",
            "",
        ]
        lines += [f"WRONG  {problem}" for problem in self.shared]
        for section in self.sections:
            lines += [section.text(), ""]
        lines += [f"note   {note}" for note in self.notes]
        lines.append(f"Result: {'sound' if not count else f'{count} to put right'}")
        return "\n".join(lines)
