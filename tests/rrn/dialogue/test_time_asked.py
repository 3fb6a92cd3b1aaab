"""Which time a question is about."""

from __future__ import annotations

import datetime as dt

import pytest

from rrn.applicability import decision_table
from rrn.dialogue.time_asked import TimeAsked, time_asked
from rrn.validity import Period

DATED = decision_table().statements["nhs_mandate"].citation
UNDATED = decision_table().statements["cqc_expectation"].citation


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("What was the rule for NHS services in March 2021?", "2021-03-01/2021-03-31"),
        ("and before April 2021?", "../2021-03-31"),
        ("so it came in in April 2019, yeah?", "2019-04-01/2019-04-30"),
        ("schools have had to follow this since 2021, right?", "2021-01-01/.."),
        ("By 2021, did schools have to?", "../2021-12-31"),
        ("What was the rule before the first of April 2021", "../2021-03-31"),
        ("We had an incident in February 2021 at our unit, was it mandatory then?", "2021-02-01/2021-02-28"),
        ("Our home was NHS commissioned in 2019. Was it mandatory for us at that time?", "2019-01-01/2019-12-31"),
        ("we've been told it was mandatory from 2020, is that correct?", "2020-01-01/.."),
        ("did it in 2019?", "2019-01-01/2019-12-31"),
        ("In 2020, was our hospital covered?", "2020-01-01/2020-12-31"),
        ("will it still be mandatory next year?", "2027-01-01/2027-12-31"),
        ("does it apply to us in 2022? we are a care home", "2022-01-01/2022-12-31"),
        ("was our care home covered two years ago", "2024-11-24/2024-11-24"),
    ],
)
def test_the_days_of_a_question(text, period):
    assert time_asked(text).to_iso() == period
    assert TimeAsked.from_iso(period).to_iso() == period


@pytest.mark.parametrize(
    "text",
    [
        "we opened in 2020, does it apply to us?",
        "does it apply to a care home we bought in 2020?",
        "our home was set up in 2019, is it mandatory?",
        "we were registered by the CQC in 2018. Does it apply?",
        "our staff did it in 2022, is it mandatory",
        "we opened in 2020, does it apply to us then?",
        "what are the RRN training standards 2019",
        "is it a 12 month process",
        "does it apply to schools",
        "",
    ],
)
def test_a_day_of_something_else_is_no_time_of_the_question(text):
    assert time_asked(text) == TimeAsked()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("since when?", "start"),
        ("when did the CQC start to expect this", "start"),
        ("how long has it been mandatory", "start"),
        ("and before that?", "earlier"),
        ("and before the start date?", "earlier"),
        ("was it ever mandatory before?", "earlier"),
        ("has it always been mandatory", "earlier"),
        ("Has the CQC always expected certified trainers?", "earlier"),
        ("was it ever mandatory for schools", "earlier"),
        ("when does the NHS requirement end?", "later"),
        ("we plan to open a clinic, will it be mandatory?", "later"),
        ("will it stay mandatory", "later"),
        ("is it mandatory now?", "present"),
        ("is it still mandatory", "present"),
        ("is it mandatory", ""),
        ("do I have to pass eligibility before I submit evidence", ""),
    ],
)
def test_a_time_without_a_date(text, word):
    assert time_asked(text).word == word


def test_before_that_is_before_the_start_or_before_the_copy():
    earlier = time_asked("and before that?")
    assert earlier.period_for(DATED) == Period(None, dt.date(2021, 3, 31))
    assert earlier.period_for(UNDATED) == Period(None, dt.date(2026, 11, 21))
    assert time_asked("is it mandatory now").period_for(DATED) == Period(dt.date(2026, 11, 24), dt.date(2026, 11, 24))
    assert time_asked("will it stay mandatory").period_for(DATED) == Period(dt.date(2026, 11, 25), None)
    assert time_asked("is it mandatory").period_for(DATED) is None


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("and in 2020?", True),
        ("what about 2022", True),
        ("and before that?", True),
        ("was it in 2019?", True),
        ("did it in 2019?", True),
        ("has that always been the case?", True),
        ("has the CQC always expected certified trainers?", False),
        ("and in 2020 for hospitals?", False),
        ("and now?", True),
        ("what does the CQC expect now", False),
        ("since when?", False),
    ],
)
def test_a_message_that_says_nothing_but_a_time(text, alone):
    assert time_asked(text).alone is alone


@pytest.mark.parametrize(
    ("text", "whatever"),
    [
        ("what was expected in March 2021?", True),
        ("What were the rules before April 2021?", True),
        ("what was the weather in March 2021", False),
        ("what was the rule for NHS services in March 2021", False),
    ],
)
def test_a_question_for_whatever_held_then(text, whatever):
    assert time_asked(text).whatever_held is whatever
