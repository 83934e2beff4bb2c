"""Tell the person that something happened: one notice, in the transaction of what it tells of."""

from collections.abc import Mapping
from datetime import datetime

from weald.services.directory import queries as directory
from weald.services.messages.actions import notify
from weald.services.requests.actions.submit import add_link, private_address
from weald.services.requests.queries.care import RequestRow
from weald.services.requests.reach import reach


def tell(
    asked: RequestRow,
    template: str,
    *,
    key: str,
    now: datetime,
    values: Mapping[str, str] | None = None,
    link: bool = False,
) -> None:
    """Put the notice into the outbox, with a private link of its own where the text has one (`link`).

    Whom no written notice can reach gets none: their page shows it, and staff see that they must phone. No notice
    names a health problem.
    """
    by, to = reach(asked.contact_by, asked.phone, asked.email)
    if not to:
        return
    practice = directory.practice_by_id(asked.organisation)
    told = {"practice": practice.name, "reference": asked.reference, **(values or {})}
    if link:
        told["link"] = private_address(add_link(request=asked.id, organisation=asked.organisation, now=now))
    notify(
        organisation=asked.organisation, request=asked.id, key=f"{template}:{asked.id}:{key}", by=by, to=to,
        template=template, values=told, now=now,
    )  # fmt: skip
