"""Addresses at which a person is reached for certain."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused

BY_CODE = "a code sent there"

_VERIFY = """
insert into people_contact (organisation, person, by, "to", verified_at, verified_by)
select p.organisation, p.id, %(by)s, %(to)s, %(now)s, %(how)s from people_person p where p.id = %(person)s
on conflict (person, "to") do nothing
"""


def check_with_person(*, person: UUID, by: str, now: datetime) -> None:
    """Staff checked the mobile number or email on the record with the person themself, at the desk or by calling it."""
    who = actor()
    authorise(who, "people.change")
    rows = query("select organisation, phone, email from people_person where id = %s", [person])
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    authorise(who, "people.change", rows[0][0])
    to = {"sms": rows[0][1], "email": rows[0][2]}.get(by, "")
    if not to:
        raise Refused("Their record has no such address. Add it first.")
    query(_VERIFY, {"person": person, "by": by, "to": to, "now": now, "how": who.name})
    record("people.check_contact", [person], by)


def reached_by_code(*, person: UUID, by: str, to: str, now: datetime) -> None:
    """A code that was sent to this address was entered: whoever reads it there is the person. Call it as the system."""
    query(_VERIFY, {"person": person, "by": by, "to": to, "now": now, "how": BY_CODE})
    record("people.check_contact", [person], BY_CODE)
