"""The sign-in of people that is bound, and ours: a code to the address at which they were reached for certain."""

from datetime import datetime, timedelta

from weald.foundation.access import acting, query, record
from weald.foundation.access.person_sessions import CODE_LIFE, DOOR, codes_sent, enter_code, make_code
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify
from weald.services.people import queries as people
from weald.services.people.actions import contacts
from weald.services.people.queries import family
from weald.services.requests.ports import Claim, PersonSignIn, Proved

MOST_AN_HOUR = 3
"""Codes for one address in an hour, for devices that nobody signed in on before: too few to pester anybody."""
MOST_KNOWN = 10
"""The same for a device on which this person signed in: a stranger who spends the others does not shut them out."""
HOUR = timedelta(hours=1)

_bound: list[PersonSignIn] = []


def bind(port: PersonSignIn) -> None:
    """Make this the sign-in of the process; called by the roof."""
    _bound[:] = [port]


def bound() -> PersonSignIn:
    """The sign-in of the process; raises LookupError when none was bound."""
    if not _bound:
        raise LookupError("No sign-in of people is bound: call signing_in.bind first.")
    return _bound[0]


class OneTimeCodes:
    """Implements `PersonSignIn`: six digits, sent to a checked address on the record and to nowhere else."""

    def begin(self, *, claim: Claim, key: str, now: datetime) -> str:
        """Send a code where there is somebody and somewhere to send it. The way is the same where there is not: a code is
        made and written down, and told to nobody."""
        with acting(DOOR):
            found = people.trace(
                claim.nhs_number, claim.given_name, claim.family_name, claim.birth_date, claim.practice
            )
            person, registered = found or (None, None)
            certain = family.certain_contacts(person) if person else ()
            by, to = certain[0] if certain else ("", "")
            most = MOST_KNOWN if claim.known_device else MOST_AN_HOUR
            if not to or codes_sent(to=to, since=now - HOUR) >= most:
                person = None
            code = make_code(key=f"sign-in:{key}", subject=person, by=by, to=to, now=now)
            if person is not None and registered is not None:
                notify(
                    organisation=registered, person=person, key=f"code:{key}", by=by, to=to, template="sign_in_code",
                    values={"code": code, "practice": directory.practice_by_id(registered).name}, now=now,
                    until=now + CODE_LIFE,
                )  # fmt: skip
                record("people.send_code", [person])
        return "/mine/code"

    def finish(self, *, key: str, answer: str, now: datetime) -> Proved:
        """Right once, within ten minutes and five tries."""
        with acting(DOOR):
            entered = enter_code(key=f"sign-in:{key}", code=answer, now=now)
            if entered.subject is None:
                return Proved(entered.outcome)
            contacts.reached_by_code(person=entered.subject, by=entered.by, to=entered.to, now=now)
            [(given, family_name)] = query(
                "select given_name, family_name from people_person where id = %s", [entered.subject]
            )
            record("people.sign_in", [entered.subject])
            return Proved("right", entered.subject, f"{given} {family_name}".strip())
