"""The one way in which the database's own code fails: with a sentence that says what to do."""


class SetupError(Exception):
    """A sentence for the person who started the program; never a stack trace."""
