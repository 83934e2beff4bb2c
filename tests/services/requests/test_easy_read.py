"""Easy read has a short sentence and a picture for every decision that there can be."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from orjson import loads

from tests import given
from tests.services.requests.patient import go, identifier, private_token, text, to_check
from weald.engines.triage import LEVELS
from weald.foundation.access import acting, query
from weald.foundation.ui.components import PICTURES
from weald.foundation.ui.display import COOKIE
from weald.services.library import content
from weald.services.library.easy_read import Line, easy_read
from weald.services.messages.actions.conversation import add
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


@pytest.mark.django_db
def test_the_easy_page_keeps_every_sign_of_danger(patient: Client, code: str) -> None:
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    whole = text(patient.get(f"{draft}decision"))
    patient.cookies[COOKIE] = "large.auto.easy.en"
    page = patient.get(f"{draft}decision")
    easy = text(page)
    with acting(given.SYSTEM):
        [[net]] = query("select safety_net from requests_decision where request_id = %s", [identifier(draft)])
    lines = loads(net) if isinstance(net, str) else net
    assert lines
    for line in lines:
        assert line in whole
        assert line in easy
    assert page.content.decode().count("weald-picture") >= 4
    assert f'href="{draft}decision?full"' in page.content.decode()
    assert text(patient.get(f"{draft}decision?full")) == whole


@pytest.mark.django_db
def test_whoever_waits_for_staff_reads_that_in_easy_words(patient: Client, db: None) -> None:
    given.practice("Z00009", self_service=False)
    draft = to_check(patient, "Z00009")
    go(patient, f"{draft}send")
    patient.cookies[COOKIE] = "normal.auto.easy.en"
    page = text(patient.get(f"{draft}decision"))
    assert easy_read().states["unread"].text in page
    assert "will read this and confirm what happens next" in page, "by when"


@pytest.mark.django_db
def test_the_easy_page_says_how_to_come_back_and_that_the_practice_has_written(
    patient: Client, code: str
) -> None:
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    token = private_token(patient.get(f"{draft}decision"))
    patient.cookies[COOKIE] = "normal.auto.easy.en"
    page = patient.get(f"{draft}decision").content.decode()
    assert f"/r/{token}/" in page
    assert f'href="{draft}messages"' in page
    with acting(given.SYSTEM):
        [[practice]] = query("select organisation from requests_request where id = %s", [identifier(draft)])
        add(
            organisation=practice, request=UUID(str(identifier(draft))), sender="staff", body="Please ring us.", key="a",
            now=timezone.now(),
        )  # fmt: skip
    assert "You have a new message from your practice" in text(patient.get(f"{draft}decision"))
