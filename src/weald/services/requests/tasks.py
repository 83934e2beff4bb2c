"""The job that throws away forms that were not finished."""

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.jobs import tasks
from weald.services.requests.actions import drafts


@tasks.periodic(cron="17 * * * *")
@tasks.task(name="requests.forget_drafts", queueing_lock="requests.forget_drafts", pass_context=False)
def forget_drafts(timestamp: int) -> None:
    """Every hour: throw away drafts whose day is over."""
    with acting(Actor(Basis.SYSTEM, "the job that forgets drafts")):
        drafts.forget(now=timezone.now())
