"""How names are compared."""

from __future__ import annotations

import pytest

from rrn.register.names import exact_form, name_key, trading_names


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Test Alpha Ltd", "test alpha limited"),
        ("Test Alpha (UK) Ltd.", "The Test Alpha Company"),
        ("Test Ålpha Café", "test alpha cafe"),
        ("Łódź Test", "lodz test"),
        ("Test & Sons", "test and sons"),
        ("Tester's Training", "testers training"),
        ("Tester’s Training", "tester's training"),
        ("Ｔｅｓｔ　Alpha", "test alpha"),
        ("Тест Тренинг", "test trening"),
        ("J Tester t/a Test Hands", "J Tester trading as Test Hands"),
        ("Test-Alpha", "test alpha"),
    ],
)
def test_names_that_are_the_same(name, other):
    assert name_key(name) == name_key(other) != ""


def test_a_name_of_nothing_but_company_words_keeps_them():
    assert name_key("The Company Ltd") == "the company ltd"


def test_a_name_in_another_script_is_not_reduced_to_its_company_word():
    assert name_key("Тест Ltd") == "test"
    assert name_key("北京 Ltd") != name_key("上海 Ltd")


def test_the_exact_form_tells_company_words_apart():
    assert exact_form("Test Alpha Ltd") == exact_form("TEST  alpha ltd") != exact_form("Test Alpha Limited")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("J Tester t/a Test Hands", ("J Tester", "Test Hands")),
        ("J Tester T / A Test Hands", ("J Tester", "Test Hands")),
        ("J Tester (trading as Test Hands)", ("J Tester", "Test Hands")),
        ("Test Data Ltd", ()),
        ("Test Team.A Ltd", ()),
    ],
)
def test_the_two_names_of_a_trader(name, parts):
    assert trading_names(name) == parts
