"""Easy read has a short sentence and a picture for every decision that there can be."""

import pytest

from weald.foundation.ui.components import PICTURES
from weald.services.library import content
from weald.services.library.easy_read import Line, easy_read
from weald.services.requests.models import LEVELS
from weald.services.requests.queries.promises import promises

LONGEST = 12
"""Words of a sentence that is easy to read."""

EVERY_LINE = [
    *easy_read().levels.values(), *easy_read().services.values(), *easy_read().states.values(),
    easy_read().get_worse, easy_read().keep,
]  # fmt: skip


def test_every_level_and_service_of_the_content_has_its_sentence() -> None:
    assert set(easy_read().levels) == set(LEVELS)
    promised = {service for one in promises(content.current()).values() for service in one.texts}
    assert promised <= set(easy_read().services)


@pytest.mark.parametrize("line", EVERY_LINE, ids=lambda line: line.text)
def test_a_line_is_short_and_has_a_picture(line: Line) -> None:
    assert line.picture in PICTURES
    for sentence in line.text.rstrip(".").split(". "):
        assert len(sentence.split()) <= LONGEST
