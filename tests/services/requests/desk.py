"""A receptionist with a caller on the line, as far as a browser without scripts goes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.people.actions import NewPerson, register_many

NOW = datetime(2026, 11, 20, 10, 3, tzinfo=UTC)
"""A Friday morning that is past, so that relationships hold by the database's own clock too."""

ADA = NewPerson(
    id=UUID(int=7), organisation=UUID(int=0), given_name="Ada", family_name="Osei", birth_date=date(1984, 5, 6), sex="female",
    nhs_number="9990000018", phone="+447700900982", contact_by="sms", postcode="CT1 2AB",
)  # fmt: skip


class Desk:
    """A practice with a receptionist at work, and Ada among its people."""

    def __init__(self, now: datetime = NOW) -> None:
        self.ward = Ward(now)
        self.now = now
        self.ada = replace(ADA, organisation=self.ward.practice)
        with acting(given.SYSTEM):
            register_many(persons=[self.ada], now=now - timedelta(days=30))
        self.browser = self.ward.browser(self.ward.desk)

    def begins(self, person: UUID | None = ADA.id, channel: str = "phone") -> str:
        """Begins an entry and gives its address."""
        sent = {"draft": str(uuid4()), "channel": channel} | ({"person": str(person)} if person else {})
        answer = self.browser.post("/staff/enter", sent)
        assert answer.status_code == 303, answer.content.decode()
        return str(answer["Location"])

    def presses(self, address: str, do: str, **sent: Any) -> Any:
        """Presses a key of the page, and gives the page that follows."""
        answer = self.browser.post(address, {"do": do, **sent}, headers={"Sec-Fetch-Site": "same-origin"})
        return self.browser.get(answer["Location"]) if answer.status_code == 303 else answer

    def says(self, address: str, words: str = "my lower back hurts", problem: str = "low_back_pain") -> Any:
        """No danger; what is wrong, in words; the problem."""
        self.presses(address, "answer", name="danger_now", answer="no")
        self.presses(address, "words", words=words, for_whom="me", asked_by="", phone="07700 900982")
        return self.presses(address, "problem", problem=problem)

    def answers(self, address: str, page: Any, **said: str) -> Any:
        """Answers every question that is asked: `said`, or no, or the first."""
        for _ in range(30):
            body = page.content.decode().partition("data-asks=")[2].partition("</fieldset>")[0]
            asked = re.search(r'name="name" value="(\w+)"', body)
            if not asked:
                return page
            values = re.findall(r'name="answer" value="(\w+)"', body)
            value = said.get(asked[1]) or ("no" if "no" in values else values[0])
            page = self.presses(address, "answer", name=asked[1], answer=value)
        raise AssertionError("the questions do not end")

    def decides(self, **said: str) -> tuple[str, Any]:
        """Everything up to the decision."""
        address = self.begins()
        return address, self.answers(address, self.says(address), **said)

    def request(self, address: str) -> Any:
        """What was written, or None."""
        with acting(given.SYSTEM):
            rows = query(
                "select channel, person, identity_level, level, service, state, problem, words, phone, asked_by, for_whom, given_name"
                " from requests_request where id = %s",
                [address.rpartition("/")[2]],
            )
        return rows[0] if rows else None
