"""Report something, and say what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from weald.foundation.access import Basis, actor, authorise, query, record
from weald.foundation.database.identifiers import reference
from weald.foundation.refusal import Refused

REVIEW = "safety.review"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports, in the fields of the national record (see `taxonomy`)."""

    id: UUID
    organisation: UUID
    page: str
    kind: str
    what: str
    day: date | None
    about_when: str
    at: time | None
    place: str
    physical_harm: str
    psychological_harm: str
    agents: tuple[str, ...]
    immediate_actions: str
    learn: str
    contact: str = ""


_REPORT = """
insert into safety_safetyevent (id, reference, organisation, reported_at, reporter, by, contact, page, kind, what, day,
    about_when, at, place, physical_harm, psychological_harm, agents, immediate_actions, learn, reviewed_by, finding, lfpse)
values (%(id)s, %(reference)s, %(organisation)s, %(now)s, %(reporter)s, %(by)s, %(contact)s, %(page)s, %(kind)s, %(what)s,
    %(day)s, %(about_when)s, %(at)s, %(place)s, %(physical_harm)s, %(psychological_harm)s, %(agents)s::text[],
    %(immediate_actions)s, %(learn)s, '', '', '')
"""


def report(*, report: Report, now: datetime) -> str:
    """Keep a report and give its reference, to be spoken. Sent twice it is kept once.

    Staff report for their own organisation; everybody else without signing in, and unnamed unless they leave a contact.
    """
    who = actor()
    staff = who.basis is Basis.STAFF
    if staff:
        authorise(who, "safety.report", report.organisation)
    if not report.what.strip():
        raise Refused("Say what happened.")
    # Of the same form it is the same reference: nothing has to be read back, which the public could not.
    spoken = reference(report.id.int & (1 << 35) - 1)
    values = {name: getattr(report, name) for name in Report.__slots__} | {
        "now": now, "reference": spoken, "reporter": "staff" if staff else "public", "by": who.name if staff else "",
        "agents": list(report.agents),
    }  # fmt: skip
    try:
        with transaction.atomic():
            query(_REPORT, values)
    except IntegrityError:
        # It is here already. `on conflict` would have to read the row, which the public may not.
        return spoken
    record("safety.report", [report.id])
    return spoken


def review(*, event: UUID, finding: str, lfpse: str, now: datetime) -> None:
    """Say what was done and learned, and under which reference the national service has it. Can be said anew; the
    audit keeps what stood there before."""
    who = actor()
    authorise(who, REVIEW)
    if not finding.strip():
        raise Refused("Say what was done and what was learned.")
    before = query("select finding, lfpse from safety_safetyevent where id = %s for update", [event])
    if not before:
        raise Refused("This report cannot be found.")
    query(
        "update safety_safetyevent set reviewed_at = %s, reviewed_by = %s, finding = %s, lfpse = %s where id = %s",
        [now, who.name, finding, lfpse, event],
    )
    record("safety.review", [event], " / ".join(before[0]) + f" → {finding} / {lfpse}")
