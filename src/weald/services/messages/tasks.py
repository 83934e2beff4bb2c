"""The job that empties the outbox."""

from django.utils import timezone

from weald.foundation.jobs import tasks
from weald.services.messages import actions, supplier

BATCH = 500


@tasks.periodic(cron="* * * * * */5")  # the sixth field is seconds
@tasks.task(name="messages.deliver", queueing_lock="messages.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Every five seconds: hand over what waits, at most a batch at a time."""
    for _ in range(BATCH):
        if not actions.deliver_next(supplier=supplier.bound(), now=timezone.now()):
            break
