"""The jobs that empty the outbox and look after what was handed over."""

from django.utils import timezone

from weald.foundation.jobs import tasks
from weald.services.messages import actions, supplier

BATCHES = 100
"""At most so many in one job, so that the worker comes to its other jobs."""


@tasks.periodic(cron="* * * * * */5")  # the sixth field is seconds
@tasks.task(name="messages.deliver", queueing_lock="messages.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Every five seconds: hand over what waits."""
    for _ in range(BATCHES):
        if not actions.deliver(supplier=supplier.bound(), now=timezone.now()):
            break


@tasks.periodic(cron="* * * * *")
@tasks.task(name="messages.follow", queueing_lock="messages.follow", pass_context=False)
def follow(timestamp: int) -> None:
    """Every minute: ask what became of messages that are on their way."""
    for _ in range(BATCHES):
        if not actions.follow(supplier=supplier.bound(), now=timezone.now()):
            break
