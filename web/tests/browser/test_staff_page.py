"""The staff page: quick, with the keyboard first."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import with_sources


def test_search_as_one_types_and_ask_with_enter(page, stack):
    page.goto(f"{stack.url}/")
    page.get_by_role("option").first.wait_for()
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("how long")
    expect(page.get_by_role("option").first).to_have_text("How long does certification take?")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("12 month")


def test_what_is_not_in_the_list_is_asked(page, stack):
    page.goto(f"{stack.url}/")
    field = page.get_by_role("combobox")
    page.get_by_role("option").first.wait_for()
    field.fill("does it apply to prisons")
    field.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("The page does not say")


def test_a_link_to_an_answer_can_be_shared(page, context, stack):
    page.goto(f"{stack.url}/#answer=cqc_expectation")
    expect(page.get_by_role("log")).to_contain_text("will expect")
    page.get_by_role("button", name="Copy link").click()
    shared = page.evaluate("navigator.clipboard.readText()")
    assert shared == f"{stack.url}/#answer=cqc_expectation"


def test_the_decision_table_and_the_register_are_there_to_look_at(page, stack):
    page.goto(f"{stack.url}/")
    expect(page.get_by_role("row", name=re.compile("R4"))).to_contain_text("mandatory")
    expect(page.locator("#providers")).to_contain_text("Intelligensa Limited")
    expect(page.locator("#providers")).to_contain_text("working towards certification")


def test_a_large_register_is_searched_and_not_shown_whole(page, stack):
    def large(route):
        answer = route.fetch()
        known = answer.json()
        known["register"] = [{"provider": f"Test provider {n}", "status": "certified", "as_of": "2026-01-01"} for n in range(5000)]
        route.fulfill(response=answer, json=known)

    page.route("**/api/reference", large)
    page.goto(f"{stack.url}/")
    rows = page.locator("#providers tbody tr")
    expect(rows).to_have_count(200)
    expect(page.locator("#provider-count")).to_contain_text("5000 providers")
    page.get_by_label("Find a provider in the register").fill("provider 4999")
    expect(rows).to_have_count(1)
    expect(page.locator("#provider-count")).to_have_text("1 of 5000 providers.")


def test_an_answer_is_copied_for_an_e_mail_with_its_source_and_dates(page, stack):
    with_sources(page, reviewed_on="2026-11-20")
    page.goto(f"{stack.url}/#answer=cqc_expectation")
    page.get_by_role("button", name="Copy for e-mail").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "as of 22 November 2026, reviewed on 20 November 2026. https://www.intelligensa.co.uk/" in copied
