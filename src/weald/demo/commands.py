"""`weald demo`: fill an empty database with a made-up Kent and Medway."""

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from rich.console import Console

from weald.demo import county, emptying, morning, persons, rota, staff
from weald.demo.bookings import bookings
from weald.demo.county import NEIGHBOURHOODS, PRACTICES
from weald.demo.families import families
from weald.demo.flow import flow
from weald.demo.lists import lists
from weald.demo.referrals import referrals
from weald.demo.rooms import rooms
from weald.foundation.access import Actor, Basis, acting, query
from weald.foundation.database import launcher
from weald.foundation.progress import steps
from weald.foundation.refusal import Refused
from weald.services.appointments.actions import publish_many
from weald.services.directory import actions as directory
from weald.services.directory import queries
from weald.services.directory.hours import LONDON
from weald.services.directory.showcase import showcase
from weald.services.people.actions import NewPerson, register_many
from weald.services.requests.actions import settling
from weald.services.requests.actions.holding import take
from weald.services.requests.actions.submit import Submission, submit_many

BUILDER = Actor(Basis.SYSTEM, name="weald demo", channel="command line")
AHEAD = timedelta(days=4)
"""A demonstration whose published times end sooner than this is too old to show."""

STEPS = 10


def build(
    people: int,
    seed: int,
    *,
    fresh: bool = False,
    now: datetime | None = None,
    owner_url: str = "",
    practices: int = PRACTICES,
    neighbourhoods: int = NEIGHBOURHOODS,
) -> None:
    """Fill the database with a made-up county of `people` persons; the same seed and moment make the same one.

    A demonstration that is there is kept, unless `fresh` or its published times have run out: then it is emptied first,
    by the tables' owner (`owner_url`, else as the environment says). Everything is written in one transaction.
    """
    console = Console(stderr=True)
    now = now or timezone.now()
    if not settings.DEMO:
        raise Refused(
            "Made-up people belong into a demonstration only. Set WEALD_MODE=demo, or leave it out."
        )
    kept = _last_time()
    if kept is not None and kept > now + AHEAD and not fresh:
        console.print(
            "The demonstration is there already, and is kept. To make a new one, with --people or PEOPLE if you like: weald demo --fresh",
            soft_wrap=True,
        )
        _say_where(console)
        return
    if kept is not None:
        emptying.empty(owner_url or launcher.urls(os.environ).owner)
        queries.forget()
    with steps("Making up a county", STEPS) as step:
        plan = county.plan(seed=seed, now=now, practices=practices, neighbourhoods=neighbourhoods)
        teams = staff.teams([*plan.practices, *plan.hubs], seed=seed, now=now)
        others = staff.teams(
            [*plan.pharmacies, *plan.care_homes, plan.board], seed=seed, now=now, part="others"
        )
        with acting(BUILDER):
            step("Districts")
            directory.add_areas(areas=plan.areas, now=now)
            step(f"{len(plan.practices)} practices in {len(plan.neighbourhoods)} neighbourhoods")
            directory.add_neighbourhoods(neighbourhoods=plan.neighbourhoods, now=now)
            directory.add_organisations(organisations=[plan.board.organisation], now=now)
            everybody = [one.professional for team in [*teams, *others] for one in team.members]
            directory.add_professionals(professionals=everybody, now=now)
            step(f"{people:,} people")
            registered = list(persons.persons(plan.practices, people, seed=seed, now=now))
            register_many(persons=registered, now=now)
            step(f"Two weeks of {len(everybody):,} professionals")
            publish_many(sessions=rota.sessions(teams, now.astimezone(LONDON).date()), now=now)
            step("The requests of a morning")
            sent = list(
                morning.requests(teams[: len(plan.practices)], _by_practice(registered), seed=seed, now=now)
            )
            submit_many(submissions=sent, now=now)
        step("Staff take the first of them")
        _take_some(teams[: len(plan.practices)], sent, now)
        step("Rooms, and the template of their weeks")
        rooms(teams[: len(plan.practices)], now=now)
        flow(teams[: len(plan.practices)], now=now)
        referrals(teams[: len(plan.practices)], others, now=now)
        step("A clinic, who waits, who is asked in and who is booked")
        lists(teams[: len(plan.practices)], seed=seed, now=now)
        bookings(teams[: len(plan.practices)], now=now)
        step("Families and care homes")
        homes = [one for one in others if one.place.organisation.kind == "care_home"]
        signs_in = families(teams[: len(plan.practices)], homes, registered, seed=seed, now=now)
        step("Promises are counted")
        with acting(BUILDER):
            for organisation, day in settling.to_settle(now=now, today_too=True):
                settling.settle(organisation=organisation, day=day, now=now)
    _say_where(console)
    for one in signs_in:
        console.print(
            f"[bold]Signs in at {settings.BASE_URL}/mine/sign-in[/bold]  {one}; the code is at /demo/messages",
            highlight=False,
            soft_wrap=True,
        )


def _last_time() -> datetime | None:
    """When the last published time begins; None where there is none."""
    with acting(BUILDER):
        found: datetime | None = query("select max(starts_at) from appointments_slot")[0][0]
    return found


def _by_practice(registered: Sequence[NewPerson]) -> dict[UUID, list[NewPerson]]:
    lists: dict[UUID, list[NewPerson]] = defaultdict(list)
    for one in registered:
        lists[one.organisation].append(one)
    return lists


def _take_some(teams: Sequence[staff.Team], sent: Sequence[Submission], now: datetime) -> None:
    """At every practice each clinician who is in has taken one clinical request."""
    waiting: dict[UUID, list[Submission]] = defaultdict(list)
    for one in sent:
        if one.kind == "clinical":
            waiting[one.organisation].append(one)
    for team in teams:
        for doctor, one in zip(team.of("gp"), waiting[team.place.organisation.id][::4], strict=False):
            with acting(staff.at_work(doctor)):
                take(request=one.id, version=0, key=f"demo:{one.id}", now=now)


def _say_where(console: Console) -> None:
    """The practices that are shown first, and where to look."""
    base = settings.BASE_URL
    lines = [
        "[bold]A made-up Kent and Medway[/bold]: nobody in it is real, and its clinical content is not signed."
    ]
    lines += [f"[bold]{one.name}[/bold]  {base}/p/{one.code}/\n  {one.says}" for one in showcase()]
    lines.append(
        f"[bold]Staff sign-in[/bold]  {base}/staff/sign-in\n"
        "  Choose one of these practices and somebody who works there, and answer the queue."
    )
    lines.append(f"[bold]All practices[/bold]  {base}/")
    console.print("\n".join(lines), highlight=False, soft_wrap=True)
