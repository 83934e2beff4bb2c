"""Publish weeks: first what would be published and what not, then all of it in one step."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural, wall
from weald.services.appointments import planning
from weald.services.appointments.actions import weekly
from weald.services.appointments.actions.alone import VERB
from weald.services.appointments.presenters import publishing as presenter
from weald.services.appointments.presenters.sessions import day_of_text, monday_of, too_far
from weald.services.appointments.recurring import MOST_WEEKS, week_of
from weald.services.directory.views.settings import page

CHOICES = tuple(ui.Choice(str(weeks), plural(weeks, "week")) for weeks in range(1, MOST_WEEKS + 1))


@require_http_methods(["GET", "POST"])
@staff_required
def publish(request: HttpRequest, who: Actor) -> HttpResponse:
    """What the template holds in the next weeks, or a week that is copied; sent, it is published."""
    now, refused, said = timezone.now(), "", ""
    sent = request.POST if request.method == "POST" else request.GET
    monday = monday_of(sent.get("week", ""), wall(now).date())
    asked = sent.get("weeks", "1")
    weeks = int(asked) if asked in {one.value for one in CHOICES} else 1
    again = sent.get("again", "") == "yes"
    copied_day = day_of_text(sent.get("from", ""))
    source = week_of(copied_day) if copied_day else None
    try:
        with acting(who):
            authorise(who, VERB)
            if request.method == "POST":
                agreed = sent.get("seen", "")[:64]
                said = presenter.done(
                    weekly.publish_weeks(
                        monday=monday, weeks=weeks, now=now, agreed=agreed, again=again, source=source
                    )
                )
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        planned = (
            planning.copied(source, monday, weeks, now, again=again)
            if source
            else planning.plan(monday, weeks, now, again=again)
        )
    context = {
        "said": said, "stretch": presenter.stretch(monday, weeks), "tally": presenter.tally(planned), "plans": presenter.weeks(planned), "seen": planning.seen(planned),
        "monday": monday.isoformat(), "weeks": str(weeks), "again": again, "choices": CHOICES, "week_page": f"{url('staff_sessions')}?week={monday}",
        "far": too_far(sent.get("week", ""), wall(now).date()), "source": source.isoformat() if source else "", "copies": presenter.copies(source) if source else "",
        "nothing": presenter.nothing(planned), "new": sum(one.status == planning.NEW for one in planned),
        "cancelled": sum(one.status == planning.CANCELLED for one in planned),
    }  # fmt: skip
    return page(request, who, "appointments/publish.jinja", "Publish sessions", context, refused=refused)
