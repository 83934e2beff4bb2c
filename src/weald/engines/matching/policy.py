"""The policy that steers matching: read from `content/policies/matching.yaml`, checked, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

LEVELS = ("today", "soon", "routine", "self_care")


class PolicyError(Exception):
    """The policy file cannot be used; the sentence names the field."""


class Costs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Costs in hours of waiting."""

    role: float
    neighbourhood: float
    other: float
    wait_per_hour: dict[str, float]
    same_professional: float
    continuity_levels: tuple[str, ...]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many offers are listed: of one day, place and mode, and in all."""

    of_a_kind: int
    in_all: int


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: str
    reviewer: str
    services: dict[str, tuple[str, ...]]
    skills: dict[str, str]
    self_booked: tuple[str, ...]
    horizon_days: dict[str, int]
    costs: Costs
    shown: Shown


@dataclass(frozen=True)
class Policy:
    """How decisions find offers; see the comments in the file."""

    services: Mapping[str, tuple[str, ...]]
    skills: Mapping[str, str]
    self_booked: tuple[str, ...]
    horizon_days: Mapping[str, int]
    costs: Costs
    shown: Shown


def read_policy(text: bytes) -> Policy:
    """Read the policy from YAML; raises PolicyError with a sentence that names what is wrong."""
    try:
        file = msgspec.yaml.decode(text, type=_File)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise PolicyError(f"The matching policy cannot be read: {fault}.") from fault
    for name, table in (
        ("horizon_days", file.horizon_days),
        ("costs.wait_per_hour", file.costs.wait_per_hour),
    ):
        missing = [level for level in LEVELS if level not in table]
        if missing:
            raise PolicyError(f"The matching policy gives no {name} for {', '.join(missing)}.")
    if any(
        cost < 0 for cost in (*file.costs.wait_per_hour.values(), file.costs.role, file.costs.neighbourhood)
    ):
        raise PolicyError(
            "The matching policy makes waiting, another profession or another place cheaper than none."
        )
    return Policy(file.services, file.skills, file.self_booked, file.horizon_days, file.costs, file.shown)
