"""The jobs that throw away forms that were not finished, ask people again how they are, look after the waiting list, and remind."""

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.jobs import tasks
from weald.services.appointments.held import who_give
from weald.services.requests.actions import call_backs, drafts, offering, recalling, reminding, settling

LOTS = 40
"""At most so many in one job, so that the worker comes to its other jobs."""


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


@tasks.periodic(cron="* * * * *")
@tasks.task(name="requests.waiting", queueing_lock="requests.waiting", pass_context=False)
def look_after_waiting(timestamp: int) -> None:
    """Every minute: what was held long enough goes to the next, and free times are compared with those who wait."""
    over = 1
    while over:
        with acting(Actor(Basis.SYSTEM, offering.NAME)):
            over = offering.lapse(now=timezone.now())
    with acting(Actor(Basis.SYSTEM, offering.NAME)):
        offering.say_what_is_gone(now=timezone.now())
    with acting(Actor(Basis.SYSTEM, offering.NAME)):
        offering.look(now=timezone.now())


@tasks.periodic(cron="*/20 * * * *")
@tasks.task(name="requests.remind", queueing_lock="requests.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every 20 minutes: remind people of their appointments, organisation by organisation, each in a transaction of its own."""
    for organisation in who_give(timezone.now()):
        with acting(Actor(Basis.SYSTEM, "the job that reminds people")):
            reminding.remind(organisation=organisation, now=timezone.now())


@tasks.periodic(cron="40 2 * * *")
@tasks.task(name="requests.settle", queueing_lock="requests.settle", pass_context=False)
def settle(timestamp: int) -> None:
    """Every night: count the promises and measures of the days that are over, each day of an organisation for itself. One
    that cannot be counted keeps none of the others back, and then fails the job: it is tried again."""
    job, now = Actor(Basis.SYSTEM, "the job that counts promises"), timezone.now()
    with acting(job):
        days = settling.to_settle(now=now)
    failed: Exception | None = None
    for organisation, day in days:
        try:
            with acting(job):
                settling.settle(organisation=organisation, day=day, now=now)
        except Exception as fault:
            failed = fault
    if failed is not None:
        raise failed


@tasks.periodic(cron="* * * * *")
@tasks.task(name="requests.recall", queueing_lock="requests.recall", pass_context=False)
def recall(timestamp: int) -> None:
    """Every minute: the people of recalls whose turn has come, each lot in a transaction of its own."""
    for _ in range(LOTS):
        with acting(Actor(Basis.SYSTEM, "the job that recalls people")):
            if not recalling.work(now=timezone.now()):
                break
