"""What becomes of a request at a pharmacy: told by events of the room below, in the transaction of whoever works there."""

from uuid import UUID

from weald.foundation.access import actor, query, record
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.referrals import queries as referrals
from weald.services.referrals.actions import GONE
from weald.services.referrals.events import Accepted, Reported
from weald.services.referrals.models import ANSWERS
from weald.services.referrals.queries import ReportRow
from weald.services.referrals.words import came_back, consultation_words
from weald.services.requests.actions.care import add_decision
from weald.services.requests.actions.stories import OF_CHANGED
from weald.services.requests.actions.telling import tell
from weald.services.requests.due import due_at
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.queries.care import RequestRow, request_row
from weald.services.requests.queries.promises import promises

SENT_TO = {"now": "emergency_999", "today": "gp"}
"""Whom somebody needs whom a pharmacist sends back because it is urgent."""

_ACCEPTED = (
    f"with changed as (select id, organisation from requests_request where id = %(request)s) {OF_CHANGED}"
)
_CLOSED = f"""
with changed as (
    update requests_request set state = 'closed', closed_at = %(now)s, outcome = 'pharmacy', wants = '',
        version = version + 1
    where id = %(request)s and referral = %(referral)s and state = 'referred' returning id, organisation
) {OF_CHANGED}"""
_RETURN = (
    "select requests_return(%(request)s, %(referral)s, %(level)s, %(due)s, %(why)s, %(told)s, %(note)s, %(kind)s,"
    " %(key)s, %(now)s)"
)


def accepted(event: Accepted) -> None:
    """Somebody there has it: the practice and the person can see that."""
    found = referrals.received(event.referral)
    if found is None or found.taken_at is None:
        return
    place = directory.practice_by_id(found.to_organisation).name
    query(
        _ACCEPTED,
        _line(
            event.request, event.referral, f"accepted:{event.key}", found.taken_at, "accepted",
            f"A pharmacist at {place} has read your request.", "",
        ),
    )  # fmt: skip


def reported(event: Reported) -> None:
    """Close what was answered there; take the rest back into the practice's queue as it was, or more urgent.

    Raises Refused where the request left the pharmacy meanwhile: then the report is not written either.
    """
    report, asked = referrals.report(event.report), request_row(event.request)
    # From here on nobody else changes the request; whoever was faster is seen.
    held = query(
        "select 1 from requests_request where id = %s and referral = %s and state = 'referred' for no key update",
        [event.request, event.referral],
    )
    if report is None or asked is None or not held:
        raise Refused(GONE)
    key = f"reported:{event.key}"
    if report.outcome in ANSWERS:
        _close(event, asked, report, key)
    else:
        _take_back(event, asked, report, key)
    record("requests.reported", [event.request], report.outcome)


def _close(event: Reported, asked: RequestRow, report: ReportRow, key: str) -> None:
    if asked.wants in AT_ONCE:
        raise Refused(
            "They have told us since then of what may be an emergency. Read their messages, and send them back as urgent."
        )
    place = directory.practice_by_id(report.to_organisation).name
    told = f"{place} has answered your request. {report.told}"
    query(
        _CLOSED,
        _line(event.request, event.referral, key, report.at, "treated", told, consultation_words(report)),
    )
    tell(asked, "pharmacy_answered", key=key, now=report.at, values={"pharmacy": place})


def _take_back(event: Reported, asked: RequestRow, report: ReportRow, key: str) -> None:
    practice = directory.practice_by_id(asked.organisation)
    place, urgent = directory.practice_by_id(report.to_organisation).name, report.outcome == "urgent"
    due, told = asked.due_at, f"{place} has sent your request back to us. {practice.name} will contact you."
    if urgent:
        promise = promises(content.current())[report.level]
        due = due_at(report.level, promise.within, report.at, practice.hours)
        service = SENT_TO[report.level]
        told = f"{place} found that you need help sooner. {promise.texts[service]}"
        add_decision(
            asked, level=report.level, service=service, within=promise.within, text=promise.texts[service], keeps_advice=False,
            reason=report.found, now=report.at,
        )  # fmt: skip
    if report.told:
        told = f"{told} {report.told}"
    # After the return the request is out of the pharmacy's sight: everything else is written before.
    tell(
        asked,
        "pharmacy_urgent" if urgent else "pharmacy_returned",
        key=key,
        now=report.at,
        values={"pharmacy": place},
    )
    line = _line(
        event.request, event.referral, key, report.at, "escalated" if urgent else "returned", told,
        consultation_words(report),
    )  # fmt: skip
    back = query(_RETURN, line | {"level": report.level, "due": due, "why": came_back(place, report)})
    if not back[0][0]:
        raise Refused(GONE)


def _line(
    request: UUID, referral: UUID, key: str, now: object, kind: str, told: str, note: str
) -> dict[str, object]:
    who = actor()
    return {
        "request": request, "referral": referral, "key": key, "now": now, "kind": kind, "told": told, "note": note,
        "by": who.name, "identity": who.identity,
    }  # fmt: skip
