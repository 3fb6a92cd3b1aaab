"""Questions about a time, put to the trained assistant: from words to the page's dates."""

from __future__ import annotations

import pytest

NOT_SAID = "The page does not say what held"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["What was the rule for NHS services in March 2021?"], f"{NOT_SAID} in March 2021.** Its rule starts on **1 April 2021**"),
        (
            ["is it mandatory for NHS services?", "and before April 2021?"],
            f"{NOT_SAID} up to 31 March 2021.** Its rule starts on **1 April 2021**",
        ),
        (["What was the rule for NHS services in March 2021?", "since when?"], "from **1 April 2021**"),
        (["is it mandatory now?"], "as of 22 November 2026"),
        (["will it still be mandatory for NHS commissioned services next year?"], "does not say what will hold in 2027"),
        (["it became mandatory in 2019, right?"], "from **1 April 2021**"),
        (["The NHS requirement starts in April 2027, I believe?"], "The page gives **1 April 2021** as the start"),
        (["was it mandatory in 2023 for NHS providers?"], "by the page it held in 2023"),
    ],
)
def test_the_mandate_in_time(converse, turns, said):
    reply = converse(*turns)[-1]
    assert (reply["kind"], reply["id"]) == ("answer", "nhs_mandate")
    assert said in reply["text"]
    assert reply["sources"][0]["quote"].startswith("From the 1st April 2021")
    assert reply["sources"][0]["valid_from"] == "2021-04-01"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["was it expected by the CQC in 2019?"], f"{NOT_SAID} in 2019"),
        (["what does the CQC expect?", "and in 2019?"], f"{NOT_SAID} in 2019"),
        (["what does the CQC expect?", "since when?"], "The page does not say since when"),
        (["when did the CQC start expecting this"], "The page does not say since when"),
    ],
)
def test_what_the_cqc_expects_has_no_starting_day(converse, turns, said):
    reply = converse(*turns)[-1]
    assert reply["kind"] == "not_covered"
    assert said in reply["text"]
    assert "22 November 2026" in reply["text"]
    assert reply["sources"][0]["quote"].startswith("Currently, the Care Quality Commission")


@pytest.mark.parametrize(
    "turns",
    [
        ["did it apply to our NHS trust in 2020?"],
        ["does it apply to our NHS commissioned care home?", "and in 2020?"],
        ["does it apply to our NHS commissioned care home?", "and before that?"],
        ["was our CQC registered care home with no NHS contract expected to do this in 2019?"],
    ],
)
def test_no_verdict_before_the_page_has_a_rule(converse, turns):
    reply = converse(*turns)[-1]
    assert (reply["kind"], reply["verdict"]) == ("not_covered", None)
    assert "The page does not say whether this applied to" in reply["text"]
    assert reply["sources"]


def test_the_facts_are_asked_for_where_they_matter_and_the_time_is_kept(converse):
    replies = converse("did it apply to our NHS trust in 2020?", "and in 2022?", "yes", "and in 2020?", "since when?")
    assert [reply["id"] for reply in replies] == [
        "time_not_stated",
        "ask_nhs_commissioned",
        "sector_applicability",
        "time_not_stated",
        "nhs_mandate",
    ]
    assert replies[2]["verdict"]["outcome"] == "mandatory"
    assert "by the page it held in 2022" in replies[2]["text"]


@pytest.mark.parametrize("text", ["by 2021 did schools have to?", "schools have had to follow this since 2021, right?"])
def test_schools_are_excluded_whatever_year_is_claimed(converse, text):
    (reply,) = converse(text)
    assert reply["verdict"]["outcome"] == "not_applicable"


@pytest.mark.parametrize("text", ["we opened in 2020, does it apply to our NHS commissioned hospital?"])
def test_the_date_of_something_else_changes_no_verdict(converse, text):
    (reply,) = converse(text)
    assert reply["verdict"]["outcome"] == "mandatory"
    assert "2020" not in reply["text"]


def test_what_was_expected_then_asks_which_rule_is_meant(converse):
    first, second = converse("what was expected in March 2021?", "What does the CQC expect?")
    assert first["kind"] == "clarify"
    assert (second["kind"], f"{NOT_SAID} in March 2021" in second["text"]) == ("not_covered", True)
