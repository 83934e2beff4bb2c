"""Who may act for whom, and until when: by kind, age and capacity. Pure: today is an argument.

Sources: Mental Capacity Act 2005 (capacity is presumed from 16; best interests; a lasting power of attorney is made from
18 on); Gillick v West Norfolk and Wisbech AHA [1986] AC 112 (a child under 16 who understands may decide);
RCGP, GP Online Services: proxy access guidance (a parent's access is reviewed between 11 and 13 and ends at 16).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from weald.services.people import ages

KINDS = ("parent", "carer", "attorney", "care_home", "other")
SCOPES = ("see", "ask", "book", "messages")
CAPACITIES = ("child", "agrees", "lacks")
"""Why somebody may act: the person is a child, agrees, or lacks the capacity to agree."""

OWN_AGE = 16
"""Years from which a person decides alone."""
ADULT = 18
"""Years; whoever is younger may ask for something that nobody sees who acts for them."""
ATTORNEY_AGE = 18
NOTICE = timedelta(days=30)
"""How long before it changes everybody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is proposed or granted: `born` is the birthday of the person who is acted for, `reviewed_on` the day on which
    staff looked at it with the young person, `until` the last day."""

    kind: str
    born: date
    capacity: str
    note: str = ""
    document_seen_by: str = ""
    reviewed_on: date | None = None
    until: date | None = None


def theirs_alone(born: date | None, today: date) -> bool:
    """Whether what somebody asks for themself is shown to nobody who acts for them, unless they say so."""
    return born is not None and ages.years(born, today) < ADULT


def refusal(grant: Grant, today: date) -> str:
    """Why this may not be granted today, as a sentence that says what to do; empty where it may."""
    age = ages.years(grant.born, today)
    if grant.kind not in KINDS or grant.capacity not in CAPACITIES:
        return "Choose who acts and why they may."
    if grant.until is not None and grant.until < today:
        return "The last day is over already. Choose a later one, or leave it empty."
    if grant.kind == "attorney":
        if age < ATTORNEY_AGE:
            return f"A power of attorney is made by somebody of {ATTORNEY_AGE} or over. Choose another way to act."
        if grant.capacity == "child":
            return "They are 16 or over: record that they agree, or that they cannot."
        if not grant.document_seen_by.strip():
            return "Look at the registered document first, and write who saw it."
        return ""
    if age < OWN_AGE:
        return "" if grant.capacity == "child" else "A child under 16: choose that they are a child."
    if grant.kind == "parent":
        return "A parent’s access ends at 16. Ask the young person, or record a best-interests decision, and add a carer."
    if grant.capacity == "child":
        return "They are 16 or over: record that they agree, or why they cannot."
    if grant.capacity == "lacks" and not grant.note.strip():
        return "Write down the best-interests decision: who decided, when, and why."
    return ""


def lives_until(grant: Grant, review_age: int) -> date | None:
    """The first day on which it no longer holds by itself: the review age until it was reviewed, then 16, and the day
    after the last; None where nothing ends it. The earliest counts."""
    ends = [grant.until + timedelta(days=1)] if grant.until else []
    if grant.capacity == "child":
        review = birthday(grant.born, review_age)
        if grant.reviewed_on is None or grant.reviewed_on < review - NOTICE:
            ends.append(review)
        ends.append(birthday(grant.born, OWN_AGE))
    return min(ends, default=None)


def is_live(grant: Grant, today: date, review_age: int) -> bool:
    """Whether somebody may act under this grant today."""
    ends = lives_until(grant, review_age)
    return not refusal(grant, today) and (ends is None or today < ends)


def birthday(born: date, years: int) -> date:
    """The day on which they reach this age; whoever was born on 29 February reaches it on 1 March in other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
