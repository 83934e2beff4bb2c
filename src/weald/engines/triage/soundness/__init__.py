"""The proof that content is sound: what a safety officer wants to know before it goes on duty; and what an edit changes."""

from .changes import KINDS, Change, Changes, changes
from .checking import check
from .report import Report, Section

__all__ = ["KINDS", "Change", "Changes", "Report", "Section", "changes", "check"]
