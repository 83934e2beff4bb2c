"""Who works in the actor's organisation, what they may do, and until when they are here today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.foundation.access import ROLES, actor, query
from weald.services.appointments import queries as appointments

_STAFF = (
    "select i.id, i.name, array_agg(distinct b.role), p.id, array_agg(distinct o.service) filter (where o.service is not null)"
    " from access_identity i join access_rolebinding b on b.identity_id = i.id"
    " left join directory_professional p on p.identity = i.id"
    " left join directory_position o on o.professional_id = p.id and o.organisation_id = b.party"
    " where b.party = %s and i.active group by i.id, i.name, p.id order by i.name"
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be handed a request; `until` is when their last session of today ends."""

    identity: UUID
    name: str
    verbs: frozenset[str]
    services: frozenset[str]
    until: datetime | None

    @property
    def decides(self) -> bool:
        """Whether they may decide clinical requests."""
        return "requests.decide" in self.verbs

    def could_answer(self, kind: str, service: str) -> bool:
        """Whether their role and skill fit: a clinical request needs somebody who may decide."""
        if kind != "clinical":
            return "requests.resolve_administrative" in self.verbs
        return self.decides and (not self.services or bool({service, "gp"} & self.services))


def colleagues(now: datetime) -> tuple[Colleague, ...]:
    """Everybody with a role in the actor's organisation, those on duty now or later today first."""
    party = actor().party
    if party is None:
        return ()
    here = {
        professional: until
        for professional, _, _, until in appointments.on_duty(party, now, now + timedelta(hours=12))
    }
    found = (
        Colleague(identity, name, _verbs(roles), frozenset(services or ()), here.get(professional))
        for identity, name, roles, professional, services in query(_STAFF, [party])
    )
    able = (one for one in found if "requests.take" in one.verbs)
    return tuple(sorted(able, key=lambda one: (one.until is None, one.name)))


def _verbs(roles: list[str]) -> frozenset[str]:
    return frozenset().union(*(ROLES[role].may for role in roles if role in ROLES))
