"""The proof that content is sound: what a safety officer wants to know before it goes on duty."""

from .checking import check
from .report import Report, Section

__all__ = ["Report", "Section", "check"]
