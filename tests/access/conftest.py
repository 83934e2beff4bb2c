"""A patient, a practice and the time of day, as the tests of requests have them."""

from tests.services.conftest import directory_read_anew
from tests.services.requests.conftest import clock, code, patient

__all__ = ["clock", "code", "directory_read_anew", "patient"]
