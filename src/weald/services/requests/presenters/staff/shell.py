"""The frame of the staff pages of requests: what waits on each list, and what was just done."""

from weald.foundation.access import Actor
from weald.foundation.ui.presenters import Key, StaffPage
from weald.services.directory.frame import frame, may
from weald.services.requests.queries.queue import Counts

__all__ = ["DONE", "may", "staff_page"]

DONE = {
    "taken": "You have this request now.",
    "put_back": "It is back in the queue for anybody to take.",
    "handed_over": "Handed over.",
    "confirmed": "Confirmed. The person is told.",
    "changed": "The decision is changed. The person is told. The original stays in the history.",
    "disagreed": "Your note is kept for the author of the rule.",
    "call": "The call is noted. The request stays open.",
    "reply": "Sent. It stands on the person’s private page.",
    "seen": "The mark is taken away. Nothing is sent.",
    "ask_again": "They will be asked how they are.",
    "noted": "Noted.",
    "calling": "Colleagues see that you are calling them. When you are done, press what they said.",
    "on_call": "Colleagues see that you are calling them. When you are done, note what came of it, or end the call.",
    "call_over": "The call is over. Nothing else is noted.",
    "known": "Nothing is added: it was written down meanwhile, by you or somebody else.",
    "booked": "Booked. The person is told.",
    "moved": "Moved. The person is told.",
    "cancelled": "Cancelled. The person is told, and the request is back in the queue.",
    "booked_unsaid": "Booked. No message can reach them: phone them now, or they are phoned from Call-backs. Note there that they know.",
    "moved_unsaid": "Moved. No message can reach them: phone them now, or they are phoned from Call-backs. Note there that they know.",
    "cancelled_unsaid": "Cancelled. No message can reach them: phone them now, or they are phoned from Call-backs. The request is back in the queue.",
    "attendance": "Noted.",
    "referred": "Referred. The pharmacy has it now, and the person is told.",
    "recalled": "Taken back. It is in the queue again, and the person is told.",
    "resolved": "Closed. The person is told.",
    "concealed": "Hidden from everybody who acts for the person, from this moment.",
    "revealed": "Shown again to those who act for the person.",
    "reopened": "Opened again. You have it.",
    "invited": "The link is sent.",
    "taken_up": "Choose a time with them: those below are what the recall opens.",
    "invited_by_day": "The link goes out in the morning: nobody is written to about this at night.",
    "details": "The details are changed.",
    "details_moved": "The details are changed, and open requests are reached as they say now. Private links that were sent to an old number or email open no more: the next message brings a new one, or they ask for one.",
    "details_phone": "The details are changed. A message that waited can reach them no more: their request asks you to phone.",
    "details_invited": "The details are changed. A link to book that was sent to an old number or email opens no more: a new one is sent to the new.",
    "details_not_invited": "The details are changed. They had a link to book, and no message can reach them now: phone them to book.",
    "details_same": "Nothing differs from what was kept: nothing was changed.",
    "invited_full": "The link goes out, but no time that they can choose is free. Publish times for it; until then they can only ask to be told of one.",
    "none_left": "Nothing is left to open: every request that waits for a decision has somebody.",
}


def staff_page(
    who: Actor, title: str, *, tab: str = "", counts: Counts | None = None, keys: tuple[Key, ...] = (),
    done: str = "", has_errors: bool = False, alarms: int | None = None, to_call: int | None = None,
) -> StaffPage:  # fmt: skip
    """The frame; `tab` is the name of a place; `done` names what was just done; `alarms` how many are open,
    `to_call` how many people are to be phoned."""
    waiting = (
        {"clinical": counts.clinical, "administrative": counts.administrative} if counts is not None else {}
    )
    if alarms is not None:
        waiting["alarms"] = alarms
    if to_call is not None:
        waiting["call_backs"] = to_call
    return frame(
        who, title, tab=tab, waiting=waiting, keys=keys, notice=DONE.get(done, ""), has_errors=has_errors
    )
