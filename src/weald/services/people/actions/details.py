"""Putting right what somebody is called and how they are reached."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import Forbidden, actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.people.details import CHECKED, CHECKS, NAMES, NOT_SURE, UNSURE, Details, check, differing

_LOAD = """
select organisation, died_on is not null, given_name, family_name, phone, email, contact_by, postcode
from people_person where id = %s and merged_into is null for no key update
"""
_CHANGE = """
update people_person set given_name = %(given_name)s, family_name = %(family_name)s, phone = %(phone)s, email = %(email)s,
    contact_by = %(contact_by)s, postcode = %(postcode)s where id = %(person)s
"""
_KEEP = """
insert into people_detailchange (organisation, person, detail, before, after, at, by, identity, checked)
select %(organisation)s, %(person)s, c.detail, c.before, c.after, %(now)s, %(by)s, %(identity)s, %(checked)s
from unnest(%(details)s::text[], %(before)s::text[], %(after)s::text[]) as c (detail, before, after)
"""


class ChangedMeanwhile(Refused):
    """The details are not as somebody saw them who changes them; `now` is what they are, nothing was written."""

    def __init__(self, now: Details) -> None:
        super().__init__(
            "Somebody changed these details while you were at it, and nothing of yours is written yet. What they changed"
            " stands in the boxes now, beside what you typed. Look at it, and press again."
        )
        self.now = now


@dataclass(frozen=True, slots=True)
class Changed:
    """What a person's details were and are; `details` names those that differ, none where it had been done already."""

    organisation: UUID
    before: Details
    after: Details
    details: tuple[str, ...]


def change_details(
    *, person: UUID, seen: Details, new: Details, checked: str, why: str = "", now: datetime
) -> Changed:
    """Write down what was told, with what stood there before; said again it changes nothing. `checked` is how whoever told it
    was known, one of CHECKS; the audit says it, and `why` something was done otherwise than it is done.

    Raises ChangedMeanwhile where the details are not as they were `seen`; Refused where nobody was sure who asks, where what is
    told cannot be, and where the person is not there or has died; Forbidden for another practice's person.
    """
    who = actor()
    authorise(who, "people.change")
    if checked not in CHECKS:
        raise Refused(NOT_SURE if checked == UNSURE else "Choose how you know who asks.")
    rows = query(_LOAD, [person])
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    organisation, died, *kept = rows[0]
    own_practice_only(organisation)
    if died:
        raise Refused("This person has died: their details stay as they were.")
    before = Details(**dict(zip(NAMES, kept, strict=True)))
    details = differing(before, new)
    if not details:
        return Changed(organisation, before, new, ())
    if seen != before:
        raise ChangedMeanwhile(before)
    check(new.given_name, new.family_name, new.contact_by)
    _check_reachable(new)
    query(_CHANGE, {**{name: getattr(new, name) for name in NAMES}, "person": person})
    query(
        _KEEP,
        {
            "organisation": organisation, "person": person, "now": now, "by": who.name, "identity": who.identity,
            "checked": checked, "details": list(details), "before": [getattr(before, one) for one in details],
            "after": [getattr(new, one) for one in details],
        },
    )  # fmt: skip
    # What stood there stands in the rows that only who may see the person reads: the audit says which details, and no more.
    named = ", ".join(NAMES[one] for one in details)
    record("people.change_details", [person], "; ".join(filter(None, (named, CHECKED[checked], why))))
    return Changed(organisation, before, new, details)


def own_practice_only(organisation: UUID) -> None:
    """Raise Forbidden for somebody who is registered with another practice, also while they are registered here for a time."""
    if actor().party not in {organisation, None}:
        raise Forbidden("They are registered elsewhere: their own practice changes their details. Tell it.")


def _check_reachable(new: Details) -> None:
    """Raise Refused where the way of contact has no number or address."""
    if new.contact_by in {"sms", "phone"} and not new.phone:
        raise Refused("Enter a phone number, or choose another way to reach them.")
    if new.contact_by == "email" and not new.email:
        raise Refused("Enter an email address, or choose another way to reach them.")
