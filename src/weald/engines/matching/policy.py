"""The policy that steers matching: read from `content/policies/matching.yaml`, checked, frozen."""

import msgspec

LEVELS = ("today", "soon", "routine", "self_care")
DOORS = ("own", "hub", "agreement", "other_role", "later")
"""Where a person can be sent, each known to the program: the policy says in which order, and may leave one out."""


class PolicyError(Exception):
    """The policy file cannot be used; the sentence names the field."""


class Costs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Costs in hours of waiting."""

    role: float
    neighbourhood: float
    agreement: float
    other: float
    crowded: float
    wait_per_hour: dict[str, float]
    same_professional: float
    continuity_levels: tuple[str, ...]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many offers are listed: of one day, place and mode, and in all."""

    of_a_kind: int
    in_all: int


class Overflow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which order doors open: the next one while there are fewer than `enough` times to choose from within the first
    `near_days` of the level, London days, today counting as the first."""

    doors: tuple[str, ...]
    enough: int
    near_days: dict[str, int]
    pharmacy: tuple[str, ...]


class Alarms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When staff are alarmed: so many minutes before a request of each level is due, when a notice has waited so long, and so
    many minutes of opening before a held time goes on although nobody has asked its person."""

    before_minutes: dict[str, int]
    notices_minutes: int
    held_minutes: int


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How decisions find offers; see the comments in the file."""

    status: str
    reviewer: str
    services: dict[str, tuple[str, ...]]
    skills: dict[str, str]
    self_booked: tuple[str, ...]
    by_invitation: tuple[str, ...]
    horizon_days: dict[str, int]
    costs: Costs
    shown: Shown
    overflow: Overflow
    alarms: Alarms


def read_policy(text: bytes) -> Policy:
    """Read the policy from YAML; raises PolicyError with a sentence that names what is wrong."""
    try:
        policy = msgspec.yaml.decode(text, type=Policy)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise PolicyError(f"The matching policy cannot be read: {fault}.") from fault
    for name, table in (
        ("horizon_days", policy.horizon_days),
        ("costs.wait_per_hour", policy.costs.wait_per_hour),
        ("overflow.near_days", policy.overflow.near_days),
        ("alarms.before_minutes", policy.alarms.before_minutes),
    ):
        missing = [level for level in LEVELS if level not in table]
        if missing:
            raise PolicyError(f"The matching policy gives no {name} for {', '.join(missing)}.")
    costs = policy.costs
    if any(
        cost < 0
        for cost in (
            *costs.wait_per_hour.values(), costs.role, costs.neighbourhood, costs.agreement, costs.crowded
        )
    ):  # fmt: skip
        raise PolicyError(
            "The matching policy makes waiting, another profession, another place or a crowded session cheaper than none."
        )
    doors = policy.overflow.doors
    if doors[:1] != ("own",) or len(set(doors)) < len(doors) or not set(doors) <= set(DOORS):
        raise PolicyError(
            f"The matching policy must name each door of its overflow once, own first, out of {', '.join(DOORS)}."
        )
    if policy.overflow.enough < 1 or min(policy.overflow.near_days.values()) < 1:
        raise PolicyError("The matching policy must ask for at least one time, on at least one day.")
    return policy
