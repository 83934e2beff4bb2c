"""Tell the person that something happened: one notice, in the transaction of what it tells of."""

from collections.abc import Mapping
from datetime import datetime

from weald.engines.promises import URGENT
from weald.foundation.access import query
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify
from weald.services.requests.actions.submit import add_link, private_address
from weald.services.requests.queries.care import RequestRow
from weald.services.requests.queries.reached import reached_now
from weald.services.requests.reach import others, reach


def tell(
    asked: RequestRow,
    template: str,
    *,
    key: str,
    now: datetime,
    values: Mapping[str, str] | None = None,
    link: bool = False,
    named: str = "",
    not_before: datetime | None = None,
    until: datetime | None = None,
) -> bool:
    """Put the notice into the outbox, with a private link of its own where the text has one (`link`). False where none can reach
    them.

    Whom no written notice can reach gets none: their page shows it, and staff see that they must phone. No notice
    names a health problem. `named` is the notice's own key, where somebody asks later what became of it. From `until` on it is
    not sent any more.
    """
    contact_by, phone, email = reached_now(asked.id, (asked.contact_by, asked.phone, asked.email))
    by, to = reach(contact_by, phone, email)
    if not to:
        return False
    practice = directory.practice_by_id(asked.organisation)
    told = {"practice": practice.name, "reference": asked.reference, **(values or {})}
    if link:
        told["link"] = private_address(add_link(request=asked.id, organisation=asked.organisation, now=now))
    notify(
        organisation=asked.organisation, request=asked.id, key=named or f"{template}:{asked.id}:{key}", by=by, to=to,
        others=others(by, phone, email, _sure_number(asked)), template=template, values=told, now=now,
        urgent=asked.level in URGENT, not_before=not_before, until=until,
    )  # fmt: skip
    return True


def _sure_number(asked: RequestRow) -> str:
    """The stored NHS number of a person whom staff have matched; what somebody typed might be another's."""
    if asked.person is None or asked.identity_level != "verified":
        return ""
    rows = query("select nhs_number from people_person where id = %s and died_on is null", [asked.person])
    return rows[0][0] or "" if rows else ""
