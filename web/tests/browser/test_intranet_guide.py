"""The snippets of docs/intranet.md, taken from the page as they stand and run on an intranet's origin."""

import re
import uuid
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from rrn_web.settings import read_settings

from tests.browser.conftest import Widget
from tests.conftest import INTRANET, ROOT
from tests.test_api import sign_in

GUIDE = (ROOT / "docs" / "intranet.md").read_text(encoding="utf-8")
EXAMPLE = "https://assistant.example.org"
QUESTION, ANSWER = "Does it apply to schools?", "does not apply"


def snippets(section, language):
    """Returns the code of a section in one language."""
    _, _, rest = GUIDE.partition(f"\n## {section}\n")
    assert rest, f"The guide has no section {section!r}."
    return re.findall(rf"^```{language}\n(.*?)^```$", rest.partition("\n## ")[0], re.MULTILINE | re.DOTALL)


@pytest.fixture
def intranet(page, serve, stack):
    """Serves an intranet's page with the guide's snippets, for a person who is signed in there."""

    def start(html, script, person):
        token = sign_in(person)["Authorization"].removeprefix("Bearer ")
        body = f"<!doctype html><html lang=en><title>Intranet</title><button id=sign-out>Sign out</button>{html}</html>"
        pages = {"/": body.replace(EXAMPLE, stack.url), "/rrn-sign-in.js": script.replace(EXAMPLE, stack.url), "/rrn-token": token}
        page.goto(serve(pages, port=urlsplit(stack.intranet).port))
        return page

    return start


@pytest.fixture
def person():
    return uuid.uuid4().hex


def test_by_script(intranet, stack, person):
    (html,), (script,) = snippets("By script", "html"), snippets("By script", "js")
    page = intranet(html, script, person)
    widget = Widget(page)
    widget.launcher.click()
    widget.ask(QUESTION, ANSWER)
    assert stack.session(**sign_in(person)).texts() == [QUESTION]
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.get_by_role("button", name="Sign out").click()
    expect(widget.log).not_to_contain_text(QUESTION)
    expect(widget.state).to_contain_text("You are signed out")


def test_by_frame(intranet, stack, person):
    (html,), scripts = snippets("By frame", "html"), snippets("By frame", "js")
    page = intranet(f'{html}<script src="/rrn-sign-in.js"></script>', "".join(scripts), person)
    widget = Widget(page)
    frame = page.frame_locator("iframe")
    widget.field, widget.log, widget.state = frame.get_by_label("Your question"), frame.get_by_role("log"), frame.locator(".state")
    widget.ask(QUESTION, ANSWER)
    assert stack.session(**sign_in(person)).texts() == [QUESTION]
    page.get_by_role("button", name="Sign out").click()
    expect(widget.log).not_to_contain_text(QUESTION)
    expect(widget.state).to_contain_text("You are signed out")


def test_the_settings(tmp_path):
    (block,) = snippets("The token", "")
    named = dict(line.partition("#")[0].strip().split("=", 1) for line in block.splitlines())
    jwks = named.pop("RRN_INTRANET_JWKS")
    assert jwks.endswith(".json")
    read = read_settings({**named, "RRN_INTRANET_SECRET": INTRANET["secret"], "RRN_STATE": str(tmp_path)}).intranet
    assert (read.issuer, read.audience) == (named["RRN_INTRANET_ISSUER"], named["RRN_INTRANET_AUDIENCE"])
    (tmp_path / "jwks.json").write_text('{"keys": []}')
    by_keys = {name: value for name, value in named.items() if name != "RRN_INTRANET_SECRET"}
    read = read_settings({**by_keys, "RRN_INTRANET_JWKS": str(tmp_path / "jwks.json"), "RRN_STATE": str(tmp_path)}).intranet
    assert read.jwks == tmp_path / "jwks.json"
