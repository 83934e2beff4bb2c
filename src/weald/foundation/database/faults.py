"""The one way in which the database's own code fails: with a sentence that says what to do."""


class SetupError(Exception):
    """A sentence for the person who started the program; never a stack trace."""


class NotAnsweringError(SetupError):
    """The database is set up, as far as we know, but nobody answers: trying again later may help."""
