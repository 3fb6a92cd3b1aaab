"""The time that a question asks about, read on 24 November 2026."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rrn.understanding.question_dates import asked_time, without_time

TODAY = dt.date(2026, 11, 24)


def read(text):
    asked = asked_time(text, TODAY)
    return (asked.relation, asked.first.isoformat(), asked.last.isoformat()) if asked else None


@pytest.mark.parametrize(
    ("question", "relation", "first", "last"),
    [
        ("what was the rule for NHS services in March 2021?", "in", "2021-03-01", "2021-03-31"),
        ("and in march 2021", "in", "2021-03-01", "2021-03-31"),
        ("and before April 2021?", "before", "2021-04-01", "2021-04-30"),
        ("was Alpha certified last June?", "in", "2026-06-01", "2026-06-30"),
        ("was Alpha certified last November?", "in", "2025-11-01", "2025-11-30"),
        ("was Alpha certified in November?", "in", "2026-11-01", "2026-11-30"),
        ("was Alpha certified in December", "in", "2025-12-01", "2025-12-31"),
        ("was it mandatory in 2019", "in", "2019-01-01", "2019-12-31"),
        ("since 2020", "since", "2020-01-01", "2020-12-31"),
        ("who had to follow the standards in 2019?", "in", "2019-01-01", "2019-12-31"),
        ("was Alpha certified two years ago?", "in", "2024-11-24", "2024-11-24"),
        ("a year ago was alpha certified", "in", "2025-11-24", "2025-11-24"),
        ("18 months ago", "in", "2025-05-24", "2025-05-24"),
        ("a year and a half ago, was it", "in", "2025-05-24", "2025-05-24"),
        ("one and a half years ago", "in", "2025-05-24", "2025-05-24"),
        ("a couple of weeks ago", "in", "2026-11-10", "2026-11-10"),
        ("a fortnight ago", "in", "2026-11-10", "2026-11-10"),
        ("half a year ago", "in", "2026-05-24", "2026-05-24"),
        ("was X certified on 3/4/2021", "in", "2021-04-03", "2021-04-03"),
        ("on 3/4/21", "in", "2021-04-03", "2021-04-03"),
        ("on 3.4.2021?", "in", "2021-04-03", "2021-04-03"),
        ("on 03-04-2021", "in", "2021-04-03", "2021-04-03"),
        ("as at 2021-04-03", "in", "2021-04-03", "2021-04-03"),
        ("was Alpha certified on 1 April 2021?", "in", "2021-04-01", "2021-04-01"),
        ("was Alpha certified on the 1st of April 2021?", "in", "2021-04-01", "2021-04-01"),
        ("on April 1st, 2021", "in", "2021-04-01", "2021-04-01"),
        ("on April 1, 2021", "in", "2021-04-01", "2021-04-01"),
        ("on the 1st of April", "in", "2026-04-01", "2026-04-01"),
        ("on the 25th of December", "in", "2025-12-25", "2025-12-25"),
        ("on 1 may 2021", "in", "2021-05-01", "2021-05-01"),
        ("in may 2021", "in", "2021-05-01", "2021-05-31"),
        ("was it certified in May?", "in", "2026-05-01", "2026-05-31"),
        ("was Alpha certified june last year", "in", "2025-06-01", "2025-06-30"),
        ("in Sept 2021", "in", "2021-09-01", "2021-09-30"),
        ("in sept. 2021", "in", "2021-09-01", "2021-09-30"),
        ("in 03/2021", "in", "2021-03-01", "2021-03-31"),
        ("in April '21", "in", "2021-04-01", "2021-04-30"),
        ("since the 1st of April 2021", "since", "2021-04-01", "2021-04-01"),
        ("from April 2021", "since", "2021-04-01", "2021-04-30"),
        ("from 1 April 2021 onwards", "since", "2021-04-01", "2021-04-01"),
        ("after 2020", "after", "2020-01-01", "2020-12-31"),
        ("until March 2021", "until", "2021-03-01", "2021-03-31"),
        ("up to 31 March 2021", "until", "2021-03-31", "2021-03-31"),
        ("pre-2021", "before", "2021-01-01", "2021-12-31"),
        ("prior to April 2021", "before", "2021-04-01", "2021-04-30"),
        ("yesterday", "in", "2026-11-23", "2026-11-23"),
        ("was Alpha certified last year?", "in", "2025-01-01", "2025-12-31"),
        ("last month", "in", "2026-10-01", "2026-10-31"),
        ("last week", "in", "2026-11-16", "2026-11-22"),
        ("in the last two years", "in", "2024-11-24", "2026-11-24"),
        ("in the last fortnight", "in", "2026-11-10", "2026-11-24"),
        ("in the last 30 days", "in", "2026-10-25", "2026-11-24"),
        ("in the past year", "in", "2025-11-24", "2026-11-24"),
        ("at the end of 2020", "in", "2020-12-31", "2020-12-31"),
        ("at the start of last year", "in", "2025-01-01", "2025-01-01"),
        ("in early 2021", "in", "2021-01-01", "2021-05-02"),
        ("between March 2020 and April 2021", "in", "2020-03-01", "2021-04-30"),
        ("from 2019 to 2021", "in", "2019-01-01", "2021-12-31"),
        ("back in 2019 was it mandatory", "in", "2019-01-01", "2019-12-31"),
        ("was alpha certified 2019", "in", "2019-01-01", "2019-12-31"),
        ("next June", "in", "2027-06-01", "2027-06-30"),
    ],
)
def test_a_time_is_read(question, relation, first, last):
    assert read(question) == (relation, first, last)


@pytest.mark.parametrize(
    "question",
    [
        "may",
        "may we use our own trainers",
        "it may apply",
        "section 1 may apply to us",
        "is it a 12 month process",
        "the 12 months process",
        "how long does that take, 12 months?",
        "section 117",
        "rule R9",
        "camhs tier 4",
        "march to the office",
        "we march to the office",
        "20 march to the office",
        "is it certified now",
        "currently certified?",
        "today",
        "ring 01707 654317",
        "is Maple Court Training certified under the 2019 standards",
        "the RRN standards of 2019",
        "RRN training standards 2019",
        "the 2019 edition",
        "in the 2019 version",
        "open 24/7",
        "9/10 staff",
        "for 2,000 staff",
        "2019 people",
        "is April certified",
        "June Smith's company",
        "since when",
        "before that",
        "in the end",
        "on the register",
        "at least 5 days a week",
        "one day course",
        "on 31/02/2021",
        "on 13/13/2021",
        "year 7 pupils",
        "under 18s from 16 to 17",
        "from 9 to 5",
        "between 16 and 18",
        "every two years",
        "ages 16-17",
        "covid-19",
        "£2019",
        "version 1.2.2021a",
        "dec",
        "sat",
        "the second of three",
        "the last day of the course",
        "on the last day",
    ],
)
def test_no_time_is_seen_where_there_is_none(question):
    assert read(question) is None


_WORDS = re.findall(
    r"\S+",
    "in on before since until from to between and the last this next past year months month week day days fortnight ago a an two 12 999 0"
    " 2019 00 31 30 1st 32nd february march may june sept. 3/4/2021 31/2/21 2021-13-45 03/2021 13/2021 '21 yesterday half couple of early"
    " end start edition ? , . % 1.2.2021 00/2020 99/99/9999",
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=9), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_no_words_of_time_break_the_reading(words, day):
    question = " ".join(words)
    asked = asked_time(question, day)
    assert asked is None or (asked.first <= asked.last and asked.phrase in question)


def test_the_window_follows_the_relation():
    windows = {word: asked_time(f"{word} April 2021", TODAY).window for word in ("in", "before", "until", "since", "after")}
    day = dt.date
    assert windows == {
        "in": (day(2021, 4, 1), day(2021, 4, 30)),
        "before": (None, day(2021, 3, 31)),
        "until": (None, day(2021, 4, 30)),
        "since": (day(2021, 4, 1), None),
        "after": (day(2021, 5, 1), None),
    }


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("status of Alpha Care in June 2024", "status of Alpha Care"),
        ("was Alpha certified between March 2020 and April 2021 or not", "was Alpha certified or not"),
        ("is Alpha certified", "is Alpha certified"),
    ],
)
def test_a_question_without_its_time(question, rest):
    assert without_time(question, asked_time(question, TODAY)) == rest


def test_the_day_asked_is_the_day_of_the_clock(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2022-01-15")
    assert asked_time("last June").first == dt.date(2021, 6, 1)
