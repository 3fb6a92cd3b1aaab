"""Every flow with the keyboard alone: no test here touches a mouse, and what has the focus is always to be seen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget

FOCUSED = "(() => { let part = document.activeElement; while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;"
NAME = FOCUSED + " return part?.getAttribute('aria-label') ?? part?.labels?.[0]?.textContent ?? part?.textContent ?? '' })()"
SEEN = FOCUSED + " const look = getComputedStyle(part); return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 })()"
WITHIN = FOCUSED + " const box = part.getBoundingClientRect(); return box.top >= -1 && box.bottom <= innerHeight + 1 })()"
MOST = 60


class Keyboard:
    """A person who has no mouse."""

    def __init__(self, page):
        self.page = page
        self.widget = Widget(page)

    def to(self, name, key="Tab"):
        """Goes with the Tab key to what has a name."""
        passed = []
        for _ in range(MOST):
            self.page.keyboard.press(key)
            passed.append(self.page.evaluate(NAME).strip())
            if name in passed[-1]:
                assert self.page.evaluate(SEEN), f"The focus on {name!r} is not to be seen."
                assert self.page.evaluate(WITHIN), f"{name!r} has the focus and is out of sight."
                return self
        raise AssertionError(f"Never came to {name!r}, but to {passed}")

    def back_to(self, name):
        return self.to(name, "Shift+Tab")

    def press(self, key="Enter"):
        self.page.keyboard.press(key)
        return self

    def type(self, text):
        self.page.keyboard.type(text)
        return self

    def hears(self, text):
        expect(self.widget.log).to_contain_text(text)
        return self

    def is_told(self, text):
        expect(self.widget.state).to_contain_text(text)
        return self


@pytest.fixture
def keyboard(page, stack):
    page.goto(f"{stack.url}/demo")
    Widget(page).launcher.wait_for()
    opened = Keyboard(page).to("Ask about the RRN Training Standards").press()
    expect(opened.widget.field).to_be_focused()
    return opened


def test_a_starter_a_choice_and_a_changed_answer(keyboard):
    keyboard.back_to("Do the Standards apply to my setting?").press().hears("Care home")
    keyboard.to("Care home").press().hears("NHS commissioned?")
    keyboard.to("Yes, it is NHS commissioned").press().hears("Mandatory")
    keyboard.to("Change an answer").press().to("For a care home: it is not NHS commissioned").press().hears("CQC")


def test_the_source_is_opened_and_the_answer_copied(keyboard):
    keyboard.type("What does the CQC expect?").press().hears("will expect")
    keyboard.back_to("Source:").press()
    expect(keyboard.widget.log.locator("blockquote").first).to_be_visible()
    keyboard.to("Open the page").to("Copy").press().is_told("copied")


def test_feedback_with_a_comment(keyboard):
    keyboard.type("What does the CQC expect?").press().hears("will expect")
    keyboard.back_to("Not helpful").press("Space").is_told("Thank you")
    with keyboard.page.expect_request("**/api/feedback") as sent:
        keyboard.type("Too long").to("Send comment").press()
    assert sent.value.post_data_json["comment"] == "Too long"
    expect(keyboard.widget.field).to_be_focused()


def test_a_person_the_transcript_and_start_again(keyboard):
    keyboard.to("Talk to a person").press().hears("01707 654317")
    with keyboard.page.expect_download():
        keyboard.to("Save transcript").press()
    keyboard.back_to("Start again").press().is_told("We start again")
    expect(keyboard.widget.field).to_be_focused()


def test_a_failed_message_is_tried_again(keyboard):
    keyboard.page.route("**/api/messages", lambda route: route.abort())
    keyboard.type("Does it apply to schools?").press().is_told("Not sent yet")
    keyboard.page.unroute("**/api/messages")
    keyboard.back_to("Try again").press().hears("does not apply")


@pytest.mark.parametrize("way", ["Escape", "the button"])
def test_closing_gives_the_focus_back(keyboard, way):
    if way == "Escape":
        keyboard.press("Escape")
    else:
        keyboard.back_to("Close the assistant").press()
    expect(keyboard.widget.launcher).to_be_focused()
    keyboard.press("Space")
    expect(keyboard.widget.field).to_be_focused()


def test_the_open_assistant_does_not_hold_the_focus(keyboard):
    keyboard.back_to("Close the assistant").back_to("API description")


def test_the_staff_page(page, stack):
    page.goto(f"{stack.url}/")
    page.get_by_role("option").first.wait_for()
    keyboard = Keyboard(page)
    keyboard.press("/").type("how long").press("ArrowDown").press().hears("12 month")
    keyboard.to("Copy for e-mail").press().is_told("copied")
    keyboard.to("Copy link").press().is_told("The link is copied")
    keyboard.to("Which settings are of which class").press()
    expect(page.locator("#settings li").first).to_be_visible()
    keyboard.to("Find a provider in the register").type("no such provider")
    expect(page.locator("#provider-count")).to_have_text("No provider with \u201cno such provider\u201d in a name.")


def test_the_page_for_frames(page, stack):
    page.goto(f"{stack.url}/embed")
    Widget(page).field.wait_for()
    Keyboard(page).to("Your question").type("Does it apply to schools?").press().hears("does not apply")
