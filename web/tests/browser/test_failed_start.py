"""The widget where a part of it cannot be fetched, or what it kept is broken: it says so, and works once it can."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget

SORRY = "The assistant cannot answer just now."
LOG_OUT = "document.querySelector('rrn-assistant').logout()"
KEPT = "Object.keys(localStorage).length"


@pytest.mark.parametrize("part", ["chat.js", "log.js"])
def test_a_launcher_that_could_not_open_says_so_and_opens_with_the_next_press(page, stack, part):
    page.goto(f"{stack.url}/demo")
    widget = Widget(page)
    widget.launcher.wait_for()
    page.route(f"**/{part}*", lambda route: route.abort())
    widget.launcher.click()
    sorry = page.get_by_role("button", name=SORRY)
    expect(sorry).to_be_focused()
    assert page.locator("rrn-assistant [aria-live=polite]", has_text=SORRY).count() == 1
    # The second try must have failed before the third: else it succeeds, and there is nothing left to press.
    with page.expect_event("requestfailed", lambda request: part in request.url):
        sorry.click()
    page.wait_for_timeout(200)
    expect(sorry).to_be_visible()
    page.unroute(f"**/{part}*")
    sorry.click()
    expect(widget.field).to_be_focused()
    assert page.locator("rrn-assistant [aria-live]").count() == 0
    widget.field.press("Escape")
    expect(widget.launcher).to_be_visible()


def test_offline_at_first_open(page, context, stack):
    page.goto(f"{stack.url}/demo")
    widget = Widget(page)
    widget.launcher.wait_for()
    context.set_offline(True)
    widget.launcher.click()
    sorry = page.get_by_role("button", name=SORRY)
    sorry.wait_for()
    context.set_offline(False)
    sorry.click()
    widget.field.wait_for()
    widget.ask("Does it apply to schools?", "does not apply")


def test_signing_out_forgets_also_where_the_rest_cannot_be_fetched(widget, stack):
    widget.ask("Does it apply to schools?", "does not apply")
    widget.page.reload()
    widget.launcher.wait_for()
    assert widget.page.evaluate(KEPT) > 0
    widget.page.route("**/chat.js*", lambda route: route.abort())
    widget.page.evaluate(LOG_OUT)
    assert widget.page.evaluate(KEPT) == 0
    widget.page.unroute("**/chat.js*")
    widget.page.evaluate(LOG_OUT)
    expect(widget.state).to_have_text("You are signed out.")


def test_without_texts_it_stays_away_quietly_until_the_network_is_back(page, stack):
    page.route("**/texts.*", lambda route: route.abort())
    page.goto(f"{stack.url}/demo")
    page.wait_for_timeout(500)
    widget = Widget(page)
    expect(widget.launcher).to_have_count(0)
    page.unroute("**/texts.*")
    page.evaluate("dispatchEvent(new Event('online'))")
    widget.launcher.click()
    expect(widget.field).to_be_focused()


@pytest.mark.parametrize("kept", ["{broken", "5", "{}", '{"id": "1"}'])
def test_a_broken_message_that_was_kept_does_not_silence_it(page, stack, kept):
    page.goto(f"{stack.url}/demo")
    page.evaluate("kept => localStorage.setItem(`rrn:${location.origin}:pending`, kept)", kept)
    Widget(page).open(f"{stack.url}/demo").ask("Does it apply to schools?", "does not apply")
