"""The job that seals the audit."""

from django.utils import timezone

from weald.foundation.access import sealing
from weald.foundation.jobs import tasks


@tasks.periodic(cron="* * * * *")
@tasks.task(name="access.seal", queueing_lock="access.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Every minute: seal what is final."""
    sealing.seal(timezone.now())
