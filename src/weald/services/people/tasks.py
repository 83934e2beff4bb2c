"""The job that looks over who acts for whom."""

from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting, person_sessions
from weald.foundation.jobs import tasks
from weald.services.people.actions import proxies


@tasks.periodic(cron="40 4 * * *")
@tasks.task(name="people.look_over_proxies", queueing_lock="people.look_over_proxies", pass_context=False)
def look_over_proxies(timestamp: int) -> None:
    """Every night: suspend and end what age and last days end, and tell everybody 30 days before. Sign-ins whose time is
    over are thrown away."""
    now = timezone.now()
    with acting(Actor(Basis.SYSTEM, "the job that looks over who acts for whom")):
        proxies.look_over(now=now)
        person_sessions.forget_codes(now)
