"""How a statement stands to the days that are asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rrn.applicability import decision_table
from rrn.validity import Period, is_stated_in, standing

TODAY = dt.date(2026, 11, 24)
DATED = decision_table().statements["nhs_mandate"].citation
UNDATED = decision_table().statements["cqc_expectation"].citation
ENDED = replace(DATED, valid_to=dt.date(2024, 3, 31))


def period(first, last):
    return Period(dt.date.fromisoformat(first) if first else None, dt.date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("statement", "first", "last", "expected"),
    [
        (DATED, "2021-03-01", "2021-03-31", "not_yet"),
        (DATED, None, "2021-03-31", "not_yet"),
        (DATED, "2021-04-01", "2021-04-01", "holds"),
        (DATED, "2021-01-01", "2021-12-31", "starts"),
        (DATED, None, "2025-12-31", "starts"),
        (DATED, "2019-01-01", None, "starts"),
        (DATED, "2023-01-01", "2023-12-31", "holds"),
        (DATED, "2026-01-01", "2026-12-31", "now"),
        (DATED, "2026-11-24", "2026-11-24", "now"),
        (DATED, "2026-11-25", None, "to_come"),
        (DATED, "2030-01-01", "2030-12-31", "to_come"),
        (UNDATED, "2019-01-01", "2019-12-31", "undated"),
        (UNDATED, None, "2026-11-21", "undated"),
        (UNDATED, "2015-01-01", None, "now"),
        (UNDATED, "2027-01-01", "2027-12-31", "to_come"),
        (ENDED, "2024-04-01", "2024-04-30", "ended"),
        (ENDED, "2024-03-01", "2024-04-30", "ends"),
        (ENDED, "2023-01-01", "2023-12-31", "holds"),
        (ENDED, "2026-11-24", "2026-11-24", "ended"),
    ],
)
def test_a_statement_stands_to_the_days_asked_about(statement, first, last, expected):
    assert standing(statement, period(first, last), TODAY) == expected


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2021-03-01", "2021-03-31", "in March 2021"),
        ("2020-01-01", "2020-12-31", "in 2020"),
        ("2019-01-01", "2021-12-31", "from 2019 to 2021"),
        ("2021-04-01", "2021-04-01", "on 1 April 2021"),
        ("2021-03-05", "2021-04-07", "from 5 March 2021 to 7 April 2021"),
        (None, "2021-03-31", "up to 31 March 2021"),
        ("2021-04-01", None, "from 1 April 2021 on"),
    ],
)
def test_a_period_is_named_and_kept(first, last, words):
    asked = period(first, last)
    assert asked.in_words() == words
    assert Period.from_iso(asked.to_iso()) == asked


@pytest.mark.parametrize(
    ("day", "quote", "stated"),
    [
        ("2021-04-01", "From the 1st April 2021, it is mandatory", True),
        ("2021-04-01", "from 1 April 2021", True),
        ("2021-04-01", "on the 1st of April 2021", True),
        ("2021-04-11", "From the 11th April 2021", True),
        ("2021-04-22", "by 22nd April 2021", True),
        ("2021-04-02", "From the 1st April 2021", False),
        ("2020-04-01", "From the 1st April 2021", False),
        ("2021-04-01", "", False),
    ],
)
def test_a_day_is_stated_only_where_the_quote_names_it(day, quote, stated):
    assert is_stated_in(dt.date.fromisoformat(day), quote) is stated
