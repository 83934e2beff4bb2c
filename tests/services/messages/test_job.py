"""The job that empties the outbox: it runs in the served program, every few seconds, without being asked."""

import time

import pytest
from django.utils import timezone

from tests import given
from weald.foundation.access import acting, query
from weald.services.messages import actions


@pytest.mark.slow
@pytest.mark.journey
def test_the_served_program_delivers_what_waits(committed_db: None, live_server_url: str) -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [request] = given.requests(practice)
        actions.notify(
            organisation=practice, request=request, key=str(request), by="sms", to="+447700900001",
            template="request_received", values={"practice": "P", "reference": "R", "link": "L"}, now=timezone.now(),
        )  # fmt: skip
    for _ in range(60):
        with acting(given.SYSTEM):
            [(sent_at,)] = query("select sent_at from messages_notification")
        if sent_at:
            return
        time.sleep(0.5)
    pytest.fail("Nothing was delivered within half a minute.")
