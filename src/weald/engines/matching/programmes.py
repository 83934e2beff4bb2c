"""Whom a national programme is for, by age and sex. Pure: read from the policy and nothing else."""

import msgspec

from weald.engines.matching.policy import PolicyError

OLDEST = 130


class Source(msgspec.Struct, frozen=True):
    """Where an age comes from; `seen` says how much of the page was read (`page`, `excerpt`, `not_opened`)."""

    title: str
    url: str
    checked: str
    seen: str


class Programme(msgspec.Struct, frozen=True):
    """People of an age in complete years (`to_age` none: no end) and a sex (empty: any) who are asked for one reason. Whoever
    was asked within `asked_within` months is left out. `cannot_know` says in sentences what is not stored."""

    name: str
    text: str
    reason: str
    from_age: int
    to_age: int | None
    sex: str
    asked_within: int
    services: tuple[str, ...]
    cannot_know: tuple[str, ...]
    sources: tuple[str, ...]


class Programmes(msgspec.Struct, frozen=True):
    """See the comments in `content/policies/programmes.yaml`."""

    status: str
    reviewer: str
    programmes: tuple[Programme, ...]
    sources: dict[str, Source]

    def named(self, name: str) -> Programme | None:
        """The programme of that name; None where there is none."""
        return next((one for one in self.programmes if one.name == name), None)


def read_programmes(text: bytes) -> Programmes:
    """Read the policy from YAML; raises PolicyError with a sentence that names what is wrong."""
    try:
        policy = msgspec.yaml.decode(text, type=Programmes)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise PolicyError(f"The policy of programmes cannot be read: {fault}.") from fault
    for one in policy.programmes:
        if not 0 <= one.from_age <= (OLDEST if one.to_age is None else one.to_age) <= OLDEST:
            raise PolicyError(f"The ages of the programme {one.name} must be in order, from 0 to {OLDEST}.")
        if one.sex not in {"", "female", "male"}:
            raise PolicyError(f"The sex of the programme {one.name} must be female, male or empty.")
        if not one.cannot_know or not one.sources or set(one.sources) - set(policy.sources):
            raise PolicyError(
                f"The programme {one.name} must name its sources and say what Weald cannot know."
            )
        if not 1 <= one.asked_within <= 120:
            raise PolicyError(
                f"The programme {one.name} must leave out who was asked within 1 to 120 months."
            )
    if len({one.name for one in policy.programmes}) != len(policy.programmes):
        raise PolicyError("Two programmes have one name.")
    return policy
