import datetime as dt

import pytest

from rrn.clock import ClockError, day_of, today


def test_without_a_setting_it_is_today(monkeypatch):
    monkeypatch.delenv("RRN_TODAY", raising=False)
    assert today() == dt.date.today()


def test_a_question_is_replayed_as_of_a_day(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2021-03-15")
    assert today() == dt.date(2021, 3, 15)


def test_a_wrong_day_says_how_a_day_is_written(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "15/3/2021")
    with pytest.raises(ClockError, match="2026-11-22"):
        today()


def test_a_recorded_turn_is_replayed_on_its_day_whatever_the_setting_says(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2021-03-15")
    with day_of(dt.date(2022, 6, 1)):
        assert today() == dt.date(2022, 6, 1)
    assert today() == dt.date(2021, 3, 15)
