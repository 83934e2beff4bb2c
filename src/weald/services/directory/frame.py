"""The frame of every staff page: whose it is, and the places that their roles lead to."""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings

from weald.foundation.access import ROLES, Actor
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key, StaffPage, Tab
from weald.services.directory import queries as directory


class Place(NamedTuple):
    """One place of the staff navigation: its name in the program and on the page, the view, and the verb that opens it."""

    name: str
    text: str
    view: str
    verb: str
    asked: str = ""


PLACES = (
    Place("clinical", "Clinical", "staff_queue", "requests.read"),
    Place("administrative", "Administrative", "staff_queue", "requests.read", "?kind=administrative"),
    Place("reception", "Reception", "staff_reception", "requests.enter"),
    Place("day", "Day list", "staff_day", "requests.book"),
    Place("call_backs", "Call-backs", "staff_call_backs", "requests.call"),
    Place("waiting", "Waiting list", "staff_waiting", "requests.book"),
    Place("recalls", "Recalls", "staff_recalls", "requests.book"),
    Place("referrals", "Referred to us", "staff_referrals", "referrals.read"),
    Place("residents", "Residents", "staff_residents", "care_home.read"),
    Place("going_home", "Going home", "staff_going_home", "requests.read"),
    Place("alarms", "Alarms", "staff_alarms", "requests.read"),
    Place("today", "Today", "staff_today", "practice.today"),
    Place("forecast", "Forecast", "staff_forecast", "practice.today"),
    Place("promises", "Promises", "staff_promises", "practice.today"),
    Place("settings", "Settings", "staff_settings", "practice.settings"),
    Place("openings", "Emergency access", "staff_openings", "access.review"),
    Place("safety", "Safety", "staff_safety", "safety.review"),
    Place("figures", "Figures", "staff_figures", "figures.read"),
    Place("book", "Pathways", "staff_book", "library.read"),
)


def may(who: Actor, verb: str) -> bool:
    """Whether one of their roles allows the verb: what they may not do is not shown."""
    return any(verb in ROLES[role].may for role in who.roles if role in ROLES)


def home(who: Actor) -> str:
    """Where their work begins: the first place that their roles open."""
    return next(
        (_address(place) for place in PLACES if may(who, place.verb)),
        url("staff_account"),
    )


def frame(
    who: Actor, title: str, *, tab: str = "", waiting: Mapping[str, int] | None = None, keys: tuple[Key, ...] = (),
    notice: str = "", has_errors: bool = False,
) -> StaffPage:  # fmt: skip
    """The frame of a page that stands at the place `tab`; `waiting` says how much waits where, by the place's name."""
    return StaffPage(
        title=title,
        demonstration=settings.DEMO,
        who=who.name,
        organisation=directory.practice_by_id(who.party).name if who.party else "",
        home=home(who),
        sign_out=url("sign_out"),
        tabs=tuple(
            Tab(place.text, _address(place), place.name == tab, (waiting or {}).get(place.name))
            for place in PLACES
            if may(who, place.verb)
        ),
        keys=keys,
        notice=notice,
        has_errors=has_errors,
    )


def _address(place: Place) -> str:
    return url(place.view) + place.asked
