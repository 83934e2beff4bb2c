"""What requests do when somebody’s leave to act changes, and when a person dies or lives after all."""

from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from weald.foundation.access import actor, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text
from weald.services.appointments import actions as appointments
from weald.services.directory import queries as directory
from weald.services.messages.actions import call_backs, notify, withdraw
from weald.services.people.events import Died, DiedInError, ProxyChanges
from weald.services.people.queries import family
from weald.services.referrals import actions as referrals
from weald.services.requests.reach import reach


def proxy_changes(event: ProxyChanges) -> None:
    """Tell whoever acts, and the young person themself where they have an address of their own."""
    row = family.proxy(event.proxy)
    if row is None:
        return
    ward = family.person(row.person)
    helper = family.person(row.proxy)
    name = "proxy_ends" if event.ends else "proxy_review"
    if ward is None:
        return
    values = {"date": date_text(event.on), "practice": directory.practice_by_id(ward.organisation).name}
    for whom, template in ((helper, name), (ward, f"{name}_own")):
        if whom is None:
            continue
        by, to = reach(whom.contact_by, whom.phone, whom.email)
        # A child's record often holds a parent's number: that is no address of their own.
        if to and not (whom is ward and family.reaches_proxy(ward.id, to)):
            notify(
                organisation=ward.organisation, person=whom.id, key=f"{template}:{event.key}", by=by, to=to,
                template=template, values=values, now=timezone.now(),
            )  # fmt: skip


_OPEN = "select id from requests_request where person = %s and state <> 'closed' order by id"
_REFERRED = "select referral from requests_request where id = any(%s) and referral is not null"
_CALL_BACKS = (
    "select c.id from messages_callback c join requests_request r on r.id = c.request_id"
    " where r.person = %s and c.state <> 'done'"
)
_CLOSE = """
with changed as (
    update requests_request set state = 'closed', closed_at = %(now)s, outcome = 'died', wants = '', owner = null,
        owner_name = '', taken_at = null, holder = organisation, referral = null, version = version + 1
    where id = any(%(requests)s) and state <> 'closed' returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, %(identity)s, 'died', '', %(note)s, 'died:' || %(key)s || ':' || id from changed
on conflict (key) do nothing
"""
_AHEAD = """
select id from appointments_appointment where person = %s and state in ('booked', 'arrived') and ends_at > %s
union select a.id from appointments_appointment a join requests_request r on r.id = a.request_id
    where r.person = %s and a.state in ('booked', 'arrived') and a.ends_at > %s
"""


def died(event: Died) -> None:
    """Nothing waits for somebody who died and nobody writes to them: appointments ahead are given back, messages taken
    back, open requests closed without a notice. In the transaction that notes the death."""
    now = timezone.now()
    for (appointment,) in query(_AHEAD, [event.person, now, event.person, now]):
        appointments.cancel(appointment=appointment, now=now, why="died")
    requests = [row[0] for row in query(_OPEN, [event.person])]
    for (referral,) in query(_REFERRED, [requests]):
        # Where a pharmacist has it already, they finish it; it comes back to a closed request.
        with suppress(Refused):
            referrals.recall(referral=referral, now=now)
    for (call_back,) in query(_CALL_BACKS, [event.person]):
        call_backs.end(call_back=call_back, now=now)
    everything = [
        row[0] for row in query("select id from requests_request where person = %s", [event.person])
    ]
    back = withdraw(requests=everything, person=event.person, why="died", now=now)
    note = f"The person died. Appointments ahead are cancelled; {back} messages that were not sent yet are taken back."
    who = actor()
    query(
        _CLOSE,
        {
            "requests": requests,
            "now": now,
            "by": who.name,
            "identity": who.identity,
            "note": note,
            "key": event.key,
        },
    )
    record("requests.died", [event.person, *requests])


_REOPEN = """
with changed as (
    update requests_request set state = case when confirmed_at is null then 'waiting' else 'confirmed' end,
        closed_at = null, outcome = '', serving = null, version = version + 1
    where person = %(person)s and state = 'closed' and outcome = 'died' and closed_at >= %(since)s
    returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, %(identity)s, 'reopened', '', %(note)s, 'lives:' || %(key)s || ':' || id from changed
on conflict (key) do nothing
"""
LIVES = (
    "The death was recorded in error. Appointments that were cancelled, and messages that were taken back, do not come"
    " back: book again, and write again."
)


def lives(event: DiedInError) -> None:
    """Open again what the death closed, as far as it can be; the story says what cannot."""
    now = timezone.now()
    who = actor()
    query(
        _REOPEN,
        {
            "person": event.person, "since": datetime.fromisoformat(event.recorded_at), "now": now, "by": who.name,
            "identity": who.identity, "note": LIVES, "key": event.key,
        },
    )  # fmt: skip
    record("requests.lives", [event.person])
