"""What an alarm is raised for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that staff must act on: one of the kinds of alarm, and what it is about."""

    organisation: UUID
    kind: str
    about: str
    request: UUID | None = None
    level: str = ""
    due_at: datetime | None = None
    figures: Mapping[str, Any] | None = None
