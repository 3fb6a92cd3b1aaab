"""The staff page: quick, with the keyboard first."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
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


#: What is asked, and what the link to its reply names.
LINKS = {
    "How much does certification cost?": "answer=cost",
    "Is Intelligensa certified?": "provider=Intelligensa+Limited",
    "Does it apply to a nursing home that is not NHS commissioned but CQC regulated?": "setting=nursing_home&nhs=no&cqc=yes",
    "Does it apply to schools?": "setting=school",
}


@pytest.mark.parametrize("asked", LINKS)
def test_a_link_to_a_reply_gives_it_again(page, browser, stack, asked):
    page.goto(f"{stack.url}/")
    page.get_by_label("Your question").fill(asked)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    shared = page.evaluate("navigator.clipboard.readText()")
    assert shared == f"{stack.url}/#{LINKS[asked]}"
    shown = page.get_by_role("log").locator(".turn.theirs > :is(.body, .verdict, .status)").all_text_contents()
    other = browser.new_page()  # of somebody else
    other.goto(shared)
    other.get_by_role("button", name="Copy link").wait_for()
    assert other.get_by_role("log").locator(".turn.theirs > :is(.body, .verdict, .status)").all_text_contents() == shown
    other.close()


@pytest.mark.parametrize(
    "asked",
    [
        "We run a care home. Does it apply to us?",
        "Does it apply to schools and to the police?",
        "Was Intelligensa certified in 2020?",
        "What is the capital of France?",
        "A carer hit my mother",
    ],
)
def test_no_link_is_offered_that_would_not_give_the_reply_again(page, stack, asked):
    page.goto(f"{stack.url}/")
    page.get_by_label("Your question").fill(asked)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy for e-mail").wait_for()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


def test_every_setting_with_any_facts_and_every_topic_is_found_again_by_its_link(page, stack):
    page.goto(f"{stack.url}/")
    page.get_by_role("option").first.wait_for()
    known = requests.get(f"{stack.url}/api/reference", timeout=20).json()
    facts = {"nhs": ("nhs_commissioned", [True, False, None]), "cqc": ("cqc_regulated", [True, False, None])}
    verdicts = [
        {"sector": each["id"], facts["nhs"][0]: nhs, facts["cqc"][0]: cqc}
        for each in known["settings"]
        for nhs in facts["nhs"][1]
        for cqc in facts["cqc"][1]
        if each["id"] != "nhs_service" or nhs  # its name says that it is
    ]
    empty = {"also": [], "verdict": None, "status": None}
    replies = [{**empty, "kind": "verdict", "id": "sector_applicability", "verdict": each} for each in verdicts]
    replies += [{**empty, "kind": "not_covered", "id": each["id"]} for each in known["topics"]]
    asked = page.evaluate(
        """async ([replies, known]) => {
             const script = [...document.scripts].find((each) => each.src.endsWith('/staff.js')).src;
             const { nameOf, questionOf } = await import(new URL('links.js', script).href);
             const askable = { known: [...known.questions, ...known.topics], settings: known.settings };
             return replies.map((reply) => questionOf(nameOf(reply), askable));
           }""",
        [replies, known],
    )
    assert len(asked) > 300
    for wanted, question in zip(replies, asked, strict=True):
        reply = stack.session().reply(question)
        if reply["kind"] == "clarify":
            assert wanted["verdict"], question  # facts that no verdict rests on: no link names them
        else:
            assert (reply["kind"], reply["id"], reply["also"]) == (wanted["kind"], wanted["id"], []), question
            assert not wanted["verdict"] or reply["verdict"] | wanted["verdict"] == reply["verdict"], question


def test_topics_that_are_not_covered_are_found_and_asked(page, stack):
    page.goto(f"{stack.url}/")
    page.get_by_role("option").first.wait_for()
    field = page.get_by_role("combobox")
    field.fill("cost")
    topic = page.get_by_role("option", name="The cost of certification or of a course (the page does not cover this)")
    topic.click()
    expect(page.get_by_role("log")).to_contain_text("The page that I answer from does not cover that.")
    page.get_by_role("button", name="Copy link").wait_for()
    field.fill("logos badges")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("the use of logos")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 480), (1280, 900)])
def test_a_chosen_question_is_answered_in_sight(page, stack, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{stack.url}/")
    page.get_by_role("option", name="How do I reach the office?").click()
    reply = page.get_by_role("log").locator(".turn.theirs .body")
    reply.wait_for()
    expect(reply).to_be_in_viewport()


def test_the_search_says_whether_there_is_a_list(page, stack):
    page.goto(f"{stack.url}/")
    field = page.get_by_role("combobox")
    page.get_by_role("option").first.wait_for()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.fill("xyzzy")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#found")).to_be_hidden()
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#found")).to_be_visible()


def test_without_the_known_questions_there_is_no_list(page, stack):
    page.route("**/api/reference", lambda route: route.fulfill(status=503, json={"error": {"code": "x", "message": "Not just now."}}))
    page.goto(f"{stack.url}/")
    expect(page.locator("#found-count")).to_contain_text("cannot be shown just now")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")


def test_the_decision_table_and_the_register_are_there_to_look_at(page, stack):
    page.goto(f"{stack.url}/")
    expect(page.get_by_role("row", name=re.compile("R4"))).to_contain_text("mandatory")
    expect(page.locator("#providers")).to_contain_text("Intelligensa Limited")
    expect(page.locator("#providers")).to_contain_text("working towards certification")


@pytest.fixture
def large(page, stack):
    """The staff page with a register of 100,000 providers: what it asks of the front is answered as the front does."""

    def register(route):
        query = parse_qs(urlsplit(route.request.url).query)
        number, search = int(query["page"][0]), query.get("search", [""])[0]
        total = 1 if search else 100_000
        first = 99_999 if search else (number - 1) * 50
        listed = [{"provider": f"Test {n} Training", "aliases": [], "status": "lapsed", "as_of": None} for n in range(first, first + 50)]
        route.fulfill(json={"providers": listed[:total], "total": total, "number": number, "pages": max(1, total // 50)})

    page.route("**/api/register?*", register)
    page.goto(f"{stack.url}/")
    return page


def test_a_large_register_is_looked_at_page_by_page_with_the_keyboard(large):
    rows, said = large.locator("#providers tbody tr"), large.locator("#provider-count")
    expect(rows).to_have_count(50)
    expect(said).to_have_text("100,000 providers. Page 1 of 2,000.")
    forward, back = large.get_by_role("button", name="Next page"), large.get_by_role("button", name="Previous page")
    expect(back).to_have_attribute("aria-disabled", "true")
    forward.press("Enter")
    expect(said).to_contain_text("Page 2 of 2,000")
    expect(forward).to_be_focused()
    expect(rows.first).to_contain_text("Test 50 Training")
    back.press("Enter")
    expect(said).to_contain_text("Page 1 of 2,000")
    expect(back).to_be_focused()
    large.get_by_label("Find a provider").fill("99999")
    expect(said).to_have_text("1 provider with \u201c99999\u201d in a name.")
    expect(rows).to_have_count(1)
    expect(forward).to_be_hidden()


def test_a_register_that_cannot_be_shown_says_so(page, stack):
    page.route("**/api/register?*", lambda route: route.fulfill(status=503, json={"error": {"code": "x", "message": "Not just now."}}))
    page.goto(f"{stack.url}/")
    expect(page.locator("#provider-count")).to_have_text("Not just now.")


def test_an_answer_is_copied_for_an_e_mail_with_its_source_and_dates(page, stack):
    with_sources(page, reviewed_on="2026-11-20")
    page.goto(f"{stack.url}/#answer=cqc_expectation")
    page.get_by_role("button", name="Copy for e-mail").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "as of 22 November 2026, reviewed on 20 November 2026. https://www.intelligensa.co.uk/" in copied
