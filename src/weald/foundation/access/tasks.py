"""The jobs that seal the audit, and throw away what is over."""

from django.utils import timezone

from weald.foundation.access import limits, sealing, sessions
from weald.foundation.jobs import tasks


@tasks.periodic(cron="* * * * *")
@tasks.task(name="access.seal", queueing_lock="access.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Every minute: seal what is final."""
    sealing.seal(timezone.now())


@tasks.periodic(cron="27 * * * *")
@tasks.task(name="access.forget", queueing_lock="access.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every hour: throw away staff sessions that are over and limits that no longer hold anybody back."""
    now = timezone.now()
    sessions.forget(now)
    limits.forget(now)
