"""Questions about a time are answered from the page's dates, and never beyond them."""

from __future__ import annotations

import pytest

from rrn.applicability import decision_table

APPLY = "sector_applicability"
NHS = decision_table().statements["nhs_mandate"].citation.quote
NOT_YET = "**The page does not say what held {}.** Its rule starts on **1 April 2021**."
STARTS = "The page's rule starts on **1 April 2021**. The page does not say what held before that day."
HOLDS = "The page gives **1 April 2021** as the start of its rule and names no end, so by the page it held in 2023."
UNDATED = "The page says this as of 22 November 2026 and names no day on which it began, so it does not say what held in 2018."
CQC = decision_table().statements["cqc_expectation"].citation.quote


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")


def quotes(reply):
    return [citation.quote for citation in reply.sources]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (
            "What was the rule for NHS services in March 2021?",
            NOT_YET.format("in March 2021"),
        ),
        (
            "was it mandatory before April 2021",
            NOT_YET.format("up to 31 March 2021"),
        ),
        ("it became mandatory in 2019, right?", NOT_YET.format("in 2019")),
        ("has it always been mandatory", NOT_YET.format("up to 31 March 2021")),
        ("was it mandatory in 2021", STARTS),
        ("do they have until 2025", STARTS),
        (
            "was it mandatory in 2023",
            "The page gives **1 April 2021** as the start of its rule and names no end, so by the page it held in 2023.",
        ),
        ("is it mandatory now?", "The page says this as of 22 November 2026."),
        (
            "will it still be mandatory next year?",
            "The page gives **1 April 2021** as the start and no end date. It speaks as of 22 November 2026, so it does not say what will "
            "hold in 2027.",
        ),
    ],
)
def test_the_mandate_is_answered_from_its_dates(talk, text, lead):
    (reply,) = talk((text, "faq/nhs_mandate"))
    assert (reply.kind, reply.id) == ("answer", "nhs_mandate")
    assert reply.text.startswith(f"{lead}\n")
    assert "from **1 April 2021**" in reply.text
    assert quotes(reply)[0] == NHS


@pytest.mark.parametrize("text", ["is it mandatory", "what changed on 1 April 2021", "since when is it mandatory"])
def test_without_another_time_the_approved_answer_stands_alone(talk, text):
    (reply,) = talk((text, "faq/nhs_mandate"))
    assert reply.text.startswith("It is mandatory for **providers of NHS commissioned services**")


@pytest.mark.parametrize(
    ("text", "when"),
    [("was it expected by the CQC in 2019?", "in 2019"), ("what did the CQC expect before 2020", "up to 31 December 2019")],
)
def test_what_the_page_says_currently_is_not_said_of_the_past(talk, text, when):
    (reply,) = talk((text, "faq/cqc_expectation"))
    assert (reply.kind, reply.id, quotes(reply)) == ("not_covered", "time_not_stated", [CQC])
    assert reply.text.startswith(f"**The page does not say what held {when}.**")
    assert "names no starting day" in reply.text
    assert "22 November 2026" in reply.text


@pytest.mark.parametrize(
    "turns",
    [
        [("when did the CQC start to expect this", "faq/cqc_expectation")],
        [("what does the CQC expect", "faq/cqc_expectation"), ("since when?", "ask_when")],
        [("our hospital is CQC regulated, no NHS contract. apply?", APPLY), ("since when?", "ask_when")],
    ],
)
def test_the_cqc_has_no_starting_day(talk, turns):
    reply = talk(*turns)[-1]
    assert (reply.kind, quotes(reply)) == ("not_covered", [CQC])
    assert reply.text.startswith("**The page does not say since when.** It names no starting day, and speaks as of 22 November 2026:")


def test_schools_have_no_starting_day_either(talk):
    reply = talk(("does it apply to schools", APPLY), ("since when?", "ask_when"))[-1]
    assert reply.kind == "not_covered"
    assert "“No, this does not apply to schools and children's homes.”" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "did it apply to our NHS trust in 2020?",
        "did it apply to our NHS commissioned care home in 2020?",
        "did it apply to our CQC regulated care home with no NHS contract in 2019?",
        "did it apply to police in 2019",
        "did it apply to our NHS commissioned school in 2020?",
        "did it apply to us in 2020?",
    ],
)
def test_no_verdict_is_given_for_a_time_of_which_the_page_says_nothing(talk, text):
    (reply,) = talk((text, APPLY))
    assert (reply.kind, reply.id, reply.verdict) == ("not_covered", "time_not_stated", None)
    assert reply.text.startswith("**The page does not say whether this applied to ")
    assert quotes(reply)
    assert reply.trace["rule"].startswith("R")


def test_every_case_of_the_table_is_kept_from_asserting_anything_for_2019(talk):
    facts = {"true": "NHS commissioned", "false": "not NHS commissioned"}
    for setting in decision_table().settings.values():
        for nhs in facts.values():
            for cqc in ("CQC regulated", "not CQC regulated"):
                (reply,) = talk((f"did it apply to our {setting.names[0]} in 2019? {nhs}, {cqc}", APPLY))
                outcome = reply.verdict["outcome"] if reply.verdict else ""
                assert outcome in ("", "not_applicable"), (setting.id, nhs, cqc)
                assert "so it does not say what held in 2019" in reply.text or reply.kind == "not_covered"


def test_a_verdict_for_a_time_that_the_dates_cover_says_so(talk):
    replies = talk(("did it apply to our hospital in 2022?", APPLY), ("yes", "affirm"))
    assert replies[0].id == "ask_nhs_commissioned"
    assert replies[1].verdict["outcome"] == "mandatory"
    assert "so by the page it held in 2022" in replies[1].text


def test_the_time_is_kept_while_facts_are_asked_for(talk):
    replies = talk(("did it apply to our hospital in 2022?", APPLY), ("no", "deny"), ("yes", "affirm"))
    assert (replies[2].kind, quotes(replies[2])) == ("not_covered", [CQC])
    assert "in 2022" in replies[2].text


def test_the_time_is_not_carried_into_the_next_question(talk):
    replies = talk(
        ("did it apply to our NHS commissioned hospital in 2020?", APPLY), ("does it apply to our NHS commissioned hospital?", APPLY)
    )
    assert replies[0].kind == "not_covered"
    assert replies[1].verdict["outcome"] == "mandatory"


def test_follow_ups_move_the_time(talk):
    replies = talk(
        ("does it apply to our NHS commissioned care home?", APPLY),
        ("and in 2020?", "what_about"),
        ("and in 2023?", "what_about"),
        ("and before that?", "?"),
        ("since when?", "ask_when"),
        ("and now?", "ask_more"),
    )
    assert [reply.verdict["outcome"] if reply.verdict else reply.id for reply in replies] == [
        "mandatory",
        "time_not_stated",
        "mandatory",
        "time_not_stated",
        "nhs_mandate",
        "nhs_mandate",
    ]


def test_and_now_goes_back_to_the_present(talk):
    replies = talk(("did it apply to our NHS commissioned care home in 2020?", APPLY), ("and now?", "ask_more"))
    assert [reply.verdict["outcome"] if reply.verdict else reply.id for reply in replies] == ["time_not_stated", "mandatory"]


def test_a_time_after_an_answer_is_of_that_answer(talk):
    replies = talk(
        ("is it mandatory", "faq/nhs_mandate"), ("and in March 2021?", "?"), ("and the CQC?", "what_about"), ("and in 2019?", "?")
    )
    assert [(reply.kind, reply.id) for reply in replies] == [
        ("answer", "nhs_mandate"),
        ("answer", "nhs_mandate"),
        ("answer", "cqc_expectation"),
        ("not_covered", "time_not_stated"),
    ]


@pytest.mark.parametrize(
    "text", ["by 2021 did schools have to?", "schools have had to follow this since 2021, right?", "did it apply to schools in 2019"]
)
def test_the_one_sentence_on_schools_stands_with_its_date(talk, text):
    (reply,) = talk((text, APPLY))
    assert reply.verdict["outcome"] == "not_applicable"
    assert "as of 22 November 2026" in reply.text


def test_two_settings_in_one_question_about_a_time(talk):
    (reply,) = talk(("did it apply to our care home and schools in 2020?", APPLY))
    assert reply.verdict["sector"] == "school"
    assert [further.id for further in reply.also] == ["time_not_stated"]


def test_a_future_verdict_says_that_the_page_names_no_end(talk):
    (reply,) = talk(("will it be mandatory for our NHS commissioned hospital in 2028?", APPLY))
    assert reply.verdict["outcome"] == "mandatory"
    assert "does not say what will hold in 2028" in reply.text


def test_whatever_held_then_asks_which_rule_is_meant_and_keeps_the_time(talk):
    replies = talk(("what was expected in March 2021?", "out_of_scope"), ("the first one", "?"))
    assert replies[0].id == "did_you_mean"
    assert replies[1].text.startswith("**The page does not say what held in March 2021.**")
    pressed = talk(("what was expected in March 2021?", "out_of_scope"), ("What does the CQC expect?", "faq/cqc_expectation"))[-1]
    assert pressed.id == "time_not_stated"


def test_other_answers_speak_as_of_their_date_when_asked_of_the_past(talk):
    label = "faq/certification_duration"
    asked, plain = talk(("how long did certification take in 2018", label), ("how long does it take", label))
    assert asked.text == f"{UNDATED}\n{plain.text}"


def test_before_its_start_the_mandate_is_no_verdict_without_any_time_named(talk, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2020-06-01")
    answer, verdict = talk(("is it mandatory", "faq/nhs_mandate"), ("does it apply to our NHS commissioned hospital", APPLY))
    assert answer.text.startswith("**The page does not say what held on 1 June 2020.** Its rule starts on **1 April 2021**.")
    assert (verdict.kind, verdict.verdict) == ("not_covered", None)
