"""Chromium, headless, and the pages that the widget is tried on."""

from __future__ import annotations

import http.server
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser):
    opened = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB")
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context):
    """A page on which no script failed and no policy was broken, else the test fails."""
    opened = context.new_page()
    troubles = watch(opened)
    yield opened
    assert troubles == []


def watch(page):
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Policy" in message.text or "Trusted" in message.text else None)
    return troubles


def with_sources(page, **fields):
    """Replies come with these fields in their sources."""

    def change(route):
        answer = route.fetch()
        body = answer.json()
        for source in body["reply"]["sources"]:
            source.update(fields)
        route.fulfill(response=answer, json=body)

    page.route("**/api/messages", change)


class Widget:
    """The widget on a page, as a person uses it."""

    def __init__(self, page):
        self.page = page
        self.launcher = page.get_by_role("button", name="Ask about the RRN Training Standards")
        self.field = page.get_by_label("Your question")
        self.log = page.get_by_role("log")
        self.state = page.locator("rrn-assistant .state")

    def open(self, url):
        self.page.goto(url)
        self.launcher.click()
        self.field.wait_for()
        return self

    def ask(self, text, answer):
        self.field.fill(text)
        self.field.press("Enter")
        self.log.locator(".body, .card", has_text=answer).last.wait_for()
        return self


@pytest.fixture
def widget(page, stack):
    return Widget(page).open(f"{stack.url}/demo")


@pytest.fixture
def serve():
    """Serves pages on an origin of their own: ``serve({"/": html}, headers) -> address``; a port of its own may be given."""
    servers = []

    def start(pages, headers=None, port=0):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = pages.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                kind = "text/javascript" if self.path.endswith(".js") else "text/css" if self.path.endswith(".css") else "text/html"
                for name, value in {"Content-Type": f"{kind}; charset=utf-8", **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name that http.server looks for

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
