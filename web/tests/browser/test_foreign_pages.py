"""The widget on pages that are not ours: hostile styles, strict policies, and frames."""

import json
import uuid
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Widget, watch
from tests.conftest import INTRANET
from tests.test_api import sign_in

HOSTILE = """
*, *::before { all: unset !important; color: red !important; font-size: 3px !important }
* { display: inline !important; letter-spacing: 9px !important }
div, button, textarea, section, input { display: none !important; position: static !important }
div, button, textarea, section, input { width: 1px !important; visibility: hidden !important }
rrn-assistant { opacity: 0.01 !important; transform: scale(0.1) !important }
"""


@pytest.fixture
def foreign(stack, serve, browser):
    """Serves a page of another origin with the widget on it."""

    def start(body, headers=None, css="", scripts=1, port=0):
        tags = f'<script type="module" src="{stack.url}/widget.js"></script>' * scripts
        link = '<link rel="stylesheet" href="/hostile.css">' if css else ""
        html = f"<!doctype html><html lang=en><title>Foreign</title>{link}{tags}<body>{body}</body></html>"
        return serve({"/": html, "/hostile.css": css}, headers, port)

    return start


def test_hostile_styles_a_strict_policy_and_trusted_types(page, stack, foreign):
    policy = (
        f"default-src 'none'; script-src {stack.url}; style-src 'self'; connect-src {stack.url}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    address = foreign("<p>Host page</p>", {"Content-Security-Policy": policy}, HOSTILE, scripts=2, port=urlsplit(stack.intranet).port)
    widget = Widget(page).open(address).ask("Does it apply to schools?", "does not apply")
    assert page.locator("rrn-assistant").count() == 1
    size = widget.field.evaluate("element => getComputedStyle(element).fontSize")
    assert size == "16px"
    box = page.get_by_role("button", name="Send", exact=True).bounding_box()
    assert box["height"] >= 44
    assert page.locator("rrn-assistant").evaluate("element => getComputedStyle(element).opacity") == "1"


def test_an_origin_that_is_not_listed_is_told_so_and_sees_nothing(context, foreign):
    page = context.new_page()
    widget = Widget(page).open(foreign("<p>Host page</p>"))
    widget.field.fill("Does it apply to schools?")
    widget.field.press("Enter")
    expect(widget.state).to_contain_text("Not sent yet")
    assert widget.log.locator(".body").count() == 1  # the greeting


def test_a_signed_in_person_finds_the_conversation_again(browser, stack, serve):
    token = sign_in("browser-alice")["Authorization"].removeprefix("Bearer ")

    def visit(context):
        page = context.new_page()
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => {"
            " const made = document.createElement('rrn-assistant');"
            " const assistant = document.querySelector('rrn-assistant') ?? document.body.appendChild(made);"
            f" assistant.getToken = async () => {json.dumps(token)}; }})"
        )
        return Widget(page).open(f"{stack.url}/demo")

    one, other = browser.new_context(), browser.new_context()
    visit(one).ask("Does it apply to schools?", "does not apply")
    elsewhere = visit(other)
    expect(elsewhere.log).to_contain_text("Does it apply to schools?")
    assert token not in str(other.storage_state())
    elsewhere.page.evaluate("document.querySelector('rrn-assistant').logout()")
    expect(elsewhere.log).not_to_contain_text("Does it apply to schools?")
    one.close()
    other.close()


def test_a_frame_is_shown_to_listed_parents_alone(context, stack, serve):
    page = context.new_page()
    watch(page)
    address = serve(
        {"/": f'<!doctype html><title>Intranet</title><iframe title="Assistant" width=500 height=600 src="{stack.url}/embed"></iframe>'}
    )
    page.goto(address)
    page.wait_for_timeout(1000)
    assert page.frames[-1].get_by_label("Your question").count() == 0
    page.goto(f"{stack.url}/embed")
    page.get_by_label("Your question").wait_for()


def test_the_sign_in_of_a_frame_comes_from_its_parent_alone(context, stack):
    """The page for frames, inside a page of a listed origin: the front's own."""
    page = context.new_page()
    person = uuid.uuid4().hex
    token = sign_in(person)["Authorization"].removeprefix("Bearer ")
    html = f'<!doctype html><title>Intranet</title><iframe title="Assistant" width=500 height=600 src="{stack.url}/embed"></iframe>'
    page.route(f"{stack.url}/intranet", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.add_init_script(
        "if (window.top === window) addEventListener('message', (event) => {"
        f" if (event.origin === {json.dumps(stack.url)} && event.data.type === 'rrn:sign-in-wanted')"
        f" event.source.postMessage({{type: 'rrn:sign-in', token: {json.dumps(token)}}}, event.origin); }})"
    )
    page.goto(f"{stack.url}/intranet")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Your question").fill("Does it apply to schools?")
    frame.get_by_label("Your question").press("Enter")
    frame.get_by_role("log").get_by_text("does not apply").first.wait_for()
    assert stack.session(**sign_in(person)).texts() == ["Does it apply to schools?"]
    assert INTRANET["secret"] not in page.content()
