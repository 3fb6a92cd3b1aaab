"""axe-core on every state, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Widget

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def closed(page, stack):
    page.goto(f"{stack.url}/demo")
    Widget(page).launcher.wait_for()


def opened(page, stack):
    return Widget(page).open(f"{stack.url}/demo")


def answered(page, stack):
    opened(page, stack).ask("What does the CQC expect?", "will expect").log.locator("summary").click()


def verdict(page, stack):
    opened(page, stack).ask("Does it apply to schools?", "does not apply").page.get_by_role("button", name="Change an answer").click()


def status(page, stack):
    opened(page, stack).ask("Is Intelligensa certified?", "Working towards")


def safeguarding(page, stack):
    opened(page, stack).ask("A carer hit my mother", "999")


def comment(page, stack):
    opened(page, stack).ask("What does the CQC expect?", "will expect").page.get_by_role("button", name="Not helpful").click()


def too_long(page, stack):
    opened(page, stack).field.fill("x" * 1001)


def offline(page, stack):
    widget = opened(page, stack)
    page.route("**/api/**", lambda route: route.abort())
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Try again")


def clarify(page, stack):
    opened(page, stack).ask("We run a care home. Does it apply to us?", "NHS commissioned?")


def not_covered(page, stack):
    opened(page, stack).ask("How much does certification cost?", "does not cover")


def unavailable(page, stack):
    widget = opened(page, stack)
    body = {"error": {"code": "assistant_unavailable", "message": "The assistant cannot answer just now."}}
    page.route("**/api/messages", lambda route: route.fulfill(status=503, json=body))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("cannot answer just now")


def unread(page, stack):
    widget = opened(page, stack)
    page.route("**/api/messages", lambda route: (page.wait_for_timeout(500), route.continue_()))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    widget.field.press("Escape")
    page.locator("rrn-assistant .unread").wait_for()


def restarted(page, stack):
    widget = opened(page, stack).ask("Does it apply to schools?", "does not apply")
    page.get_by_role("button", name="Start again").click()
    expect(widget.state).to_contain_text("We start again")


def staff_answer(page, stack):
    page.goto(f"{stack.url}/#answer=cqc_expectation")
    page.get_by_role("button", name="Copy link").wait_for()
    page.get_by_text("Which settings are of which class").click()


def staff_page(page, stack):
    page.goto(f"{stack.url}/")
    page.get_by_role("option").first.wait_for()
    page.get_by_label("Your question").wait_for()


def embedded(page, stack):
    page.goto(f"{stack.url}/embed")
    page.get_by_label("Your question").wait_for()


def phone(page, stack):
    page.set_viewport_size({"width": 320, "height": 640})
    verdict(page, stack)


STATES = [closed, opened, answered, verdict, status, safeguarding, comment, too_long, offline, staff_page, embedded, phone]
STATES += [clarify, not_covered, unavailable, unread, restarted, staff_answer]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(page, stack, state, theme):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    state(page, stack)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()


def test_the_log_is_there_before_its_first_message(page, stack):
    widget = opened(page, stack)
    assert widget.log.count() == 1
    assert widget.log.get_attribute("aria-label") == "Conversation"
    assert page.get_by_role("dialog", name="RRN Training Standards: ask a question").get_attribute("aria-modal") is None


def test_forced_colours_keep_edges_states_and_the_focus(page, stack):
    """With a person's own colours, backgrounds and shadows are gone: what they told must be told by edges."""
    page.emulate_media(forced_colors="active")
    page.goto(f"{stack.url}/demo")
    widget = Widget(page)
    assert edge(widget.launcher)
    widget.launcher.click()
    widget.ask("Does it apply to schools?", "does not apply")
    for part in (".panel", ".mine", ".theirs .body", ".card.verdict", ".card.source", ".send", "#rrn-question", ".tools button"):
        assert edge(page.locator(f"rrn-assistant {part}").first), part
    helpful = page.get_by_role("button", name="Helpful", exact=True)
    before = outline(helpful)
    helpful.click()
    widget.field.focus()
    assert outline(helpful) != before
    assert outline(widget.field).startswith("solid")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()


def test_forced_colours_keep_the_unread_mark(page, stack):
    page.emulate_media(forced_colors="active")
    widget = opened(page, stack)
    page.route("**/api/messages", lambda route: (page.wait_for_timeout(800), route.continue_()))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    widget.field.press("Escape")
    mark = page.locator("rrn-assistant .unread")
    mark.wait_for()
    mark_colour, around = (part.evaluate("part => getComputedStyle(part).backgroundColor") for part in (mark, widget.launcher))
    assert mark_colour != around


def edge(part):
    """Whether a part has an edge that can be seen."""
    return part.evaluate(
        "part => { const look = getComputedStyle(part);"
        " return look.borderTopStyle === 'solid' && parseFloat(look.borderTopWidth) >= 1 && look.borderTopColor !== look.backgroundColor }"
    )


def outline(part):
    return part.evaluate("part => { const look = getComputedStyle(part); return look.outlineStyle + ' ' + look.outlineColor }")
