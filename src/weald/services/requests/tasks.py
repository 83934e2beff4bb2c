"""The jobs that throw away forms that were not finished, and ask people again how they are."""

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.jobs import tasks
from weald.services.requests.actions import call_backs, drafts


@tasks.periodic(cron="17 * * * *")
@tasks.task(name="requests.forget_drafts", queueing_lock="requests.forget_drafts", pass_context=False)
def forget_drafts(timestamp: int) -> None:
    """Every hour: throw away drafts whose day is over."""
    with acting(Actor(Basis.SYSTEM, "the job that forgets drafts")):
        drafts.forget(now=timezone.now())


@tasks.periodic(cron="* * * * *")
@tasks.task(name="requests.ask_again", queueing_lock="requests.ask_again", pass_context=False)
def ask_again(timestamp: int) -> None:
    """Every minute: ask those whose time has come, each lot in a transaction of its own."""
    looked = 1
    while looked:
        with acting(Actor(Basis.SYSTEM, "the job that asks people again")):
            looked = call_backs.ask_due(now=timezone.now())
