"""When we said that we would answer, whether we did, and what happens next where we are late."""

from datetime import datetime

from weald.engines.promises import URGENT
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import by_when, when
from weald.services.directory import queries as directory
from weald.services.directory.queries import Practice
from weald.services.requests.queries.measures.own import Promised
from weald.services.requests.queries.requests import OwnRequest


def kept(promised: Promised | None, now: datetime) -> str:
    """What became of the promise, once it is decided: an answer in time, or a late one. Empty while it is open, and where
    there was none, or where they took a time by themselves. That we are late is said where it is said what happens next."""
    if promised is None or promised.own or promised.due_at is None or promised.answered_at is None:
        return ""
    said = {"by": by_when(promised.due_at, now), "at": when(promised.answered_at, now)}
    if promised.standing == "kept":
        return _("We said that we would answer %(by)s. We answered in time (%(at)s).") % said
    if promised.standing == "broken":
        return _("We said that we would answer %(by)s. We answered late (%(at)s), and we are sorry.") % said
    return ""


def late(practice: Practice, by: str) -> tuple[str, ...]:
    """We did not keep it and nobody has answered: we say so, and what happens now."""
    said = _(
        "We said that we would answer %(by)s. We are late, and we are sorry. Your request is at the top of our list."
    ) % {"by": by}
    next_ = _("Our team can see that we are late. You do not have to ask again.")
    phone = _("You can phone us on %(phone)s.") % {"phone": practice.phone}
    return (said, next_, phone) if practice.phone else (said, next_)


def later_than_due(
    row: OwnRequest, practice: Practice, starts_at: datetime, now: datetime
) -> tuple[str, ...]:
    """Beside a time that comes after they need help: that it does, who sees that, and where to turn until then. Nothing beside
    one that is soon enough."""
    if row.invitation is not None or row.decision.level not in URGENT or starts_at <= row.due_at:
        return ()
    said = {"by": by_when(row.due_at, now), "practice": practice.name, "phone": practice.phone}
    needed = (
        _("Help was needed %(by)s. This time is later.")
        if row.due_at < now
        else _("Help is needed %(by)s. This time is later.")
    )
    sees = _("%(practice)s can see that, and may contact you with an earlier time.")
    unheard = _("If you hear nothing, phone them on %(phone)s, or call 111 when they are closed.")
    return tuple(
        one % said
        for one in (needed, sees, unheard if practice.phone else _("If you hear nothing, call 111."))
    )


def after_answer(offered: bool) -> tuple[str, ...]:
    """We have answered, and it is not finished yet."""
    if offered:
        return (_("Choose a time above. If none suits you, tell us."),)
    return (_("Your request stays open until you or your practice close it."),)


def at_pharmacy(row: OwnRequest, practice: Practice, by: str, now: datetime) -> tuple[str, ...]:
    """Who has the request, how to reach them, and what becomes of it if they cannot help."""
    place = directory.practice_by_id(row.holder)
    where = f"{place.name}, {', '.join((*place.address, place.postcode))}"
    said = {
        "practice": practice.name,
        "by": by,
        "phone": practice.phone,
        "where": where,
        "theirs": place.phone,
    }
    if row.due_at < now:
        soon = _("%(practice)s said that you would have an answer %(by)s. It is late, and we are sorry.")
        phone = _("You can phone us on %(phone)s.") if practice.phone else ""
    else:
        soon = _("They will contact you %(by)s, or you can go there.")
        phone = _("You can phone them on %(theirs)s.") if place.phone else ""
    return tuple(
        one % said
        for one in (
            _("We have asked %(where)s to help you."), soon, phone,
            _("If they cannot help, your request comes back to %(practice)s. You do not have to ask again."),
        )
        if one
    )  # fmt: skip
