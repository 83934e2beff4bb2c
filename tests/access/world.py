"""Everybody who could ask, and everything that they could ask for: what the matrix of access is made of.

Five organisations: ours; a hub that serves one of our patients; a practice next door; a pharmacy that one request was
referred to; the care board, which has nothing to do with any of them. In each somebody of every role. Five people without a role: nobody, the device that sent
our request and has begun another, whoever holds the private link of our request, its person signed in themself, and somebody who
acts for that person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests import given
from tests.services.referrals.pharmacies import Street
from weald.foundation.access import ROLES, acting, person_sessions, query, restriction
from weald.foundation.access.models import Relationship
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.services.people.actions import NewPerson, register
from weald.services.requests.actions import drafts
from weald.services.requests.actions.submit import add_link
from weald.services.requests.views.patient.holding import holder, keep_open
from weald.services.requests.views.patient.shared import DEVICE

ORGANISATIONS = ("own", "hub", "neighbour", "pharmacy", "unrelated")
PEOPLE = ("nobody", "device", "link", "person", "proxy")
STAFF = tuple((role, place) for role in ROLES for place in ORGANISATIONS)

BY_PERSON = ("own", "served", "hidden", "closed")
"""Requests that their person sees, signed in; whoever acts for the person sees them but for what is hidden."""

SEEN_BY = {
    "own": {"own"},
    "served": {"own", "hub"},
    "referred": {"own", "pharmacy"},
    "hidden": {"own"},
    "closed": {"own"},
    "restricted": set(),
    "neighbours": {"neighbour"},
}
"""Requests, and the organisations whose staff may see them at all: the rule on which every row of the table rests."""
PERSONS_SEEN_BY = {"own": {"own"}, "restricted": set(), "neighbours": {"neighbour"}}


@dataclass(frozen=True)
class Asker:
    """Somebody who asks: `role` is one of PEOPLE, or a role of staff in an organisation."""

    role: str
    place: str
    browser: Client

    def __str__(self) -> str:
        return f"{self.role}@{self.place}" if self.place else self.role


class World:
    """All of them, in a database that commits."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.street = Street(self.now)
        own, neighbour = self.street.practice, self.street.elsewhere
        self.places = {
            "own": own, "hub": given.practice(), "neighbour": neighbour, "pharmacy": self.street.pharmacy,
            "unrelated": given.practice(kind="icb"),
        }  # fmt: skip
        self.identities = {
            (role, place): self.street.somebody(f"{role} {place}", role, self.places[place])
            for role, place in STAFF
        }
        self.cleared = self.street.somebody("Dr Cleared", "clinician", own)
        self.persons = {
            "own": self.person("Petra", own), "restricted": self.person("Rhea", own), "neighbours": self.person("Nora", neighbour)
        }  # fmt: skip
        self.proxy = self.person("Quinn", own)
        self.requests = self._requests()
        self.device = "the token of a device"
        with acting(holder(self.requests["draft"])):
            drafts.start(
                draft=self.requests["draft"], organisation=own, device_hash=hash_of(self.device), now=self.now
            )
        with acting(given.SYSTEM):
            Relationship.objects.create(
                person=self.persons["own"],
                party=self.proxy,
                basis="proxy",
                since=self.now - timedelta(days=1),
            )
            self.token = add_link(request=self.requests["own"], organisation=own, now=self.now)
        with acting(self.identities["practice_manager", "own"]):
            assert self.cleared.identity
            restriction.restrict(
                person=self.persons["restricted"],
                reason="Works here as a nurse",
                cleared=[self.cleared.identity],
                now=self.now,
            )

    def person(self, name: str, place: UUID) -> UUID:
        made = uuid7(self.now)
        with acting(given.SYSTEM):
            register(
                person=NewPerson(
                    id=made,
                    organisation=place,
                    given_name=name,
                    family_name="Matrix",
                    birth_date=date(1984, 5, 6),
                    sex="female",
                ),
                now=self.now - timedelta(days=2),
            )
        return made

    def _requests(self) -> dict[str, UUID]:
        ward, own = self.street, self.places["own"]
        ours = {"person": self.persons["own"], "registered": own}
        made = {
            "draft": uuid7(self.now),
            "own": ward.request(device_hash=hash_of("the token of a device"), **ours),
            "served": ward.request(serving=self.places["hub"], **ours),
            "referred": ward.sore_throat(),
            "hidden": ward.request(hidden=True, **ours),
            "closed": ward.request(state="closed", closed_at=self.now, outcome="done", **ours),
            "restricted": ward.request(person=self.persons["restricted"], registered=own),
            "neighbours": ward.request(
                organisation=self.places["neighbour"],
                person=self.persons["neighbours"],
                registered=self.places["neighbour"],
            ),
        }
        self.referral = ward.refer(made["referred"])
        return made

    def people(self) -> list[Asker]:
        """Those without a role, each with a new browser."""
        made = {name: Client() for name in PEOPLE}
        made["device"].cookies[DEVICE] = self.device
        keep = HttpResponse()
        keep_open(keep, self.token, self.requests["own"])
        made["link"].cookies.update(keep.cookies)
        for name, person in (("person", self.persons["own"]), ("proxy", self.proxy)):
            with acting(person_sessions.DOOR):
                made[name].cookies[person_sessions.COOKIE] = person_sessions.sign_in(person, name, self.now)
        return [Asker(name, "", browser) for name, browser in made.items()]

    def staff(self) -> list[Asker]:
        """Those with one, each in their organisation."""
        return [
            Asker(role, place, self.street.browser(who)) for (role, place), who in self.identities.items()
        ]

    def fill(self, route: str, thing: str) -> str:
        """The address of a route, about one thing."""
        with acting(given.SYSTEM):
            [(code,)] = query(
                "select ods_code from directory_organisation where id = %s", [self.places["own"]]
            )
        values = {
            "<str:ods>": code, "<str:token>": self.token, "<uuid:draft>": self.requests.get(thing, uuid4()),
            "<uuid:own>": self.requests.get(thing, uuid4()), "<uuid:person>": self.persons.get(thing, uuid4()),
            "<uuid:case>": uuid4(), "<int:alarm>": 1, "<uuid:proxy>": uuid4(), "<str:name>": "back_pain_now", "<slug:kind>": "gp", "<slug:problem>": "sore_throat",
        }  # fmt: skip
        address = "/" + route
        if route.startswith("staff/person/"):
            values["<uuid:id>"] = self.persons.get(thing, uuid4())
        elif route.startswith(("staff/request/", "staff/print/")):
            values["<uuid:id>"] = self.requests.get(thing, uuid4())
        elif route.startswith("staff/referral/"):
            values["<uuid:id>"] = self.referral if thing == "referred" else uuid4()
        elif route.startswith("staff/settings/team/"):
            values["<uuid:id>"] = self.identities["receptionist", "own"].identity or uuid4()
        else:
            values["<uuid:id>"] = uuid4()
        if route.startswith("staff/join/"):
            values["<str:token>"] = "guessed"
        values["<slug:verb>"] = VERB.get(route, "")
        for part, value in values.items():
            address = address.replace(part, str(value))
        assert "<" not in address, address
        return address


VERB = {
    "staff/request/<uuid:id>/<slug:verb>": "take", "staff/account/<slug:verb>": "end", "staff/referral/<uuid:id>/<slug:verb>": "take",
    "staff/person/<uuid:id>/proxies/<slug:verb>": "grant",
}  # fmt: skip


def routes() -> list[str]:
    """Every address of the program, named or not."""

    def walk(found: list[Any], before: str) -> Iterator[str]:
        for one in found:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                yield route

    return list(dict.fromkeys(walk(get_resolver().url_patterns, "")))


def outcome(answer: Any) -> str:
    """What became of it, in a word."""
    status, to = answer.status_code, answer.get("Location", "")
    if status == 401 or to.startswith(("/staff/sign-in", "/mine/sign-in", "/staff/confirm")):
        return "sign in"
    if status == 303 and to.startswith("/r/") and to.endswith("/"):
        return "sign in"
    return {403: "no", 404: "absent", 405: "no such method", 410: "absent"}.get(
        status, "in" if status < 500 else f"fault {status}"
    )
