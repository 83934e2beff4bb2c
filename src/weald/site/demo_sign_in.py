"""The sign-in of the demonstration: it believes whoever is chosen, and exists only where all people are made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from weald.foundation.access import Forbidden
from weald.foundation.access.ports import Proven
from weald.foundation.database.identifiers import read_uuid

# The first of every kind, and of practices and pharmacies the first three; or those whose name, code or postcode fits.
_PLACES = """
with placed as (
    select o.id, o.name, o.ods_code, o.postcode, o.kind,
        row_number() over (partition by o.kind order by o.ods_code) as turn
    from directory_organisation o
    where o.synthetic and o.active and exists (
        select 1 from access_rolebinding b join access_identity i on i.id = b.identity_id and i.active where b.party = o.id)
)
select id, name, ods_code, postcode, kind from placed
where case when %(text)s = '' then turn <= case when kind in ('practice', 'pharmacy') then 3 else 1 end
    else position(lower(%(text)s) in lower(concat_ws(' ', name, ods_code, postcode))) > 0 end
order by array_position(array['practice', 'hub', 'pharmacy', 'care_home', 'icb'], kind), ods_code limit 12
"""
KINDS = {
    "practice": "practice", "hub": "neighbourhood hub", "pharmacy": "pharmacy", "care_home": "care home", "icb": "care board",
}  # fmt: skip
_MEMBERS = """
select i.id, i.name, array_agg(b.role order by b.role), coalesce((
    select min(p.service) from directory_professional d join directory_position p on p.professional_id = d.id
    where d.identity = i.id and p.organisation_id = b.party), '')
from access_identity i join access_rolebinding b on b.identity_id = i.id
where b.party = %s and i.active group by i.id, i.name, b.party order by i.name
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that staff can sign in to."""

    id: UUID
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works there: their roles, and the care that they give (empty where they give none)."""

    identity: UUID
    name: str
    roles: tuple[str, ...]
    service: str


class DemoSignIn:
    """Implements `SignIn`. Cannot be made outside of the demonstration, whatever somebody sets."""

    demonstration = True

    def __init__(self) -> None:
        if not settings.DEMO:
            raise Forbidden("The demonstration's sign-in does not exist here. Set up a real one.")

    def places(self, text: str) -> tuple[Place, ...]:
        """Organisations that fit; without a text some of those where somebody can sign in."""
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, {"text": " ".join(text.split())})
            return tuple(
                Place(id_, name, f"{KINDS.get(kind, kind)}, {code}, {postcode}")
                for id_, name, code, postcode, kind in cursor.fetchall()
            )

    def members(self, place: UUID) -> tuple[Member, ...]:
        """Everybody who holds a role there."""
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERS, [place])
            return tuple(
                Member(identity, name, tuple(roles), service)
                for identity, name, roles, service in cursor.fetchall()
            )

    def identify(self, *, sent: Mapping[str, str], now: datetime) -> Proven:
        """Whoever was chosen, where they hold a role."""
        chosen, place = read_uuid(sent.get("identity", "")), read_uuid(sent.get("place", ""))
        if chosen is None or place is None:
            raise Forbidden("Choose who you are from the list.")
        if all(one.identity != chosen for one in self.members(place)):
            raise Forbidden("Nobody of that name works there. Choose somebody from the list.")
        return Proven(chosen, place)
