"""The roof's one task: connect the rooms to each other's events and to the world outside."""

import os

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import timezone

from weald.engines.triage import digests
from weald.foundation.access.tasks import forget, seal
from weald.foundation.database import launcher
from weald.foundation.events import subscribe
from weald.services.appointments.actions.leaving import care_ends, room_rests
from weald.services.appointments.events import SlotFreed
from weald.services.directory.actions import door
from weald.services.directory.events import CareEnds, RoomRests
from weald.services.library import actions as library
from weald.services.library import content, policies
from weald.services.library import ports as library_ports
from weald.services.library.areas import areas
from weald.services.library.easy_read import easy_read
from weald.services.messages import scanner, supplier, tasks
from weald.services.messages.events import NotDelivered
from weald.services.messages.nhs_notify.client import NhsNotify
from weald.services.messages.ports import Scanner, Supplier
from weald.services.messages.scanner import Clamd, LocalScanner
from weald.services.messages.supplier import LocalSupplier, NoSupplier
from weald.services.people.actions import listing
from weald.services.people.events import Died, DiedInError, NeedsChanged, ProxyChanges
from weald.services.people.tasks import look_over_proxies
from weald.services.referrals.events import Accepted, Reported
from weald.services.requests import signing_in
from weald.services.requests.actions.details import follow_list
from weald.services.requests.actions.family import died, lives, proxy_changes
from weald.services.requests.actions.needs import needs_changed
from weald.services.requests.actions.notices import not_delivered
from weald.services.requests.actions.offering import freed
from weald.services.requests.actions.referred import accepted, reported
from weald.services.requests.actions.safety_net import policy as call_back_policy
from weald.services.requests.attaching import policy as attachment_policy
from weald.services.requests.flow_tasks import raise_alarms, release_reserves
from weald.services.requests.presenters.staff.replaying import Replays
from weald.services.requests.presenters.staff.rule_notes import Notes
from weald.services.requests.tasks import ask_again, forget_drafts, look_after_waiting, recall, remind

LOCAL_MESSAGES = launcher.data_folder(os.environ).parent / "messages"

JOBS = (
    raise_alarms, release_reserves,
    tasks.deliver, tasks.follow, ask_again, forget_drafts, look_after_waiting, recall, remind, look_over_proxies, seal, forget,
)  # fmt: skip
"""Every job of the program: named here, so that the worker knows them."""


def connect() -> None:
    """Bind the ports and subscribe the rooms; called by every process."""
    supplier.bind(_supplier())
    door.bind(supplier.missing)
    listing.bind(follow_list)
    scanner.bind(_scanner())
    subscribe(CareEnds, care_ends)
    subscribe(RoomRests, room_rests)
    subscribe(NotDelivered, not_delivered)
    subscribe(SlotFreed, freed)
    subscribe(Accepted, accepted)
    subscribe(Reported, reported)
    subscribe(NeedsChanged, needs_changed)
    subscribe(ProxyChanges, proxy_changes)
    subscribe(Died, died)
    subscribe(DiedInError, lives)
    read_policies()
    signing_in.bind(signing_in.OneTimeCodes())
    library_ports.bind(Notes(), Replays())


def _supplier() -> Supplier:
    """NHS Notify where an account is set up; in the demonstration the one that writes files; else none, which says so."""
    if settings.DEMO:
        return LocalSupplier(LOCAL_MESSAGES)
    account = settings.ENVIRONMENT.nhs_notify
    return NhsNotify(account) if account else NoSupplier()


def _scanner() -> Scanner | None:
    """clamd where one is set up; in the demonstration one that knows the test virus; else none, and no file is taken."""
    if settings.ENVIRONMENT.clamd:
        return Clamd(settings.ENVIRONMENT.clamd)
    return LocalScanner() if settings.DEMO else None


def read_policies() -> None:
    """Read every policy while there is one thread alone: of several that read a type of msgspec for the first time at the same
    moment, one has been seen to end its whole process (a segmentation fault in msgspec 0.22)."""
    for read in (
        policies.matching, policies.waiting, policies.reminders, policies.programmes, policies.again, areas, easy_read,
        call_back_policy, attachment_policy,
    ):  # fmt: skip
        read()


def warm() -> None:
    """Make what the first person to ask would wait for, half a second and more: the pages and their addresses, the content and its
    digests, and what its vocabulary makes for the first word that is misspelt, or that nobody knows."""
    templates = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in templates.list_templates(extensions=["jinja"]):
        templates.get_template(name)
    reverse("front")
    content.current().vocabulary.hear("helllo brandiwurst")
    digests(content.current())


def keep_content() -> None:
    """Keep the release of content that goes on duty, and its policies; called when the tables are up to date."""
    library.keep_release(content=content.current(), now=timezone.now())
    library.keep_policies(now=timezone.now())
