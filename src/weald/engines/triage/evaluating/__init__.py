"""Measuring triage on coded cases: people, their answers, and what somebody else says is right for them.

The words, which mean the same in the report, in JSON and in the guide:

severity        the order of LEVELS, most urgent first: now, today, soon, routine, self_care.
expected        the levels that are right for a case: the one that `expect` names, or those that a label stands for.
exact           the decision is one of the expected levels; in the lenient reading also where an entry of the label allows it.
over            more urgent than every expected level. Costs places and frightens people.
under           less urgent than every expected level. This is the dangerous one.
severe          under by two levels or more, counted from the least urgent expected level. For an emergency that is everything
                from `soon` on.
safe            exact or over: not under, and decided.
undecided       triage hands the case to a person. The strict reading counts it as neither exact, over, under nor safe; the
                lenient one as `today`, since that is when a person reads it.
recall of now   of the cases that need `now` and nothing else, those that were decided `now`, in both readings.
questions       the pages that somebody sees before the decision, of the decided cases: a group and its members are one page.
                Choosing the problem is not counted, as it is not among the twelve that `weald content check` allows.
strict, lenient how a label is read: see content/policies/evaluation.yaml. A case that names its level has but that level.

Shares come with their 95% Wilson score interval.
"""

from .answering import Run, run
from .coded import CasesError, Coded, read_coded
from .labels import READINGS, Allowed, Expected, Labels, LabelsError, Reading, read_labels
from .measures import (
    AGE_BANDS,
    Measures,
    Report,
    Share,
    Spread,
    differs,
    gap,
    judged,
    quantile,
    report,
    wilson,
)

__all__ = [
    "AGE_BANDS",
    "READINGS",
    "Allowed",
    "CasesError",
    "Coded",
    "Expected",
    "Labels",
    "LabelsError",
    "Measures",
    "Reading",
    "Report",
    "Run",
    "Share",
    "Spread",
    "differs",
    "gap",
    "judged",
    "quantile",
    "read_coded",
    "read_labels",
    "report",
    "run",
    "wilson",
]
