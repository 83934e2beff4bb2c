"""Sending a request: it is assessed once more from the stored answers, written whole, and never twice.

The id of the draft becomes the id of the request, so that a double click, a retry and a second tab all find the same one.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from msgspec import to_builtins
from orjson import dumps, loads

from weald.engines.triage import Assessment
from weald.foundation.access import Basis, actor, authorise, query, record
from weald.foundation.database.identifiers import reference
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.directory.queries import Practice
from weald.services.library import content
from weald.services.messages.actions import notify
from weald.services.people import ages
from weald.services.people import queries as people
from weald.services.people.queries import family
from weald.services.requests import evidence
from weald.services.requests.due import due_at
from weald.services.requests.reach import reach
from weald.services.requests.words import GO_YOURSELF

ENTERED = ("phone", "walk_in", "partner")
"""The ways by which staff enter a request for somebody."""

ADULT = 18

LINK_LIFE = timedelta(days=14)
"""How long a private link opens; a new one can be asked for at any time."""


class Incomplete(Refused):
    """A question is still open: nothing was sent."""


@dataclass(frozen=True)
class Submitted:
    """A request that is safely written."""

    request: UUID
    reference: str
    link_token: str


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Everything that a request is made of. `id` makes it unique: sent twice, it is one request."""

    id: UUID
    organisation: UUID
    kind: str
    problem: str = ""
    words: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    for_whom: str = "me"
    birth_date: date | None = None
    sex: str = "unknown"
    given_name: str = ""
    family_name: str = ""
    asked_by: str = ""
    nhs_number: str = ""
    phone: str = ""
    email: str = ""
    contact_by: str = ""
    channel: str = "online"
    person: UUID | None = None  # known and verified by staff, or by the person's own sign-in
    asker: UUID | None = None  # who signed in and asks: the person themself, or whoever acts for them
    shared: bool = False  # a young person lets those who act for them see it
    needs: tuple[str, ...] = ()
    language: str = ""
    again: str = ""
    device_hash: bytes | None = None
    sent_at: datetime | None = None


def submit(*, draft: UUID, now: datetime, shared: bool = False) -> Submitted:
    """Send a draft. Sent again, it is the same request, with a further private link of its own. `shared`: a young person
    lets those who act for them see it.

    Raises Incomplete while a question is open, Refused where there is no such draft.
    """
    rows = query(_DRAFT, [draft])
    if not rows:
        raise Refused("This form cannot be found. Start again from your practice’s page.")
    (
        organisation,
        device_hash,
        for_whom,
        born,
        sex,
        kind,
        words,
        problem,
        answers,
        about,
        sent_at,
        person,
        asker,
        channel,
    ) = rows[0]
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
            **said,
        )
        values = _values(submission, now)
        query(_INSERT, values)
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
    before = query("select reference from requests_request where id = %s", [submission.id])
    if not before:
        values = _values(submission, now)
        query(_INSERT, values)
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
    values = [_values(one, one.sent_at or now) for one in submissions]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from requests_request")
        before = cursor.fetchone()[0]
        cursor.executemany(_INSERT, values)
        cursor.execute("select count(*) from requests_request")
        new = int(cursor.fetchone()[0] - before)
    record("requests.submit_many", [], why=f"{new} requests")
    return new


def add_link(*, request: UUID, organisation: UUID, now: datetime) -> str:
    """Make a private link to a request and return its token; we keep only the hash."""
    token = secrets.token_urlsafe(32)
    query(
        "insert into requests_link (token_hash, organisation, request_id, made_at, expires_at, tries)"
        " values (%s, %s, %s, %s, %s, 0)",
        [hash_of(token), organisation, request, now, now + LINK_LIFE],
    )
    return token


def hash_of(token: str) -> bytes:
    """What we keep of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


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
        email, contact_by, words, problem, problem_name, level, service, red_flag, findings, due_at, state, owner_name,
        version, calls_tried, wants, outcome, holder, hidden, needs, language, again, contact)
    values (%(id)s, %(reference)s, %(organisation)s, %(registered)s, %(person)s, %(identity_level)s, %(channel)s,
        %(device_hash)s, %(kind)s, %(self_service)s, %(sent_at)s, %(for_whom)s, %(given_name)s, %(family_name)s,
        %(asked_by)s, %(birth_date)s, %(sex)s, %(nhs_number)s, %(phone)s, %(email)s, %(contact_by)s, %(words)s,
        %(problem)s, %(problem_name)s, %(level)s, %(service)s, %(red_flag)s, %(findings)s, %(due_at)s, %(state)s, '',
        0, 0, '', '', %(organisation)s, %(hidden)s, %(needs)s, %(language)s, %(again)s, 1)
    on conflict (id) do nothing returning id, organisation
), answers as (
    insert into requests_answer (organisation, request_id, at, by, finding, value, position, channel, source)
    select new.organisation, new.id, %(sent_at)s, %(by)s, a.finding, a.value, a.position, %(channel)s, a.source
    from new, jsonb_to_recordset(%(answers)s) as a (finding text, value jsonb, position smallint, source text)
), decision as (
    insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,
        ruled_out, safety_net, advice, release, reason)
    select new.organisation, new.id, %(sent_at)s, 'the triage rules', %(level)s, %(service)s, %(within)s, %(text)s,
        %(rule)s, %(because)s, %(ruled_out)s, %(safety_net)s, %(advice)s, %(release)s, '' from new
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
select new.organisation, new.id, %(sent_at)s, %(by)s, 'sent', %(told)s, '', 'sent:' || new.id from new
"""

TOLD = {
    "phone": "You told us by phone what you need.",
    "walk_in": "You told us at the desk what you need.",
    "partner": "A partner sent us your request.",
}
"""How a request came, as its person reads it; any other way they sent it themself."""


def _values(one: Submission, now: datetime) -> dict[str, Any]:
    """Every column of a new request: assessed, traced and dated."""
    practice = directory.practice_by_id(one.organisation)
    known = _known(one)
    traced = known or _trace(one)
    said = _assessed(one, traced[0] if traced else None, now)
    level, service, within = _outcome(one, said)
    at_once = evidence.may_book_at_once(said.problem or "", practice, demonstration=settings.DEMO)
    return {
        "id": one.id,
        "reference": reference(),
        "organisation": one.organisation,
        "person": traced[0] if traced else None,
        "registered": traced[1] if traced else None,
        "identity_level": "verified" if known else "traced" if traced else "claimed",
        "channel": one.channel,
        "device_hash": one.device_hash,
        "kind": one.kind,
        "self_service": at_once,
        "sent_at": now,
        "for_whom": one.for_whom,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "asked_by": one.asked_by,
        "birth_date": one.birth_date,
        "sex": one.sex,
        "nhs_number": one.nhs_number,
        "phone": one.phone,
        "email": one.email,
        "contact_by": one.contact_by,
        "words": one.words,
        "needs": list(one.needs),
        "language": one.language,
        "again": one.again,
        # What a young person asks for themself is theirs: nobody who acts for them sees it unless they say so.
        "hidden": one.for_whom == "me"
        and not one.shared
        and one.birth_date is not None
        and ages.years(one.birth_date, wall(now).date()) < ADULT,
        "told": TOLD.get(one.channel, "You sent your request."),
        "problem": one.problem,
        "problem_name": _problem_name(one, said),
        "level": level,
        "service": service,
        "red_flag": said.red_flag,
        "findings": dumps([_finding(*pair) for because in said.because for pair in because.labels]).decode(),
        "due_at": due_at(level, within, now, practice.hours),
        # It ends in advice or with somebody that the person goes to; it stays on the worklist until it is closed.
        "state": "advised" if at_once and level != "now" and service in GO_YOURSELF else "waiting",
        "by": actor().name,
        "answers": dumps(_answers(one, said)).decode(),
        "within": within,
        "text": said.decision.text if said.decision else said.reason,
        "rule": said.rule,
        "because": dumps(to_builtins(said.because)).decode(),
        "ruled_out": dumps(to_builtins(said.ruled_out)).decode(),
        "safety_net": dumps(said.safety_net).decode(),
        "advice": dumps(said.advice).decode(),
        "release": said.content or content.current().release,
    }


def _assessed(one: Submission, person: UUID | None, now: datetime) -> Assessment:
    """What triage says, knowing how often the person asked lately: that can raise the answer, and asks nothing more."""

    def assess(contacts: int) -> Assessment:
        return evidence.assess(
            born=one.birth_date,
            sex=one.sex,
            for_whom=one.for_whom,
            problem=one.problem,
            words=one.words,
            answers=one.answers,
            now=now,
            contacts=contacts,
        )

    said = assess(0)
    if said.status == "ask":
        raise Incomplete("One more question is open. Please answer it, then send.")
    contacts = recent_contacts(person, now) if person else 0
    raised = assess(contacts) if contacts and said.status == "decided" else said
    return said if raised.status == "ask" else raised


def recent_contacts(person: UUID, now: datetime) -> int:
    """How many requests this person sent in the seven days before; a number only, which the front door may know."""
    return int(query("select requests_recent_contacts(%s, %s)", [person, now])[0][0])


def _outcome(one: Submission, said: Assessment) -> tuple[str, str, str]:
    """Level, service and time. What no rule could decide, a clinician reads within the content's time for that: it
    counts as `today`, because nobody knows yet that it may wait."""
    if said.decision is not None:
        return said.decision.level, said.decision.service, said.decision.within
    return "today", "gp" if one.kind == "clinical" else "reception", said.within


def _problem_name(one: Submission, said: Assessment) -> str:
    pathway = content.current().problems.get(one.problem)
    if pathway is not None:
        return pathway.name
    if said.decision is not None and said.decision.level == "now":
        return "Emergency"
    return "Something else"


def _finding(label: str, answer: str) -> str:
    return label if answer.casefold() == "yes" else f"{label}: {answer}"


def _answers(one: Submission, said: Assessment) -> list[dict[str, Any]]:
    """The answers that the decision stands on, in the order asked; those to another problem are left behind."""
    path = said.path or tuple(one.answers)
    return [
        {
            "finding": name, "value": one.answers[name], "position": position,
            "source": "staff" if actor().basis is Basis.STAFF else "person",
        }
        for position, name in enumerate(path)
        if name in one.answers
    ]  # fmt: skip


def _known(one: Submission) -> tuple[UUID, UUID] | None:
    """A person whom the actor may see, or for whom somebody who signed in may ask, and where they are registered."""
    if one.person is None:
        return None
    if one.asker is not None:
        # Whoever may no longer act asks like anybody else: the request counts, as claimed.
        registered = family.may_act(one.asker, one.person, "ask")
        return (one.person, registered) if registered else None
    rows = query("select id, organisation from people_person where id = %s and died_on is null", [one.person])
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    return rows[0][0], rows[0][1]


def _trace(one: Submission) -> tuple[UUID, UUID] | None:
    if one.birth_date is None or not one.family_name:
        return None
    return people.trace(one.nhs_number, one.given_name, one.family_name, one.birth_date, one.organisation)


def _acknowledge(values: Mapping[str, Any], token: str, now: datetime) -> None:
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
        template="request_received",
        values={"practice": practice.name, "reference": values["reference"], "link": private_address(token)},
        now=now,
    )
