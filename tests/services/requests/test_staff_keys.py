"""The staff pages in a browser, by keys alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query, sessions
from weald.services.messages.actions import call_backs as messages
from weald.services.requests.actions import holding

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def desk(live_server_url: str, browser: Any) -> Any:
    """A ward with two requests and a free time, and a signed-in browser on its queue."""
    ward = Ward(timezone.now())
    ward.first = ward.request(level="today", family_name="First", due_at=ward.now + timedelta(hours=3))
    ward.second = ward.request(level="soon", family_name="Second")
    start = ward.now + timedelta(hours=1)
    with acting(given.SYSTEM):
        given.slots(ward.practice, starts_at=start, ends_at=start + timedelta(minutes=10))
    token = sessions.sign_in(ward.reed.identity, ward.practice, ward.now)  # type: ignore[arg-type]
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": live_server_url, "httpOnly": True}])
    ward.page = context.new_page()
    ward.page.goto(f"{live_server_url}/staff/queue")
    yield ward
    context.close()


def test_an_ordinary_request_takes_six_keys(desk: Any) -> None:
    page = desk.page
    for key, then in (("Enter", "request/"), ("t", "done=taken"), ("o", "done=confirmed")):
        page.keyboard.press(key)
        page.wait_for_url(f"**{then}**")
        page.locator("html[data-ready]").wait_for()  # a key before that was meant for another request
    page.keyboard.press("1")  # nothing is open yet: a digit books nothing
    page.keyboard.press("b")
    page.locator("[data-digit='1']").wait_for()
    page.keyboard.press("1")
    page.wait_for_url("**done=booked**")
    page.keyboard.press("n")
    page.wait_for_url(f"**/staff/request/{desk.second}")
    assert [kind for kind, _, _ in desk.story(desk.first)] == ["taken", "confirmed", "booked"]


def test_lines_are_walked_taken_and_put_back_by_keys(desk: Any) -> None:
    page = desk.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "SECOND, Ada"
    page.keyboard.press("t")
    page.wait_for_url("**done=taken**")
    assert desk.row(desk.second).owner_name == "Dr Amara Reed"
    assert page.evaluate("document.activeElement.textContent") == "SECOND, Ada"
    page.keyboard.press("a")
    page.wait_for_url("**done=put_back**")
    assert desk.row(desk.second).owner is None
    page.keyboard.press("/")
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    page.wait_for_url("**filtered=1")
    assert page.locator("tbody tr").count() == 1


def test_a_request_leads_back_to_the_list_as_it_was_narrowed_and_to_its_line(desk: Any) -> None:
    page = desk.page
    page.get_by_role("link", name="Not taken").click()
    page.wait_for_url("**/staff/queue?show=free")
    page.keyboard.press("n")
    page.wait_for_url("**/staff/request/**")
    page.locator("html[data-ready]").wait_for()
    page.keyboard.press("n")
    page.wait_for_url(f"**/staff/request/{desk.second}")
    page.locator("html[data-ready]").wait_for()
    page.keyboard.press("u")
    page.wait_for_url("**/staff/queue?show=free")
    assert page.evaluate("document.activeElement.textContent") == "SECOND, Ada"


def test_a_refresh_keeps_the_chosen_line_and_says_what_is_new(desk: Any) -> None:
    page = desk.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    desk.request(level="today", family_name="Newcomer", due_at=desk.now + timedelta(hours=1))
    with acting(desk.okafor):
        holding.take(request=desk.second, version=0, key="a", now=desk.now)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("1 new: NEWCOMER, Ada").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "SECOND, Ada"
    assert "Dr Tom Okafor" in page.locator(f"#r{desk.second}").inner_text()


def test_a_list_that_cannot_be_refreshed_says_so_until_it_can(desk: Any) -> None:
    page = desk.page
    read = "document.dispatchEvent(new Event('visibilitychange'))"
    stale = page.locator("form.q-stale")
    page.route("**/staff/queue/rows**", lambda route: route.abort())
    for _ in range(2):
        with page.expect_event("requestfailed"):
            page.evaluate(read)
    page.get_by_text("This list could not be refreshed. It may be out of date.").wait_for()
    assert stale.count() == 1
    assert "FIRST, Ada" in page.locator("tbody").inner_text()
    page.unroute("**/staff/queue/rows**")
    page.evaluate(read)
    page.get_by_text("The list is up to date again.").wait_for()
    assert stale.count() == 0


def test_a_place_on_the_duty_list_is_given_by_keys(desk: Any) -> None:
    start = desk.now + timedelta(minutes=30)
    with acting(given.SYSTEM):
        given.slots(
            desk.practice, kind="duty_list", capacity=5, starts_at=start, ends_at=start + timedelta(minutes=10),
            professional_name="Dr Sam Duty",
        )  # fmt: skip
    page = desk.page
    for key, then in (("Enter", "request/*"), ("b", ""), ("0", "times")):
        page.keyboard.press(key)
        if then:
            page.wait_for_url(f"**{then}")
        else:
            page.locator("[data-digit='1']").wait_for()
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    assert "Dr Sam Duty" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=booked")
    assert "Dr Sam Duty" in page.locator(".q-appointment").inner_text()


def test_the_call_list_is_worked_through_by_keys_and_nobody_is_answered_for_who_was_not_chosen(
    desk: Any,
) -> None:
    with acting(given.SYSTEM):
        for at, request in enumerate((desk.first, desk.second)):
            due = desk.now - timedelta(minutes=10 - at)
            messages.ask_later(organisation=desk.practice, request=request, due_at=due, note="", now=due)
            [(call_back,)] = query("select id from messages_callback where request_id = %s", [request])
            messages.to_call(call_back=call_back, now=due)

    def answers() -> list[tuple[Any, ...]]:
        with acting(given.SYSTEM):
            return query("select answer, tries from messages_callback order by due_at")

    page = desk.page
    page.goto(page.url.replace("queue", "call-backs"))
    page.locator("html[data-ready]").wait_for()
    page.keyboard.press("b")
    page.keyboard.press("j")
    page.keyboard.press("b")
    page.wait_for_url("**done=noted")
    assert answers() == [("better", 0), ("", 0)]
    # The next person is chosen already.
    page.locator("html[data-ready]").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "SECOND, Ada"
    with page.expect_navigation():
        page.keyboard.press("x")
    page.get_by_text("1 call not answered").wait_for()
    assert answers() == [("better", 0), ("", 1)]


def test_a_session_that_ended_takes_the_names_off_the_screen(desk: Any) -> None:
    page = desk.page
    page.context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/staff/sign-in**")
    assert "FIRST" not in page.content()


def test_the_summary_is_copied_or_shown_to_be_copied(desk: Any) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("Enter")
    page.wait_for_url("**request/**")
    page.keyboard.press("y")
    page.get_by_text("Copied").wait_for()
    assert "Problem: Low back pain" in page.evaluate("navigator.clipboard.readText()")
