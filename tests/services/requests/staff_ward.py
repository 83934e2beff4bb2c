"""A practice with its staff and requests, as the tests of the staff pages begin."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from tests import given
from weald.foundation.access import Actor, acting, query, sessions
from weald.foundation.access.models import Identity, RoleBinding
from weald.services.requests.actions import booking
from weald.services.requests.queries.care import RequestRow, request_row

RULE = "low_back_pain.otherwise"


class Ward:
    """Two clinicians and a receptionist in one practice; another practice beside it. It begins at `given.NOW`, or now."""

    def __init__(self, now: datetime = given.NOW) -> None:
        self.now = now
        self.practice = given.practice(self_service=False)
        self.elsewhere = given.practice()
        self.reed = self.somebody("Dr Amara Reed")
        self.okafor = self.somebody("Dr Tom Okafor")
        self.desk = self.somebody("Priya Shah", "receptionist")
        self.outsider = self.somebody("Dr Ben Ward", party=self.elsewhere)

    def somebody(self, name: str, role: str = "clinician", party: UUID | None = None) -> Actor:
        """A member of staff who can sign in."""
        party = party or self.practice
        identity = uuid4()
        Identity.objects.create(id=identity, name=name, sign_in=identity.hex)
        RoleBinding.objects.create(identity_id=identity, role=role, party=party)
        return given.staff(party, role, name=name, identity=identity)

    def request(
        self, *, organisation: UUID | None = None, rule: str = RULE, within: str = "P7D", **columns: Any
    ) -> UUID:
        """A request with the decision of a rule."""
        columns = {
            "sent_at": self.now,
            "due_at": self.now + timedelta(days=7),
            "self_service": False,
            "phone": "+447700900001",
        } | columns
        organisation = organisation or self.practice
        with acting(given.SYSTEM):
            [made] = given.requests(organisation, **columns)
            query(
                "insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule,"
                " because, ruled_out, safety_net, advice, release, reason)"
                " select organisation, id, sent_at, 'the triage rules', level, service, %s, 'You need an appointment.',"
                " %s, %s, '[]', '[\"Call 999 if you cannot feel your legs.\"]', '[]', 'abc', '' from requests_request where id = %s",
                [
                    within,
                    rule,
                    '[{"rule": "r", "text": "Most backs get better.", "findings": {}, "sources": []}]',
                    made,
                ],
            )
        return made

    def books(self, request: UUID, now: datetime | None = None) -> UUID:
        """Dr Reed books the request; its slot."""
        with acting(given.SYSTEM):
            [slot] = given.slots(self.practice)
        with acting(self.reed):
            booking.book(request=request, slot=slot, key=f"book {request}", now=now or self.now)
        return slot

    def row(self, request: UUID) -> RequestRow:
        """The request as it is now."""
        with acting(given.SYSTEM):
            found = request_row(request)
        assert found is not None
        return found

    def story(self, request: UUID) -> list[tuple[str, str, str]]:
        """Kind, told and note of every line."""
        with acting(given.SYSTEM):
            return query(  # type: ignore[return-value]
                "select kind, told, note from requests_entry where request_id = %s order by id", [request]
            )

    def audit(self, verb: str) -> list[tuple[str, list[str]]]:
        """Who left a trace of this verb, on which rows."""
        with acting(given.SYSTEM):
            return query(  # type: ignore[return-value]
                "select name, array(select jsonb_array_elements_text(subjects)) from access_auditrow where verb = %s order by id",
                [verb],
            )

    def notices(self) -> list[str]:
        """The templates of all notices."""
        with acting(given.SYSTEM):
            return [
                row[0] for row in query("select template from messages_notification order by made_at, id")
            ]

    def browser(self, who: Actor) -> Client:
        """A browser in which somebody is signed in."""
        assert who.identity is not None
        assert who.party is not None
        client = Client()
        client.cookies[sessions.COOKIE] = sessions.sign_in(who.identity, who.party, timezone.now())
        return client
