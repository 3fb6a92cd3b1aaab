"""Where the focus is after what people do: never nowhere (WCAG 2.4.3), and never behind the panel (WCAG 2.4.11)."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget

#: What has the focus: in the page, and inside the widget.
HOST = "document.activeElement.localName"
WITHIN = "document.querySelector('rrn-assistant').shadowRoot.activeElement"
CARE_HOME = "We run a care home. Does it apply to us?"


def press(widget, name):
    """Presses a button as the keyboard does: it has the focus."""
    button = widget.page.get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


def focus_is_on(widget, selector):
    widget.page.wait_for_timeout(50)
    assert widget.page.evaluate(HOST) == "rrn-assistant"
    assert widget.page.evaluate(f"{WITHIN}.matches({selector!r})"), widget.page.evaluate(f"{WITHIN}.outerHTML.slice(0, 200)")


def test_a_pressed_choice_hands_the_focus_to_the_reply(widget):
    widget.ask(CARE_HOME, "NHS commissioned?")
    offered = widget.page.get_by_role("group", name="Choices")
    expect(offered).to_be_visible()
    press(widget, "Yes, it is NHS commissioned")
    expect(widget.log).to_contain_text("Mandatory")
    expect(offered).to_have_count(0)
    focus_is_on(widget, ".turn.theirs:last-child")
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


def test_who_types_keeps_the_focus_in_the_field(widget):
    widget.ask(CARE_HOME, "NHS commissioned?").ask("yes, NHS commissioned", "Mandatory")
    focus_is_on(widget, "textarea")


@pytest.mark.parametrize(("answers", "then"), [(True, ".turn.theirs:last-child"), (False, ".state button")])
def test_try_again_hands_the_focus_on(widget, answers, then):
    tries = []

    def refuse(route):
        tries.append(route)
        if len(tries) > 1 and answers:
            return route.continue_()
        return route.fulfill(status=503, json={"error": {"message": f"Away {len(tries)}."}}, headers={"Retry-After": "60"})

    widget.page.route("**/api/messages", refuse)
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Away 1.")
    press(widget, "Try again")
    if answers:
        expect(widget.log).to_contain_text("does not apply")
    else:
        expect(widget.state).to_contain_text("Away 2.")
    focus_is_on(widget, then)


def test_another_tab_does_not_take_the_focus_away(widget, context, stack):
    widget.ask(CARE_HOME, "NHS commissioned?")
    widget.page.get_by_role("button", name="Yes, it is NHS commissioned").focus()
    Widget(context.new_page()).open(f"{stack.url}/demo").ask("Does it apply to schools?", "does not apply")
    expect(widget.log).to_contain_text("does not apply")
    focus_is_on(widget, ".log")


def test_a_press_while_another_message_waits_is_not_passed_over_in_silence(widget):
    widget.page.route("**/api/messages", lambda route: route.abort())
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Not sent yet")
    press(widget, "What has to be certified?")
    expect(widget.state).to_contain_text("Please wait for your answer first.")
    expect(widget.page.get_by_role("button", name="Try again")).to_be_visible()
    assert widget.log.locator(".mine").count() == 1


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 256)])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_a_panel_that_fills_the_screen_keeps_the_focus(page, stack, width, height, key):
    page.set_viewport_size({"width": width, "height": height})
    widget = Widget(page).open(f"{stack.url}/demo")
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    passed = set()
    for _ in range(20):
        page.keyboard.press(key)
        assert page.evaluate(HOST) == "rrn-assistant"
        passed.add(page.evaluate(f"{WITHIN}.textContent"))
    assert {"\u00d7", "Reference"} <= passed
    page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


def test_a_focus_behind_the_full_panel_comes_back_and_esc_closes_it(page, stack):
    page.set_viewport_size({"width": 390, "height": 844})
    widget = Widget(page).open(f"{stack.url}/demo")
    page.get_by_role("link", name="API description").focus()
    page.keyboard.press("Tab")
    focus_is_on(widget, ".head button")
    page.get_by_role("link", name="API description").focus()
    page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


def test_beside_the_page_it_is_no_modal(widget):
    dialog = widget.page.get_by_role("dialog")
    expect(dialog).not_to_have_attribute("aria-modal", "true")
    widget.page.set_viewport_size({"width": 390, "height": 844})
    expect(dialog).to_have_attribute("aria-modal", "true")
