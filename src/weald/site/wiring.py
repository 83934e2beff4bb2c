"""The roof's one task: connect events of lower rooms to the rooms above."""


def connect() -> None:
    """Subscribe every room to the events that it answers; called once by every process."""
