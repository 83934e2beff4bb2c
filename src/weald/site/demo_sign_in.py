"""The sign-in of the demonstration: it believes whoever is chosen, and exists only where all people are made up."""

from uuid import UUID

from django.conf import settings
from django.db import connection

from weald.foundation.access import Forbidden
from weald.foundation.access.ports import Member, Place
from weald.services.directory import queries as directory

_PLACES = (
    "select distinct o.id, o.name, o.ods_code, o.postcode from directory_organisation o"
    " join access_rolebinding b on b.party = o.id join access_identity i on i.id = b.identity_id and i.active"
    " where o.synthetic order by o.name limit 8"
)
_MEMBERS = (
    "select i.id, i.name, array_agg(b.role order by b.role) from access_identity i"
    " join access_rolebinding b on b.identity_id = i.id where b.party = %s and i.active group by 1, 2 order by 2"
)


class DemoSignIn:
    """Implements `SignIn`. Cannot be made outside of the demonstration, whatever somebody sets."""

    demonstration = True

    def __init__(self) -> None:
        if not settings.DEMO:
            raise Forbidden("The demonstration's sign-in does not exist here. Set up a real one.")

    def places(self, text: str) -> tuple[Place, ...]:
        """Practices that fit; without a text some of those where somebody can sign in."""
        if text:
            found = directory.find_practices(text, limit=12)
            return tuple(Place(one.id, one.name, f"{one.ods_code}, {one.postcode}") for one in found)
        with connection.cursor() as cursor:
            cursor.execute(_PLACES)
            return tuple(
                Place(id_, name, f"{code}, {postcode}") for id_, name, code, postcode in cursor.fetchall()
            )

    def members(self, place: UUID) -> tuple[Member, ...]:
        """Everybody who holds a role there."""
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERS, [place])
            return tuple(Member(identity, name, tuple(roles)) for identity, name, roles in cursor.fetchall())

    def vouch(self, *, identity: UUID, place: UUID) -> None:
        """Whoever holds a role there may."""
        if all(one.identity != identity for one in self.members(place)):
            raise Forbidden("Nobody of that name works there. Choose somebody from the list.")
