"""Texts that look like scripts, in content that is published and served by the real stack: none runs, all are shown as text."""

import json
import os
import re
import shutil
import subprocess

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import Widget
from tests.browser.test_markup import PAYLOADS, conversation, nothing_ran
from tests.conftest import ROOT, RRN, running_stack

PYTHON = RRN.with_name("python")
#: What is asked about the settings whose labels hold a text; see ``published.py``.
ABOUT = ["Does it apply to schools?", "And the police?", "And prisons?", "We run a care home. Does it apply?"]
#: Signs that the little Markdown of replies reads, and the line that a text may be broken over.
MARKDOWN = re.compile(r"\*\*|\]\(|^[-*] |\n")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A stack that serves such content, with the model of the content as it stands: a person's questions are read as ever."""
    folder, state = (tmp_path_factory.mktemp(name) for name in ("published", "state"))
    shutil.copytree(ROOT / "data", folder / "data")
    model = subprocess.run([str(RRN), "model"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    script, texts = ROOT / "web" / "tests" / "browser" / "published.py", json.dumps(PAYLOADS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([str(PYTHON), str(script), str(folder / "data")], env=environment, input=texts, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with running_stack(state, RRN_DATA=str(folder / "data"), RRN_MODEL=model) as running:
        yield running


@pytest.fixture(scope="module")
def known(published):
    return requests.get(f"{published.url}/api/reference", timeout=20).json()


def shown_after(page, stack, questions, kinds):
    """Asks questions, opens the widget on what was said, with every source open, and returns it."""
    client = stack.session()
    replies = [client.reply(question) for question in questions]
    assert {reply["kind"] for reply in replies} <= kinds, [(reply["kind"], reply["id"]) for reply in replies]
    widget = conversation(page, stack, client, len(questions))
    widget.log.locator("details").evaluate_all("all => all.forEach(card => { card.open = true })")
    return widget


def all_stand_in(text, texts):
    missing = [each for each in texts if not MARKDOWN.search(each) and each not in text]
    assert missing == []


def test_in_topics_and_answers(page, published, known):
    topics = [topic["question"] for topic in known["topics"]]
    widget = shown_after(page, published, topics, {"not_covered"})
    all_stand_in(widget.log.text_content(), PAYLOADS)
    nothing_ran(page, widget.log)
    widget = shown_after(page, published, [question["title"] for question in known["questions"] if "<" in question["title"]], {"answer"})
    all_stand_in(widget.log.text_content(), [" ".join(text.split()) for text in PAYLOADS])
    nothing_ran(page, widget.log)


def test_in_quotes_labels_of_settings_and_the_title_of_the_page(page, published, known):
    widget = shown_after(page, published, [*ABOUT, "What does the CQC expect?"], {"verdict", "clarify", "answer"})
    expect(widget.log.locator("details.source summary").last).to_contain_text(PAYLOADS[0])
    quoted = widget.log.locator("blockquote").all_text_contents()
    assert any("hit=1" in quote for quote in quoted)
    assert any(PAYLOADS[0] in label for label in widget.log.locator(".card.verdict dd").all_text_contents())
    nothing_ran(page, widget.log)


def test_in_a_related_question_that_is_pressed(page, published, known):
    widget = shown_after(page, published, ["What does the CQC expect?"], {"answer"})
    offered = widget.log.locator(".offered button").first
    title = offered.text_content()
    assert title in [question["title"] for question in known["questions"]]
    assert "hit" in title or "alert" in title
    offered.click()
    expect(widget.log.locator(".mine").last).to_have_text(title)
    nothing_ran(page, widget.log)


def test_copied_and_saved_they_are_text(page, published):
    widget = Widget(page).open(f"{published.url}/demo").ask("What does the CQC expect?", "will expect")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(widget.state).to_contain_text("copied")
    assert PAYLOADS[0] in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save transcript").click()
    assert PAYLOADS[0] in saved.value.path().read_text()
    nothing_ran(page, widget.log)


def test_on_the_staff_page(page, published, known):
    page.goto(f"{published.url}/")
    page.get_by_role("option").first.wait_for()
    titles = [question["title"] for question in known["questions"]]
    assert sum("<" in title for title in titles) >= 8
    for title in titles:
        page.get_by_role("combobox").fill(title)
        expect(page.get_by_role("option").first).to_be_visible()
        assert title in page.get_by_role("option").all_text_contents()
        nothing_ran(page, page.locator("main"))
