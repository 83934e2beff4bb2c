"""What every room's tests share."""

from collections.abc import Iterator

import pytest

from weald.services.directory import queries


@pytest.fixture(autouse=True)
def directory_read_anew() -> Iterator[None]:
    """A test's directory is its own: what an earlier one put into the database is gone."""
    queries.forget()
    yield
    queries.forget()
