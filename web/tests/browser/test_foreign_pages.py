"""The widget on pages that are not ours: hostile styles, strict policies, frames, and texts that look like markup."""

import json
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
    token = sign_in("framed-alice")["Authorization"].removeprefix("Bearer ")
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
    assert stack.session(**sign_in("framed-alice")).texts() == ["Does it apply to schools?"]
    assert INTRANET["secret"] not in page.content()


TEMPLATES = [
    "<script>{hit}</script>",
    "<img src=x onerror={hit}>",
    "<svg onload={hit}>",
    "<svg/onload='{hit}'>",
    '"><script>{hit}</script>',
    "'><img src=x onerror={hit}>",
    "<iframe srcdoc='<script>parent.{hit}</script>'>",
    "<iframe src=javascript:{hit}>",
    "[link](javascript:{hit})",
    "[link](JaVaScRiPt:{hit})",
    "[x](data:text/html,<script>{hit}</script>)",
    "**<img src=x onerror={hit}>**",
    "- <b onmouseover={hit}>x</b>",
    "<details open ontoggle={hit}>",
    "<math><mtext><script>{hit}</script>",
    "<style>@import 'javascript:{hit}'</style>",
    "{{{{constructor.constructor('{hit}')()}}}}",
    "${{{hit}}}",
    "<a href=javascript:{hit}>x</a>",
    "javascript:{hit}",
    "<body onload={hit}>",
    "<input autofocus onfocus={hit}>",
    "<video><source onerror={hit}></video>",
    "<template><script>{hit}</script></template>",
    "</textarea><script>{hit}</script>",
    "<!--><script>{hit}</script>",
    "<base href=//x><script>{hit}</script>",
    "<object data=javascript:{hit}>",
    "<embed src=javascript:{hit}>",
    "<form action=javascript:{hit}><button>x</button></form>",
    "&lt;script&gt;{hit}&lt;/script&gt;",
    "%3Cscript%3E{hit}%3C/script%3E",
    "<marquee onstart={hit}>",
    "<link rel=stylesheet href=javascript:{hit}>",
    "<meta http-equiv=refresh content='0;url=javascript:{hit}'>",
    "<scr<script>ipt>{hit}</script>",
    "\\u003cscript\\u003e{hit}",
    "<xss id=x tabindex=1 onfocus={hit}>",
    "<table background=javascript:{hit}>",
    "<isindex action=javascript:{hit}>",
]
CALLS = [
    "window.hit=1",
    "alert(1)",
    "top.hit=1",
    "eval('window.hit=1')",
    "self['hit']=1",
    "(()=>{window.hit=1})()",
    "Function('window.hit=1')()",
    "document.title='hit'",
]
WRAPS = ["{}", "Is {} certified?", "a {} b", "{}\n{}"]
#: 40 x 8 x 4 = 1,280 texts.
PAYLOADS = [wrap.replace("{}", template.format(hit=call)) for template in TEMPLATES for call in CALLS for wrap in WRAPS]


def answer_with(body):
    return lambda route: route.fulfill(json=body)


def test_a_thousand_texts_that_look_like_scripts_are_shown_as_text(page, stack):
    """In what people type, in replies, titles of buttons, quotes, links and providers' names, and in history."""
    assert len(set(PAYLOADS)) >= 1000
    Widget(page).open(f"{stack.url}/demo")
    page.evaluate("window.hit = undefined")
    shown = {}

    def reply(text):
        source = {"id": "s", "title": text, "url": f"javascript:{text}", "quote": text, "as_of": "2026-01-01", "review_by": "2026-02-01"}
        verdict = {
            "sector": "x",
            "label": text,
            "outcome": text,
            "nhs_commissioned": None,
            "cqc_regulated": True,
            "reasons": [{"statement": text, "quote": text}],
        }
        status = {"provider": text, "status": text, "as_of": None}
        return {
            "text": text,
            "kind": "answer",
            "id": text,
            "confidence": 1,
            "sources": [source],
            "verdict": verdict,
            "status": status,
            "buttons": [{"id": "1.0", "title": text}],
            "also": [],
            "trace": {},
        }

    for start in range(0, len(PAYLOADS), 160):
        chunk = PAYLOADS[start : start + 160]
        turns = [
            {"turn": n + 1, "at": "2026-01-01T00:00:00Z", "text": text, "reply": reply(text), "client_message_id": str(n)}
            for n, text in enumerate(chunk)
        ]
        page.route("**/api/history", answer_with({"turns": turns}))
        page.reload()
        page.evaluate("localStorage.setItem('rrn:' + location.origin, 'kept')")
        page.reload()
        widget = Widget(page)
        widget.launcher.click()
        expect(widget.log.locator(".mine")).to_have_count(len(chunk))
        shown.update(dict.fromkeys(widget.log.locator(".mine").all_text_contents()))
        assert page.evaluate("window.hit === undefined && !document.title.includes('hit')")
        assert widget.log.locator("script, img, svg, iframe, object, embed, style, link, form form, [onload], [onerror]").count() == 0
        assert all(
            href.startswith(("https:", "http:", "tel:")) for href in widget.log.locator("a").evaluate_all("all => all.map(a => a.href)")
        )
        page.unroute("**/api/history")
    assert set(shown) == set(PAYLOADS)
    assert page.evaluate("window.hit") is None
