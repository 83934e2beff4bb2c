"""The frame of every staff page: tabs, keys, what was just done."""

from django.conf import settings

from weald.foundation.access import ROLES, Actor
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key, StaffPage, Tab
from weald.services.directory import queries as directory
from weald.services.requests.queries.queue import Counts

DONE = {
    "taken": "You have this request now.",
    "put_back": "It is back in the queue for anybody to take.",
    "handed_over": "Handed over.",
    "confirmed": "Confirmed. The person is told.",
    "changed": "The decision is changed. The person is told. The original stays in the history.",
    "disagreed": "Your note is kept for the author of the rule.",
    "call": "The call is noted. The request stays open.",
    "reply": "Sent. It stands on the person’s private page.",
    "booked": "Booked. The person is told.",
    "moved": "Moved. The person is told.",
    "cancelled": "Cancelled. The person is told, and the request is back in the queue.",
    "attendance": "Noted.",
    "resolved": "Closed. The person is told.",
    "reopened": "Opened again. You have it.",
    "none_left": "No request waits that somebody else does not have.",
}


def may(who: Actor, verb: str) -> bool:
    """Whether one of their roles allows the verb: what they may not do is not shown."""
    return any(verb in ROLES[role].may for role in who.roles if role in ROLES)


def staff_page(
    who: Actor, title: str, *, tab: str = "", counts: Counts | None = None, keys: tuple[Key, ...] = (),
    done: str = "", has_errors: bool = False,
) -> StaffPage:  # fmt: skip
    """The frame; `tab` is clinical, administrative or going_home."""
    queue = url("staff_queue")
    return StaffPage(
        title=title,
        demonstration=settings.DEMO,
        who=who.name,
        organisation=directory.practice_by_id(who.party).name if who.party else "",
        home=queue,
        sign_out=url("sign_out"),
        tabs=(
            Tab("Clinical", queue, tab == "clinical", counts.clinical if counts else None),
            Tab(
                "Administrative", f"{queue}?kind=administrative", tab == "administrative",
                counts.administrative if counts else None,
            ),
            Tab("Going home", url("staff_going_home"), tab == "going_home"),
        ),
        keys=keys,
        notice=DONE.get(done, ""),
        has_errors=has_errors,
    )  # fmt: skip
