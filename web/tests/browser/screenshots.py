"""Takes the pictures of the documentation: ``make screenshots``."""

import pytest

from tests.browser.conftest import Widget
from tests.conftest import ROOT

PICTURES = ROOT / "docs" / "screenshots"


@pytest.fixture(autouse=True)
def folder():
    PICTURES.mkdir(exist_ok=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_widget(page, stack, theme):
    page.emulate_media(color_scheme=theme)
    widget = Widget(page).open(f"{stack.url}/demo").ask("What does the CQC expect?", "will expect")
    widget.log.locator("summary").click()
    widget.log.locator("blockquote").first.wait_for()
    widget.log.evaluate("log => log.scrollBy(0, -200)")
    page.screenshot(path=PICTURES / f"widget-{theme}.png")


def test_verdict_on_a_phone(page, stack):
    page.set_viewport_size({"width": 390, "height": 844})
    widget = Widget(page).open(f"{stack.url}/demo").ask("We run a care home. Does it apply to us?", "NHS commissioned?")
    page.get_by_role("button", name="Yes, it is NHS commissioned").click()
    widget.log.locator(".card.verdict").wait_for()
    page.screenshot(path=PICTURES / "verdict-phone.png")


def test_staff_page(page, stack):
    page.goto(f"{stack.url}/#answer=nhs_mandate")
    page.get_by_role("log").get_by_text("1 April 2021").first.wait_for()
    page.screenshot(path=PICTURES / "staff.png")
