"""The texts of the interface in the reader's language."""


def _(text: str) -> str:
    """The text in the reader's language; English texts are their own keys."""
    return text
