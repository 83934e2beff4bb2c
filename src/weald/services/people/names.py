"""Somebody's name in words, for staff. Whoever asks need not say who they are: then their lines have no name."""

UNNAMED = "No name given"


def name_text(given: str, family: str) -> str:
    """As in a record system: `REED, Amara`."""
    return ", ".join(part for part in (family.upper(), given) if part) or UNNAMED


def whom(given: str, family: str) -> str:
    """The same within a sentence or on a button: `this person` where no name was given."""
    return name_text(given, family) if given or family else "this person"


def plain_name(given: str, family: str) -> str:
    """`Amara Reed`, as a row of a summary says it."""
    return f"{given} {family}".strip() or UNNAMED
