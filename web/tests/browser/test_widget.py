"""The widget on the demonstration page: what a person does with it."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget, watch, with_sources


def test_a_question_is_answered_with_its_source(widget):
    widget.ask("What does the CQC expect?", "will expect")
    card = widget.log.locator("details.source")
    card.locator("summary").click()
    expect(card).to_contain_text("will expect all regulated services")
    expect(card).to_contain_text("as of 22 November 2026")
    expect(card).to_contain_text("reviewed by 22 May 2027")
    expect(card).not_to_contain_text("Past its review date")
    assert card.get_by_role("link").get_attribute("href").startswith("https://www.intelligensa.co.uk/")


def test_a_source_past_its_review_date_says_so(widget):
    with_sources(widget.page, overdue=True)
    widget.ask("What does the CQC expect?", "will expect")
    card = widget.log.locator("details.source")
    expect(card.locator("summary")).to_contain_text("Past its review date")
    card.locator("summary").click()
    expect(card).to_contain_text("was to be reviewed by 22 May 2027")


@pytest.mark.parametrize("reviewed_on", ["2026-11-20", None])
def test_a_source_says_when_it_was_reviewed_where_that_is_known(widget, reviewed_on):
    with_sources(widget.page, reviewed_on=reviewed_on)
    widget.ask("What does the CQC expect?", "will expect")
    card = widget.log.locator("details.source")
    card.locator("summary").click()
    said = "It was reviewed on 20 November 2026. " if reviewed_on else ""
    expect(card).to_contain_text(f"This text is as of 22 November 2026. {said}It is to be reviewed by 22 May 2027.")
    widget.page.get_by_role("button", name="Copy", exact=True).click()
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    also = ", reviewed on 20 November 2026" if reviewed_on else ""
    assert f"as of 22 November 2026{also}. https://" in copied


def test_starters_buttons_and_the_verdict_card(widget):
    widget.page.get_by_role("button", name="Do the Standards apply to my setting?").click()
    widget.page.get_by_role("button", name="Care home", exact=True).click()
    widget.page.get_by_role("button", name="Yes, it is NHS commissioned").click()
    card = widget.log.locator(".card.verdict")
    expect(card).to_contain_text("Mandatory")
    expect(card).to_contain_text("a care home")
    card.get_by_role("button", name="Change an answer").click()
    card.get_by_role("button", name="For a care home: it is not NHS commissioned").click()
    widget.page.get_by_role("button", name="Yes, it is CQC regulated").click()
    expect(widget.log.locator(".card.verdict").last).to_contain_text("Expected by the regulator")


def test_an_old_card_changes_the_answer_for_its_own_setting(widget):
    widget.ask("Does it apply to a nursing home that is not NHS commissioned but CQC regulated?", "Expected by the regulator")
    widget.ask("And the police?", "The page does not say")
    card = widget.log.locator(".card.verdict").first
    card.get_by_role("button", name="Change an answer").click()
    expect(card.locator(".buttons button")).to_have_text(
        ["For a nursing home: it is NHS commissioned", "For a nursing home: it is not CQC regulated"]
    )
    card.get_by_role("button", name="it is NHS commissioned").click()
    changed = widget.log.locator(".card.verdict").nth(2)
    expect(changed).to_contain_text("Mandatory")
    expect(changed).to_contain_text("a nursing home")
    expect(widget.log.locator(".mine").last).to_have_text("For a nursing home: it is NHS commissioned")


def test_a_reload_keeps_the_conversation_and_does_not_read_it_out(widget, stack):
    widget.ask("Does it apply to schools?", "does not apply")
    widget.page.reload()
    widget.launcher.click()
    expect(widget.log).to_contain_text("Does it apply to schools?")
    assert widget.log.get_attribute("aria-live") == "off"
    expect(widget.log).not_to_have_attribute("aria-live", "off")


def test_two_tabs_show_the_same_conversation(widget, context, stack):
    second = Widget(context.new_page()).open(f"{stack.url}/demo")
    widget.ask("Does it apply to schools?", "does not apply")
    expect(second.log).to_contain_text("Does it apply to schools?")
    second.ask("and children's homes?", "children's home")
    expect(widget.log).to_contain_text("and children's homes?")


def test_the_network_drops_and_comes_back(widget, context):
    context.set_offline(True)
    expect(widget.state).to_contain_text("You are offline")
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Try again")
    context.set_offline(False)
    expect(widget.log).to_contain_text("does not apply")
    assert widget.log.locator(".mine").count() == 1


def test_a_message_without_answer_outlives_a_reload(widget, context, stack):
    widget.page.route("**/api/messages", lambda route: route.abort())
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Not sent yet")
    widget.page.unroute("**/api/messages")
    widget.page.reload()
    widget.launcher.click()
    expect(widget.log).to_contain_text("does not apply")
    assert widget.log.locator(".mine").count() == 1


def test_an_unavailable_assistant_is_said_politely_and_tried_again(widget):
    body = '{"error": {"code": "assistant_unavailable", "message": "The assistant cannot answer just now, or ring 01707 654317."}}'
    widget.page.route("**/api/messages", lambda route: route.fulfill(status=503, content_type="application/json", body=body))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("01707 654317")
    widget.page.unroute("**/api/messages")
    expect(widget.log).to_contain_text("does not apply")


def test_copy_takes_the_answer_its_source_and_its_date(widget):
    widget.ask("What does the CQC expect?", "will expect")
    widget.page.get_by_role("button", name="Copy", exact=True).click()
    expect(widget.state).to_contain_text("copied")
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    assert "will expect all regulated services" in copied
    assert "as of 22 November 2026" in copied
    assert "https://www.intelligensa.co.uk/" in copied


def test_feedback_with_a_comment(widget):
    widget.ask("What does the CQC expect?", "will expect")
    down = widget.page.get_by_role("button", name="Not helpful")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(widget.page.get_by_role("button", name="Send comment")).to_be_in_viewport(ratio=1)
    widget.page.get_by_label("What was wrong or missing?").fill("Too long")
    with widget.page.expect_request("**/api/feedback") as sent:
        widget.page.get_by_role("button", name="Send comment").click()
    assert sent.value.post_data_json == {"turn": 1, "vote": "down", "comment": "Too long"}
    expect(widget.state).to_contain_text("Thank you")


def test_a_vote_outlives_a_reload_and_can_be_changed(widget):
    widget.ask("What does the CQC expect?", "will expect").ask("Does it apply to schools?", "does not apply")
    up, down = (widget.page.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful"))
    up.nth(0).click()
    expect(widget.state).to_contain_text("Thank you")
    for pressed in (up, down):
        widget.page.reload()
        widget.launcher.click()
        expect(up).to_have_count(2)
        for thumb in (up, down):
            expect(thumb.nth(0)).to_have_attribute("aria-pressed", str(thumb is pressed).lower())
            expect(thumb.nth(1)).to_have_attribute("aria-pressed", "false")
        expect(widget.page.locator("rrn-assistant .comment:visible")).to_have_count(0)
        with widget.page.expect_response("**/api/feedback"):
            down.nth(0).click()


def test_a_person_start_again_and_the_transcript(widget):
    widget.page.get_by_role("button", name="Talk to a person").click()
    expect(widget.log).to_contain_text("01707 654317")
    with widget.page.expect_download() as saved:
        widget.page.get_by_role("button", name="Save transcript").click()
    assert "01707 654317" in saved.value.path().read_text()
    widget.page.get_by_role("button", name="Start again").click()
    expect(widget.log).not_to_contain_text("01707 654317")
    expect(widget.page.get_by_role("button", name="What has to be certified?")).to_be_visible()


def test_the_office_finds_the_conversation_by_its_reference(widget):
    widget.ask("Does it apply to schools?", "does not apply")
    widget.page.get_by_role("button", name="Reference").click()
    expect(widget.state).to_contain_text("For the office, this conversation has the reference")
    reference = widget.state.text_content().rpartition(" ")[2].rstrip(".")
    assert len(reference) >= 24
    with widget.page.expect_download() as saved:
        widget.page.get_by_role("button", name="Save transcript").click()
    text = saved.value.path().read_text()
    assert text.startswith(f"RRN Assistant. Reference of this conversation: {reference}\n")
    assert "Source: The Restraint Reduction Network" in text


@pytest.mark.parametrize(("status", "said"), [(429, "That was a lot at once."), (503, "Many people are asking just now.")])
def test_it_waits_as_long_as_the_server_asks_says_so_and_tries_again(widget, status, said):
    sent = []

    def refuse(route):
        sent.append(time.monotonic())
        if len(sent) > 1:
            return route.continue_()
        body = {"error": {"code": "x", "message": said}}
        return route.fulfill(status=status, json=body, headers={"Retry-After": "3"})

    widget.page.route("**/api/messages", refuse)
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text(f"{said} I try again in 3 seconds.")
    expect(widget.log).to_contain_text("does not apply")
    assert len(sent) == 2
    assert sent[1] - sent[0] >= 2.9
    expect(widget.state).to_have_text("")


def test_the_counter_shows_and_stops_what_is_too_long(widget):
    widget.field.fill("x" * 900)
    expect(widget.page.get_by_text("Characters left: 100")).to_be_visible()
    widget.field.fill("x" * 1001)
    expect(widget.page.get_by_text("Characters over the limit: 1")).to_be_visible()
    expect(widget.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()


def test_typing_indicator_and_unread_mark(widget):
    def slow(route):
        widget.page.wait_for_timeout(1200)
        route.continue_()

    widget.page.route("**/api/messages", slow)
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    widget.field.press("Escape")
    unread = widget.page.get_by_role("button", name=re.compile("new reply"))
    expect(unread).to_be_visible()
    unread.click()
    expect(widget.log).to_contain_text("does not apply")


def test_a_whole_dialogue_with_the_keyboard_alone(page, stack):
    page.goto(f"{stack.url}/demo")
    launcher = Widget(page).launcher
    launcher.wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.shadowRoot?.activeElement?.className") == "launcher":
            break
    page.keyboard.press("Enter")
    expect(Widget(page).field).to_be_focused()
    page.keyboard.type("Does it apply to care homes")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in England?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator(".mine")).to_have_text("Does it apply to care homes\nin England?")
    page.get_by_role("log").locator(".tools").wait_for()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_an_input_methods_enter_does_not_send(widget):
    widget.field.fill("certificat")
    widget.field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    assert widget.log.locator(".mine").count() == 0


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 256), (320, 640)])
def test_phones_and_four_hundred_percent_zoom_lose_nothing(page, stack, width, height):
    page.set_viewport_size({"width": width, "height": height})
    widget = Widget(page).open(f"{stack.url}/demo").ask("We run a care home. Does it apply to us?", "NHS commissioned?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (widget.field, page.get_by_role("button", name="Send", exact=True), page.get_by_role("button", name="Close the assistant")):
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    choice = page.get_by_role("button", name="Yes, it is NHS commissioned")
    choice.scroll_into_view_if_needed()
    choice.click()
    expect(widget.log).to_contain_text("Mandatory")
    expect(page.get_by_text("Please leave out personal details.")).to_be_visible()
    with page.expect_download():
        page.get_by_role("button", name="Save transcript").click()
    again = page.get_by_role("button", name="Start again")
    again.click()
    expect(widget.log).not_to_contain_text("Mandatory")
    again.focus()
    box = again.bounding_box()
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= height


def test_targets_are_large_enough(widget):
    widget.ask("We run a care home. Does it apply to us?", "NHS commissioned?")
    for made in widget.page.locator("rrn-assistant button:visible").all():
        box = made.bounding_box()
        assert min(box["width"], box["height"]) >= 44, made.inner_text()


def test_right_to_left_pages_mirror_it(context, stack, page):
    page.goto(f"{stack.url}/demo")
    page.evaluate("document.documentElement.dir = 'rtl'")
    box = Widget(page).launcher.bounding_box()
    assert box["x"] < 100


def test_colours_are_set_from_outside(page, stack):
    page.goto(f"{stack.url}/demo")
    launcher = Widget(page).launcher
    launcher.wait_for()
    page.evaluate("document.querySelector('rrn-assistant').style.setProperty('--rrn-accent', 'rgb(90, 20, 60)')")
    assert launcher.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(90, 20, 60)"


def test_no_cookie_and_nothing_from_elsewhere(context, stack):
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    troubles = watch(page)
    Widget(page).open(f"{stack.url}/demo").ask("Does it apply to schools?", "does not apply")
    assert context.cookies() == []
    assert all(url.startswith(stack.url) for url in asked), asked
    assert troubles == []


def test_printing_leaves_the_conversation(widget):
    widget.ask("Does it apply to schools?", "does not apply")
    widget.page.emulate_media(media="print")
    expect(widget.log).to_be_visible()
    expect(widget.field).to_be_hidden()
