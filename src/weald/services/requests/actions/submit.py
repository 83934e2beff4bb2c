"""Sending a request: it is assessed once more from the stored answers, written whole, and never twice.

The id of the draft becomes the id of the request, so that a double click, a retry and a second tab all find the same one.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from orjson import loads

from weald.engines.promises import URGENT
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.directory.queries import Practice
from weald.services.messages.actions import notify
from weald.services.people import actions as people
from weald.services.people.needs import CHILDREN_NEVER, known
from weald.services.requests.actions import again
from weald.services.requests.actions.safety_net import after_advice
from weald.services.requests.actions.submission import Incomplete, Submission, values_of
from weald.services.requests.reach import others, reach

__all__ = [
    "Incomplete",
    "Submission",
    "Submitted",
    "add_link",
    "enter",
    "private_address",
    "submit",
    "submit_many",
]

ENTERED = ("phone", "walk_in", "partner")
"""The ways by which staff enter a request for somebody."""

LINK_LIFE = timedelta(days=14)
"""How long a private link opens; a new one can be asked for at any time."""


@dataclass(frozen=True)
class Submitted:
    """A request that is safely written."""

    request: UUID
    reference: str
    link_token: str


def submit(*, draft: UUID, now: datetime, shared: bool = False) -> Submitted:
    """Send a draft. Sent again, it is the same request, with a further private link of its own. `shared`: a young person
    lets those who act for them see it.

    Raises Incomplete while a question is open, Refused where there is no such draft.
    """
    rows = query(_DRAFT, [draft])
    if not rows:
        raise Refused("This form cannot be found. Start again from your practice’s page.")
    (
        organisation, device_hash, for_whom, born, sex, kind, words, problem, answers, about, sent_at, person, asker,
        channel,
    ) = rows[0]  # fmt: skip
    if sent_at is None:
        stated = loads(about)
        said: dict[str, Any] = {name: stated.get(name) or "" for name in _ABOUT}
        submission = Submission(
            id=draft,
            organisation=organisation,
            kind=kind or "clinical",
            problem=problem,
            words=words,
            answers=loads(answers),
            for_whom=for_whom or "me",
            birth_date=born,
            sex=sex or "unknown",
            device_hash=bytes(device_hash),
            channel=channel,
            person=person,
            asker=asker,
            shared=shared,
            needs=known(stated.get("needs") or ()),
            language=stated.get("language") or "",
            again=stated.get("asked_before") or "",
            **said,
        )
        values = values_of(submission, now)
        _insert(values, now)
        query("update requests_draft set sent_at = %s where id = %s", [now, draft])
        record("requests.submit", [draft])
    found = query("select reference, birth_date is not null from requests_request where id = %s", [draft])
    spoken, can_return = found[0]
    token = ""
    if can_return:
        token = add_link(request=draft, organisation=organisation, now=now)
    if sent_at is None:
        _acknowledge(values, token, now)
    return Submitted(draft, spoken, token)


def enter(*, submission: Submission, now: datetime) -> Submitted:
    """A member of staff enters a request for somebody on the phone or at the desk: the same evidence, the same decision.
    Entered again with the same id it is the same request, with a further private link.

    Raises Forbidden, Incomplete while the decision needs one more answer, Refused where the person cannot be seen.
    """
    authorise(actor(), "requests.enter", submission.organisation)
    if submission.channel not in ENTERED:
        raise Refused("Say whether they phoned or came to the desk.")
    if submission.interprets == "child":
        raise Refused(f"{CHILDREN_NEVER} Nothing was sent: phone an interpreter, and ask again.")
    before = query("select reference from requests_request where id = %s", [submission.id])
    if not before:
        values = values_of(submission, now)
        _insert(values, now)
        if submission.person is not None and set(submission.needs) - set(values["on_record"]):
            people.add_needs(
                person=submission.person, needs=submission.needs, language=submission.language, now=now
            )
        record("requests.enter", [submission.id, *((submission.person,) if submission.person else ())])
    spoken: str = query("select reference from requests_request where id = %s", [submission.id])[0][0]
    token = ""
    if submission.birth_date is not None:
        token = add_link(request=submission.id, organisation=submission.organisation, now=now)
    if not before:
        _acknowledge(values, token, now)
    return Submitted(submission.id, spoken, token)


def submit_many(*, submissions: Iterable[Submission], now: datetime) -> int:
    """Send many at once, each assessed like any other (`sent_at` may lie before `now`); returns how many were new.

    No notices go out and no links are made: this is for loading. One audit row for the batch.
    """
    values = [values_of(one, one.sent_at or now) for one in submissions]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, values)
        # Each that is new leaves one line of its story; where nothing was sent, nothing is counted (-1).
        new: int = max(cursor.rowcount, 0)
    record("requests.submit_many", [], why=f"{new} requests")
    return new


def add_link(*, request: UUID, organisation: UUID, now: datetime, life: timedelta = LINK_LIFE) -> str:
    """Make a private link to a request, which opens for so long, and return its token; we keep only the hash."""
    token = secrets.token_urlsafe(32)
    query(
        "insert into requests_link (token_hash, organisation, request_id, made_at, expires_at, tries)"
        " values (%s, %s, %s, %s, %s, 0)",
        [hash_of(token), organisation, request, now, now + life],
    )
    return token


def private_address(token: str) -> str:
    """The whole address of a private link."""
    return f"{settings.BASE_URL}/r/{token}/"


_ABOUT = ("given_name", "family_name", "asked_by", "nhs_number", "phone", "email", "contact_by")

# The lock makes the second of two clicks wait until the first has been written, and then find it.
_DRAFT = (
    "select organisation, device_hash, for_whom, birth_date, sex, kind, words, problem, answers, about, sent_at,"
    " person, asker, channel from requests_draft where id = %s for update"
)

# The request and its first rows in one statement: all of it or nothing. A reference that is taken already (one in
# thousands of millions) fails the statement, and the person's next click makes another.
_INSERT = """
with new as (
    insert into requests_request (id, reference, organisation, registered, person, identity_level, channel, device_hash,
        kind, self_service, sent_at, for_whom, given_name, family_name, asked_by, birth_date, sex, nhs_number, phone,
        email, contact_by, words, problem, problem_name, level, within, service, red_flag, findings, due_at, state,
        owner_name, version, calls_tried, wants, outcome, holder, hidden, needs, needs_on_record, language, again, follows, contact)
    values (%(id)s, %(reference)s, %(organisation)s, %(registered)s, %(person)s, %(identity_level)s, %(channel)s,
        %(device_hash)s, %(kind)s, %(self_service)s, %(sent_at)s, %(for_whom)s, %(given_name)s, %(family_name)s,
        %(asked_by)s, %(birth_date)s, %(sex)s, %(nhs_number)s, %(phone)s, %(email)s, %(contact_by)s, %(words)s,
        %(problem)s, %(problem_name)s, %(level)s, %(within)s, %(service)s, %(red_flag)s, %(findings)s, %(due_at)s,
        %(state)s, '', 0, 0, '', '', %(organisation)s, %(hidden)s, %(needs)s, %(needs_on_record)s, %(language)s, %(again)s,
        %(follows)s, %(contact)s)
    on conflict (id) do nothing returning id, organisation
), answers as (
    insert into requests_answer (organisation, request_id, at, by, finding, value, position, channel, source)
    select new.organisation, new.id, %(sent_at)s, %(by)s, a.finding, a.value, a.position, %(channel)s, a.source
    from new, jsonb_to_recordset(%(answers)s) as a (finding text, value jsonb, position smallint, source text)
), decision as (
    insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,
        ruled_out, safety_net, advice, release, reason, stands_on)
    select new.organisation, new.id, %(sent_at)s, 'the triage rules', %(level)s, %(service)s, %(within)s, %(text)s,
        %(rule)s, %(because)s, %(ruled_out)s, %(safety_net)s, %(advice)s, %(release)s, '', %(stands_on)s from new
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
select new.organisation, new.id, %(sent_at)s, %(by)s, %(entry)s, %(told)s, %(note)s, 'sent:' || new.id from new
"""


def _insert(values: dict[str, Any], now: datetime) -> None:
    """Write the request with its first rows, and tell the one that it follows."""
    query(_INSERT, values)
    again.tell_first(
        before=values["before"],
        this=values["id"],
        spoken=values["reference"],
        answer=values["again"],
        now=now,
    )


def _acknowledge(values: Mapping[str, Any], token: str, now: datetime) -> None:
    """Tell the person that we have it; whoever was given advice will be asked how they are, where the content says so."""
    if values["state"] == "advised":
        after_advice(
            request=values["id"], organisation=values["organisation"], problem=values["problem"], now=now
        )
    by, to = reach(values["contact_by"], values["phone"], values["email"])
    if not to or not token:
        return
    practice: Practice = directory.practice_by_id(values["organisation"])
    notify(
        organisation=values["organisation"],
        request=values["id"],
        key=f"sent:{values['id']}",
        by=by,
        to=to,
        others=others(by, values["phone"], values["email"]),
        urgent=values["level"] in URGENT,
        template="request_received",
        values={"practice": practice.name, "reference": values["reference"], "link": private_address(token)},
        now=now,
    )
