"""A second language is a second file of texts: no code is changed for it."""

import json
import re

from playwright.sync_api import expect
from rrn_web.pages import WIDGET
from rrn_web.static_files import static_files

from tests.browser.conftest import Widget

ENGLISH = json.loads((WIDGET / "texts.en.json").read_text(encoding="utf-8"))
#: No language: every text is marked, so that one that stands in the code is seen.
MARKED = {
    key: [f"\u27e6{each}\u27e7" for each in text] if isinstance(text, list) else f"\u27e6{text}\u27e7" for key, text in ENGLISH.items()
}

#: What the widget itself says: the names of its parts and of its buttons, but for those that replies bring.
OWN_WORDS = """host => [...host.shadowRoot.querySelectorAll(
    'button, label, h2, summary, dt, .name, .heading, .outcome, [aria-label], [placeholder]')]
  .filter(part => !part.closest('.offered') && part.checkVisibility())
  .map(part => part.getAttribute('aria-label') ?? part.getAttribute('placeholder') ?? part.textContent)"""


def open_in(page, stack, language, texts=None):
    if texts:
        page.route(f"**/texts.{language}.json", lambda route: route.fulfill(json=texts))

    def translated(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('lang="en-GB"', f'lang="{language}"'))

    page.route("**/demo", translated)
    page.goto(f"{stack.url}/demo")
    page.locator("rrn-assistant .launcher").click()
    widget = Widget(page)
    widget.field = page.locator("rrn-assistant #rrn-question")
    return widget


def test_every_word_of_the_widget_comes_from_the_file(page, stack):
    widget = open_in(page, stack, "cy", MARKED)
    widget.ask("We run a care home. Does it apply to us?", "NHS commissioned?")
    page.get_by_role("button", name="Yes, it is NHS commissioned").click()
    widget.log.locator(".card.verdict").wait_for()
    widget.log.locator(".tools button", has_text=ENGLISH["not_helpful"]).last.click()
    widget.field.fill("x" * 900)
    words = page.locator("rrn-assistant").evaluate(OWN_WORDS)
    assert len(words) > 20
    assert [word for word in words if "\u27e6" not in word] == []
    expect(page.locator("rrn-assistant .count")).to_have_text("\u27e6Characters left: 100\u27e7")
    assert page.locator("rrn-assistant .rrn").get_attribute("lang") == "cy"


def test_dates_are_written_as_the_language_writes_them(page, stack):
    widget = open_in(page, stack, "fr", MARKED)
    widget.ask("What does the CQC expect?", "will expect")
    expect(widget.log.locator("summary")).to_contain_text(re.compile(r"\d+ novembre \d{4}"))


def test_a_language_without_a_file_is_english(page, stack):
    open_in(page, stack, "xx")
    expect(page.get_by_label(ENGLISH["question_label"])).to_be_visible()


def test_the_front_serves_whatever_files_of_texts_there_are(tmp_path):
    (tmp_path / "texts.cy.json").write_text(json.dumps(MARKED), encoding="utf-8")
    assert set(static_files(tmp_path)) == {"texts.cy.json"}


def test_all_languages_have_the_same_texts_and_gaps():
    for path in WIDGET.glob("texts.*.json"):
        texts = json.loads(path.read_text(encoding="utf-8"))
        assert set(texts) == set(ENGLISH), path.name
        for key, text in texts.items():
            assert type(text) is type(ENGLISH[key]), f"{path.name}: {key}"
            assert re.findall(r"\{\w+\}", str(text)) == re.findall(r"\{\w+\}", str(ENGLISH[key])), f"{path.name}: {key}"
