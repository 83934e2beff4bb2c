"""Where somebody is warned that their number or email was changed. Pure."""

from weald.services.people.details import Details


def written_to(details: Details) -> tuple[tuple[str, str], ...]:
    """Every way by which a message goes, with its address."""
    ways = (("sms", details.phone if details.phone.startswith("+447") else ""), ("email", details.email))
    return tuple(one for one in ways if one[1])


def staying(before: Details, after: Details) -> tuple[tuple[str, str], ...]:
    """The first address that stays as it was; none where all change."""
    return tuple(one for one in written_to(before) if one in written_to(after))[:1]


def left(before: Details, after: Details) -> tuple[tuple[str, str], ...]:
    """The old addresses, where none stays as it was: nobody else can be told of the change."""
    return () if staying(before, after) else written_to(before)
