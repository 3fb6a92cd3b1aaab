"""A chat widget that others made, rasa-webchat from npm, on the front: it speaks Rasa's socket.io channel."""

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT

SCRIPT = ROOT / "web" / "tests" / "node" / "node_modules" / "rasa-webchat" / "lib" / "index.js"


@pytest.fixture
def webchat(context, stack):
    """Opens rasa-webchat on a page of the front's own origin."""

    def start(**options):
        page = context.new_page()
        settings = "{" + ",".join(f"{name}: {value}" for name, value in options.items()) + "}"
        html = f"""<!doctype html><title>Another widget</title><div id="webchat"></div><script src="/webchat.js"></script>
<script>WebChat.default({{initPayload: '', socketUrl: '{stack.url}', socketPath: '/socket.io/', customData: {{language: 'en'}},
 title: 'Another widget', params: {{storage: 'local'}}, protocolOptions: {settings}}}, null)</script>"""
        page.route(f"{stack.url}/webchat.js", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript"))
        page.route(f"{stack.url}/another-page", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{stack.url}/another-page")
        page.locator(".rw-launcher").click()
        return page

    return start


def ask(page, text):
    page.locator(".rw-new-message").fill(text)
    page.locator(".rw-new-message").press("Enter")


def test_it_asks_presses_buttons_and_finds_its_conversation_again(webchat):
    page = webchat()
    ask(page, "We run a care home. Does it apply to us?")
    expect(page.locator(".rw-response").last).to_contain_text("NHS commissioned?")
    page.locator(".rw-reply", has_text="Yes, it is NHS commissioned").click()
    expect(page.locator(".rw-messages-container")).to_contain_text("Mandatory")
    expect(page.locator(".rw-messages-container")).to_contain_text("as of 22 November 2026")
    kept = page.evaluate("JSON.parse(localStorage.getItem('chat_session')).session_id")
    page.reload()
    expect(page.locator(".rw-messages-container")).to_contain_text("Mandatory")
    ask(page, "and children's homes?")
    expect(page.locator(".rw-messages-container")).to_contain_text("Does not apply")
    assert page.evaluate("JSON.parse(localStorage.getItem('chat_session')).session_id") == kept


def test_its_first_message_without_text_is_no_question(webchat):
    page = webchat()
    page.wait_for_timeout(1500)
    assert page.locator(".rw-response").count() == 0
    ask(page, "Does it apply to schools?")
    expect(page.locator(".rw-messages-container")).to_contain_text("Does not apply")


def test_markup_that_is_sent_does_not_run(webchat):
    page = webchat()
    ask(page, "<img src=x onerror='window.hit=1'> certification")
    page.locator(".rw-response").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit === undefined")
