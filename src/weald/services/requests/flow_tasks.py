"""The jobs that keep work flowing: alarms while there is time to act, and kept times that the day will not need."""

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.jobs import tasks
from weald.services.requests.actions import alarms, releasing


@tasks.periodic(cron="* * * * *")
@tasks.task(name="requests.raise_alarms", queueing_lock="requests.raise_alarms", pass_context=False)
def raise_alarms(timestamp: int) -> None:
    """Every minute: raise what staff must act on, end what is over."""
    with acting(Actor(Basis.SYSTEM, "the job that raises alarms")):
        alarms.raise_alarms(now=timezone.now())


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="requests.release_reserves", queueing_lock="requests.release_reserves", pass_context=False)
def release_reserves(timestamp: int) -> None:
    """Every 10 minutes: give to everybody what today will not need, each organisation in a transaction of its own."""
    job, now = Actor(Basis.SYSTEM, "the job that releases kept times"), timezone.now()
    with acting(job):
        organisations = releasing.with_reserve(now=now)
    for organisation in organisations:
        with acting(job):
            releasing.release_surplus(organisation=organisation, now=now)
