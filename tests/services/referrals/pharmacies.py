"""A practice, two pharmacies near it, and the people who work there, as the tests of referrals begin."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, acting, query
from weald.services.directory.models import Neighbourhood, Service
from weald.services.referrals import actions, queries
from weald.services.requests.actions import referring
from weald.services.requests.queries.queue import queue

CONSULTED: dict[str, Any] = {
    "outcome": "treated", "gateway": "yes", "found": "Red throat, FeverPAIN 4", "medicine": "Phenoxymethylpenicillin",
    "pgd": True, "told": "Take all of the tablets.", "level": "",
}  # fmt: skip
"""A consultation with a treatment."""
VERIFIED = {"checked": tuple(referring.CHECKED), "note": "Sore for four days", "reason": "", "sure": False}


class Street(Ward):
    """A ward whose neighbourhood has two pharmacies, with two pharmacists in the first and one in the second."""

    def __init__(self, now: datetime = given.NOW) -> None:
        super().__init__(now)
        near = uuid4()
        Neighbourhood.objects.create(id=near, code=near.hex, name="Test neighbourhood")
        query_near = "update directory_organisation set neighbourhood_id = %s where id = %s"
        with acting(given.SYSTEM):
            query(query_near, [near, self.practice])
        self.pharmacy, self.other_pharmacy = (self._pharmacy(near) for _ in range(2))
        self.rose = self.somebody("Rose Pharmacist", "pharmacist", self.pharmacy)
        self.jay = self.somebody("Jay Pharmacist", "pharmacist", self.pharmacy)
        self.stranger = self.somebody("Sam Elsewhere", "pharmacist", self.other_pharmacy)

    def _pharmacy(self, near: UUID) -> UUID:
        made = given.practice(kind="pharmacy", neighbourhood=near)
        given.week(made)
        Service.objects.create(
            id=uuid4(), organisation_id=made, kind="community_pharmacy", name="Pharmacy First"
        )
        return made

    def sore_throat(self, **columns: Any) -> UUID:
        """A request that the rules sent to a pharmacy."""
        return self.request(
            **{
                "level": "self_care",
                "service": "community_pharmacy",
                "problem": "sore_throat",
                "problem_name": "Sore throat",
                "words": "my throat hurts",
            }
            | columns
        )

    def refer(self, request: UUID, *, key: str = "refer", to: UUID | None = None, **changed: Any) -> UUID:
        """Refer it as Dr Reed; the referral."""
        values = VERIFIED | {"version": self.row(request).version, "to": to or self.pharmacy} | changed
        with acting(self.reed):
            referring.refer(request=request, key=key, now=self.now, **values)
        with acting(given.SYSTEM):
            found = queries.latest(request)
        assert found is not None
        return found.id

    def referral(self, referral: UUID) -> queries.ReferralRow:
        """The referral as it is now."""
        with acting(given.SYSTEM):
            found = queries.referral(referral)
        assert found is not None
        return found

    def in_queue(self, show: str = "all", who: Actor | None = None) -> set[UUID]:
        """The requests in the practice's queue, as a member of staff reads it."""
        with acting(who or self.reed):
            return {row.id for row in queue(kind="clinical", show=show, text="", now=self.now)[1]}

    def at_pharmacy(self, who: Actor | None = None) -> set[UUID]:
        """The requests on a pharmacy's worklist, as a pharmacist reads it."""
        with acting(who or self.rose):
            return {row.request_id for row in queries.worklist()}

    def consult(self, referral: UUID, who: Actor | None = None, key: str = "consult", **changed: Any) -> None:
        """Record a consultation."""
        with acting(who or self.rose):
            actions.consult(referral=referral, key=key, now=self.now, **(CONSULTED | changed))
