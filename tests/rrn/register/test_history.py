"""Statuses in time."""

from __future__ import annotations

import datetime as dt

import pytest

from rrn.register.history import StatusEntry, on_day, overlap


def day(text):
    return dt.date.fromisoformat(text) if text else None


def entry(status, first, last, as_of="2026-01-01"):
    return StatusEntry(status, day(first), day(last), day(as_of), day("2099-01-01"), "letter (test data)", "")


OLD, NEW = entry("working_towards", "2020-01-01", "2021-05-31"), entry("certified", "2021-06-01", None)


@pytest.mark.parametrize(
    ("asked", "status"),
    [("2019-12-31", None), ("2020-01-01", "working_towards"), ("2021-05-31", "working_towards"), ("2021-06-01", "certified")],
)
def test_the_status_of_a_day(asked, status):
    found = on_day([NEW, OLD], day(asked))
    assert (found.status if found else None) == status


def test_a_status_without_a_start_is_known_from_the_day_it_was_known():
    known = entry("certified", None, None, as_of="2024-03-01")
    assert on_day([known], day("2024-02-29")) is None
    assert on_day([known], day("2024-03-01")) is known


def test_a_window_that_a_status_covers_and_one_that_it_only_touches():
    assert OLD.covers((day("2020-02-01"), day("2020-03-01")))
    assert not OLD.covers((None, day("2020-03-01")))
    assert OLD.touches((None, day("2020-03-01")))
    assert OLD.touches((day("2021-05-31"), None))
    assert not OLD.touches((day("2021-06-01"), None))


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (("2020-01-01", "2020-12-31"), ("2021-01-01", None), False),
        (("2020-01-01", "2021-01-01"), ("2021-01-01", None), True),
        (("2020-01-01", None), ("2021-01-01", None), True),
        ((None, "2020-12-31"), ("2021-01-01", None), False),
        ((None, None), ("2021-01-01", "2021-02-01"), True),
        (("2021-01-01", None), (None, "2022-01-01"), True),
    ],
)
def test_overlaps(first, second, clash):
    assert bool(overlap([entry("certified", *second), entry("lapsed", *first)])) is clash
