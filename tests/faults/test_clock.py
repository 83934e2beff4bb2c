"""The clock steps: an hour back in the middle of the morning, and a day on. Nothing is lost, and nothing lives for ever."""

import re

import pytest

from tests.faults.conftest import Served
from tests.faults.crowd import Crowd, all_went_out, compare, form_with
from tests.faults.device import Device

pytestmark = pytest.mark.slow

HOUR = 3600


def signed_in(served: Served) -> Device:
    """A clinician of the practice, by the demonstration's sign-in."""
    staff = served.device()
    who = (
        "select {} from access_rolebinding b join directory_organisation o on o.id = b.party"
        " where o.ods_code = 'DEMO001' and b.role = 'clinician' order by b.id limit 1"
    )
    place, identity = (str(served.count(who.format(column))) for column in ("b.party", "b.identity_id"))
    _, hidden = form_with(staff.get(f"/staff/sign-in?place={place}"), identity)
    staff.post("/staff/sign-in", [*hidden, ("place", place), ("identity", identity)])
    return staff


def in_queue(staff: Device) -> bool:
    """Whether the staff's queue comes, rather than the sign-in."""
    return staff.get("/staff/queue").place == "/staff/queue"


def opened(served: Served, link: str) -> str:
    """What a new device reads behind a private link, once it has given the date of birth."""
    device = served.device()
    born = {"born-day": "6", "born-month": "5", "born-year": "1984"}
    return device.press(device.get(link), **born).words


def test_an_hour_back_in_the_middle_of_the_morning(served: Served) -> None:
    jobs = "select coalesce(max(id), 0) from procrastinate_jobs"
    with served.clock_put(HOUR):
        before = Crowd(served, 4, people=1, seed=7).run()
        phone = served.device()
        words = phone.to_words()
        link = re.findall(r"/r/[\w-]{20,}/", served.device().to_offers().text)[0]
        staff = signed_in(served)
        assert in_queue(staff)
        all_went_out(served)
    seen = served.count(jobs)
    after = Crowd(served, 4, people=1, seed=8).run()
    compare(served, before)
    compare(served, after)
    all_went_out(served)
    served.becomes(lambda: int(served.count(jobs)) > seen, "background work stands still")
    assert before.broken == after.broken == [], served.mistakes()
    # A form that was begun in what is now the future goes on, and so does a session; neither for longer than that hour.
    kept = phone.press(words, words="It still hurts")
    assert kept.place.endswith("/problem")
    assert in_queue(staff)
    assert "You need help within 14 days" in opened(served, link)
    with served.clock_put(14 * 24 * HOUR + 2 * HOUR):
        assert "You need help" not in opened(served, link), "a private link lives fourteen days"
    with served.clock_put(14 * HOUR):
        assert not in_queue(staff), "a session lives twelve hours"
    with served.clock_put(27 * HOUR):
        assert phone.get(kept.url).status in (403, 404, 410), "a form lives a day"
