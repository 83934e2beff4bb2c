"""A small world with somebody of every role signed in, and something of everything in it to look at and to press."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.referrals.pharmacies import Street
from tests.services.requests import patient as front
from weald.foundation.access import acting, person_sessions, query
from weald.foundation.access.roles import ROLES
from weald.services.people.actions import NewPerson, register_many

UUIDS = """
select table_name, column_name from information_schema.columns
where table_schema = 'public' and data_type = 'uuid' and (column_name = 'id' or column_name = 'person') order by 1
"""


class World(Street):
    """`browsers`: name of who → their browser."""

    def __init__(self) -> None:
        super().__init__(timezone.now())
        with acting(given.SYSTEM):
            for service in ("gp", "physiotherapist"):
                given.slots(self.practice, 6, service=service, starts_at=self.now + timedelta(hours=1), ends_at=self.now + timedelta(hours=2))  # fmt: skip
            query("update directory_organisation set self_service = true where id = %s", [self.practice])
            [(self.code,)] = query(
                "select ods_code from directory_organisation where id = %s", [self.practice]
            )
        self.person = self._person("Ada", 1984)
        self._person("Ida", 2019)
        home = given.practice(kind="care_home")
        places = {"care_home": home, "pharmacist": self.pharmacy, "planner": given.practice(kind="icb")}
        self.browsers: dict[str, Client] = {
            role: self.browser(self.somebody(f"A {role}", role, places.get(role))) for role in ROLES
        }
        self.browsers |= {"outsider": self.browser(self.outsider), "nobody": Client()}
        for kind in ("clinical", "administrative"):
            self.request(kind=kind, person=self.person, registered=self.practice)
        self.refer(self.sore_throat())
        self._patients()

    def _person(self, name: str, born: int) -> UUID:
        one = NewPerson(
            id=uuid4(), organisation=self.practice, given_name=name, family_name="Test", birth_date=date(born, 5, 6),
            sex="female", phone="+447700900982",
        )  # fmt: skip
        with acting(given.SYSTEM):
            register_many(persons=[one], now=self.now)
        return one.id

    def _patients(self) -> None:
        """One in the middle of a form, one after sending, one with an appointment, one with a private link, one signed in."""
        for name in ("in a form", "after sending", "with an appointment"):
            self.browsers[name] = Client()
        self.starts = [f"/p/{self.code}/"]
        self.starts.append(
            front.to_questions(self.browsers["in a form"], self.code, "low_back_pain") + "question"
        )
        for name in ("after sending", "with an appointment"):
            browser = self.browsers[name]
            draft = front.to_questions(browser, self.code, "low_back_pain")
            front.answer_all(browser, draft, back_duration="two_to_six_weeks")
            front.go(browser, f"{draft}about-you", **front.ABOUT)
            page = front.go(browser, f"{draft}send")
            self.starts += [f"{draft}{place}" for place in ("decision", "messages", "how-are-you", "move")]
            if name == "with an appointment":
                forms = page.content.decode()
                slot, key = (forms.partition(f'name="{field}"')[2].partition('value="')[2].partition('"')[0] for field in ("slot", "key"))  # fmt: skip
                front.go(browser, f"{draft}book", slot=slot, key=key)
            else:
                token = front.private_token(page)
                self.browsers["with a link"] = Client()
                front.go(self.browsers["with a link"], f"/r/{token}/", **front.born())
                self.starts.append(f"/r/{token}/decision")
        with acting(person_sessions.DOOR):
            token = person_sessions.sign_in(self.person, "Ada Test", self.now)
        self.browsers["signed in"] = Client()
        self.browsers["signed in"].cookies[person_sessions.COOKIE] = token

    def identifiers(self) -> Iterator[str]:
        """Some of every kind of thing that is there."""
        with acting(given.SYSTEM), connection.cursor() as cursor:
            cursor.execute(UUIDS)
            for table, column in cursor.fetchall():
                cursor.execute(f'select "{column}" from {table} order by 1 desc limit 4')
                yield from (str(one) for (one,) in cursor.fetchall() if one is not None)
