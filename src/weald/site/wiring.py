"""The roof's one task: connect the rooms to each other's events and to the world outside."""

import os

from django.utils import timezone

from weald.foundation.database import launcher
from weald.foundation.events import subscribe
from weald.services.library import actions as library
from weald.services.library import content
from weald.services.messages import supplier, tasks
from weald.services.messages.events import NotDelivered
from weald.services.messages.supplier import LocalSupplier
from weald.services.referrals.events import Accepted, Reported
from weald.services.requests.actions.notices import not_delivered
from weald.services.requests.actions.referred import accepted, reported
from weald.services.requests.tasks import forget_drafts

LOCAL_MESSAGES = launcher.data_folder(os.environ).parent / "messages"

JOBS = (tasks.deliver, forget_drafts)
"""Every job of the program: named here, so that the worker knows them."""


def connect() -> None:
    """Bind the ports and subscribe the rooms; called by every process."""
    supplier.bind(LocalSupplier(LOCAL_MESSAGES))
    subscribe(NotDelivered, not_delivered)
    subscribe(Accepted, accepted)
    subscribe(Reported, reported)


def keep_content() -> None:
    """Keep the release of content that goes on duty; called when the tables are up to date."""
    library.keep_release(content=content.current(), now=timezone.now())
