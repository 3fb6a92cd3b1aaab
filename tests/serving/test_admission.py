"""Back-pressure."""

from __future__ import annotations

import pytest

from serving.admission import LIMIT, Admission, TooManyTurnsError


def test_past_the_limit_a_turn_is_refused_until_another_ends():
    admission = Admission(2)
    with admission.one_turn():
        with admission.one_turn(), pytest.raises(TooManyTurnsError), admission.one_turn():
            pass
        with admission.one_turn():
            pass


def test_a_turn_that_fails_gives_its_place_back():
    admission = Admission(1)
    with pytest.raises(ZeroDivisionError), admission.one_turn():
        _ = 1 / 0
    with admission.one_turn():
        pass


@pytest.mark.parametrize("limit", ["0", "many", "-1"])
def test_a_bad_limit_is_named(monkeypatch, limit):
    monkeypatch.setenv("RRN_MAX_TURNS", limit)
    with pytest.raises(ValueError, match="RRN_MAX_TURNS"):
        Admission.from_environment()


def test_the_limit_is_set_by_the_environment(monkeypatch):
    monkeypatch.delenv("RRN_MAX_TURNS", raising=False)
    assert Admission.from_environment()._limit == LIMIT
    monkeypatch.setenv("RRN_MAX_TURNS", "7")
    assert Admission.from_environment()._limit == 7
