"""What a screen reader reads out: each reply once, and nothing that was read before.

A screen reader reads what is added to a live region, unless the region is off at that moment. The count below goes by that rule (WAI-ARIA
1.2, ``aria-live`` and ``aria-relevant``), on the page's own changes; Chromium's accessibility tree says what the regions are.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget

#: Notes what is added to live regions within the widget, as text with the region's role.
LISTEN = """host => {
  window.heard = [];
  const live = (node) => {
    const region = (node.nodeType === 1 ? node : node.parentElement)?.closest('[aria-live], [role=log], [role=status], [role=alert]');
    return region && region.getAttribute('aria-live') !== 'off' && !region.closest('[hidden]') ? region.getAttribute('role') : null;
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      const added = change.type === 'characterData' ? [change.target] : [...change.addedNodes];
      for (const node of added) {
        const text = node.textContent.trim(), role = node.isConnected && live(change.target);
        if (role && text) window.heard.push([role, text]);
      }
    }
  }).observe(host.shadowRoot, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def heard(widget):
    """The widget, and what was read out since: pairs of a region's role and a text."""
    listen(widget)
    return lambda: widget.page.evaluate("window.heard")


def listen(widget):
    widget.page.locator("rrn-assistant").evaluate(LISTEN)


def times(heard, text):
    return sum(text in said for _, said in heard)


def test_each_reply_is_read_once_and_in_the_log(widget, heard):
    asked = {
        "Does it apply to schools?": "this does not apply to schools",
        "What does the CQC expect?": "This is what the CQC expects.",
        "Is Intelligensa certified?": "Please check with the office for any change",
        "How much does certification cost?": "You are asking about the cost of certification",
    }
    for text, answer in asked.items():
        widget.ask(text, answer)
    for text, answer in asked.items():
        replies = [(role, said) for role, said in heard() if answer in said]
        assert [role for role, _ in replies] == ["log"], answer
        assert times(heard(), text) == 1
    assert sum(role == "log" for role, _ in heard()) == 2 * len(asked)  # a question and a reply each, whole, and nothing else


def test_a_reply_that_comes_late_is_read_once_after_the_word_that_it_takes_time(widget, heard):
    widget.page.route("**/api/messages", lambda route: (widget.page.wait_for_timeout(800), route.continue_()))
    widget.ask("Does it apply to schools?", "does not apply")
    assert times(heard(), "this does not apply to schools") == 1
    assert [said for role, said in heard() if role == "status"] == ["The assistant is looking it up"]


def test_a_reply_to_a_message_sent_again_is_read_once(widget, heard, context):
    context.set_offline(True)
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Try again")
    context.set_offline(False)
    expect(widget.log).to_contain_text("does not apply")
    assert times(heard(), "this does not apply to schools") == 1


def test_a_pressed_choice_and_its_reply_are_read_once(widget, heard):
    widget.ask("We run a care home. Does it apply to us?", "NHS commissioned?")
    widget.page.get_by_role("button", name="Yes, it is NHS commissioned").click()
    expect(widget.log).to_contain_text("Mandatory")
    assert times(heard(), "because you told me that a care home is NHS commissioned") == 1


def test_what_was_read_before_is_not_read_again_after_a_reload(widget):
    widget.ask("Does it apply to schools?", "does not apply")
    widget.page.reload()
    widget.launcher.wait_for()
    listen(widget)
    widget.launcher.click()
    expect(widget.log).to_contain_text("does not apply")
    assert times(widget.page.evaluate("window.heard"), "does not apply") == 0
    widget.page.wait_for_timeout(700)  # the log is live again
    widget.ask("What does the CQC expect?", "This is what the CQC expects.")
    assert times(widget.page.evaluate("window.heard"), "This is what the CQC expects.") == 1
    assert times(widget.page.evaluate("window.heard"), "does not apply") == 0


def test_a_second_tab_shows_the_reply_and_does_not_read_it_out(widget, heard, context, stack):
    second = Widget(context.new_page()).open(f"{stack.url}/demo")
    listen(second)
    widget.ask("Does it apply to schools?", "does not apply")
    expect(second.log).to_contain_text("does not apply")
    assert times(second.page.evaluate("window.heard"), "does not apply") == 0
    assert times(heard(), "this does not apply to schools") == 1


def test_a_reply_that_comes_while_it_is_closed_is_told_by_the_launcher(widget, heard):
    widget.page.route("**/api/messages", lambda route: (widget.page.wait_for_timeout(500), route.continue_()))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    widget.field.press("Escape")
    unread = widget.page.get_by_role("button", name="Ask about the RRN Training Standards: new reply")
    unread.wait_for()
    assert times(heard(), "does not apply") == 0


def test_chromium_takes_the_log_for_a_polite_region_that_reads_what_is_added(widget, context):
    widget.ask("Does it apply to schools?", "does not apply")
    tree = context.new_cdp_session(widget.page).send("Accessibility.getFullAXTree")["nodes"]
    regions = {
        node["role"]["value"]: {each["name"]: each["value"]["value"] for each in node["properties"]}
        for node in tree
        if node.get("role", {}).get("value") in ("log", "status")
    }
    assert regions["log"]["live"] == regions["status"]["live"] == "polite"
    assert regions["log"]["relevant"] == "additions text"
    assert not regions["log"]["atomic"]  # an atomic one would read the whole conversation with each reply
