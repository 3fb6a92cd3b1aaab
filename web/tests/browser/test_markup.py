"""Texts that look like scripts, wherever one can come from: none runs, all are shown as text."""

import asyncio
import csv
import os
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from rrn_web.inbox import Inbox

from tests.browser.conftest import Widget
from tests.conftest import RRN

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


def chunks(size, texts=PAYLOADS):
    return [pytest.param(texts[start : start + size], id=str(start)) for start in range(0, len(texts), size)]


#: What would be in the page if a text had become markup.
MARKUP = "script, img, svg, iframe, object, embed, style, link, base, meta, video, math, marquee, form form, [onload], [onerror], [onfocus]"


def test_there_are_a_thousand():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 1000


def nothing_ran(page, part):
    assert page.evaluate("window.hit === undefined && !document.title.includes('hit')")
    assert part.locator(MARKUP).count() == 0
    links = part.locator("a").evaluate_all("all => all.map(a => a.href)")
    assert all(link.startswith(("https:", "http:", "tel:")) for link in links), links


def conversation(page, stack, client, turns):
    """Opens the widget on a conversation that stands in the inbox."""
    page.goto(f"{stack.url}/demo")
    page.evaluate("token => localStorage.setItem('rrn:' + location.origin, token)", client.token)
    page.reload()
    widget = Widget(page)
    widget.launcher.click()
    expect(widget.log.locator(".mine")).to_have_count(turns)
    return widget


@pytest.mark.parametrize("texts", chunks(40))
def test_asked_as_questions_and_sent_as_feedback(page, stack, texts):
    """They go the whole way: through the API, the assistant and the history; a quarter of them asks for a provider of that name."""
    client = stack.session()
    for turn, text in enumerate(texts, start=1):
        assert client.ask(text).status_code == 200
        assert client.call("POST", "feedback", {"turn": turn, "vote": "down", "comment": text}).status_code == 204
    widget = conversation(page, stack, client, len(texts))
    assert widget.log.locator(".mine").all_text_contents() == texts
    nothing_ran(page, widget.log)


@pytest.mark.parametrize("texts", chunks(160))
def test_stored_in_content(page, stack, texts):
    """They stand in the inbox as if the content held them: in answers, quotes, titles, addresses, verdicts, buttons, names of providers."""
    client = stack.session()
    with ThreadPoolExecutor(1) as thread:  # Playwright has a loop of its own in this one
        thread.submit(asyncio.run, write_down(stack, client.conversation, texts)).result()
    widget = conversation(page, stack, client, len(texts))
    widget.log.locator("details").evaluate_all("all => all.forEach(card => { card.open = true })")
    shown = [part.replace("\n", " ") for part in widget.log.locator(".card.status p:last-child").all_text_contents()]
    assert shown == [text.replace("\n", " ") for text in texts]
    assert widget.log.locator("blockquote").all_text_contents() == texts
    nothing_ran(page, widget.log)


async def write_down(stack, name, texts):
    inbox = Inbox(f"sqlite:///{stack.state / 'inbox.db'}", "key")
    for text in texts:
        await inbox.answered(await inbox.receive(name, uuid.uuid4().hex, text, text), reply(text))
    await inbox.close()


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
    return {
        "text": text,
        "kind": "answer",
        "id": text,
        "confidence": 1,
        "sources": [source],
        "verdict": verdict,
        "status": {"provider": text, "status": text, "as_of": None},
        "buttons": [{"title": text, "payload": text}],
        "also": [],
        "trace": {},
    }


@pytest.mark.parametrize("texts", chunks(160))
def test_in_the_known_questions_and_the_decision_table(page, stack, texts):
    """On the staff page, in every text of the reference that the assistant hands over."""

    def change(route):
        answer = route.fetch()
        known = answer.json()
        rule = known["rules"][0]
        known["rules"] = [{**rule, "id": text, "setting": [text], "nhs_commissioned": [text], "outcome": text} for text in texts]
        known["settings"] = [{"id": text, "title": text, "label": text, "class": text} for text in texts]
        known["questions"] = [{"id": text, "title": text, "words": [text]} for text in texts]
        known["topics"] = [{"id": text, "title": text, "question": text, "words": [text]} for text in texts]
        route.fulfill(response=answer, json=known)

    page.route("**/api/reference", change)
    page.goto(f"{stack.url}/")
    expect(page.locator("#rules tbody th")).to_have_count(len(texts))
    assert page.locator("#rules tbody th").all_text_contents() == texts
    assert set(page.get_by_role("option").all_text_contents()) <= set(texts)
    page.get_by_text("Which settings are of which class").click()
    assert page.locator("#settings li").count() == len(texts)
    nothing_ran(page, page.locator("main"))


#: Each text in the name of a provider, and as it stands as its alias.
PROVIDERS = {f"Test {number} {text} Training": text for number, text in enumerate(" ".join(text.split()) for text in PAYLOADS)}


@pytest.fixture(scope="module")
def register(stack, tmp_path_factory):
    """The stack's own register, with these providers brought in as the people who keep it do."""
    path = tmp_path_factory.mktemp("register") / "providers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["provider", "aliases", "status", "as_of", "review_by", "source"])
        rows.writerows([name, alias, "certified", "2026-01-01", "2099-01-01", "letter (test data)"] for name, alias in PROVIDERS.items())
    command = [str(RRN), "providers", "import", str(path), "--by", "tester"]
    done = subprocess.run(command, env={**os.environ, "RRN_STATE": str(stack.state)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or done.stdout


def test_in_the_register_on_the_staff_page(page, stack, register):
    page.goto(f"{stack.url}/")
    page.get_by_label("Find a provider").fill("test")
    expect(page.locator("#provider-count")).to_contain_text("with \u201ctest\u201d")
    seen = {}
    while not seen or page.locator("#next").get_attribute("aria-disabled") == "false":
        if seen:
            page.locator("#next").click()
        expect(page.locator("#provider-count")).to_contain_text(f"Page {len(seen) // 50 + 1} of")
        names, cells = page.locator("#providers tbody th").all_text_contents(), page.locator("#providers tbody td:nth-child(2)")
        seen.update(zip(names, cells.all_text_contents(), strict=True))
        nothing_ran(page, page.locator("main"))
    assert seen == PROVIDERS


@pytest.mark.parametrize("names", chunks(200, list(PROVIDERS)[:1000]))
def test_in_the_register_in_a_status_card(page, stack, register, names):
    client = stack.session()
    for name in names:
        assert client.reply(f"Is {name} certified?")["kind"] == "status", name
    widget = conversation(page, stack, client, len(names))
    assert widget.log.locator(".card.status p:nth-child(2)").all_text_contents() == names
    nothing_ran(page, widget.log)
