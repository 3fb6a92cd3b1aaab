"""The register to look at: page by page, and by a part of a name or an alias."""

from __future__ import annotations

import pytest

from rrn.register.listing import PAGE_SIZE
from tests.rrn.register.conftest import row


@pytest.fixture
def filled(empty, write_csv):
    """A register of two pages and a half; the second provider has aliases and the last is spelt in its own letters."""
    rows = [row(f"Test {number:03} Training Limited") for number in range(PAGE_SIZE * 2 + 10)]
    rows[1]["aliases"] = "Testers 100% | Prüfer_e"
    empty.import_file(write_csv(*rows, row("Zażółć Test Training")), "tester")
    return empty


def names(page):
    return [provider["provider"] for provider in page.providers]


def test_pages_follow_one_another_with_nothing_lost_or_doubled(filled):
    pages = [filled.page(number=number) for number in (1, 2, 3)]
    listed = [name for page in pages for name in names(page)]
    assert listed == [match.provider for match in filled.entries()]
    assert len(set(listed)) == len(listed) == PAGE_SIZE * 2 + 11
    assert {(page.total, page.pages) for page in pages} == {(PAGE_SIZE * 2 + 11, 3)}
    assert [page.number for page in pages] == [1, 2, 3]


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-5, 1), (4, 3), (10**9 - 1, 3)])
def test_a_page_that_is_not_there_is_the_nearest(filled, asked, shown):
    assert filled.page(number=asked).number == shown


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("005", ["Test 005 Training Limited"]),
        ("TEST 005 TRAIN", ["Test 005 Training Limited"]),
        ("testers 100%", ["Test 001 Training Limited"]),
        ("pruefer", []),
        ("prüfer_e", ["Test 001 Training Limited"]),
        ("zazolc", ["Zażółć Test Training"]),
        ("%", ["Test 001 Training Limited"]),
        ("_", ["Test 001 Training Limited"]),
        ("'; drop table providers; --", []),
    ],
)
def test_a_part_of_a_name_or_an_alias(filled, search, found):
    page = filled.page(search)
    assert (names(page), page.total) == (found, len(found))


def test_a_search_has_pages_too(filled):
    page = filled.page("test 0", 2)
    assert (page.total, page.number, page.pages, names(page)[-1]) == (100, 2, 2, "Test 099 Training Limited")


def test_aliases_stand_with_their_provider_and_are_gone_with_it(filled):
    assert filled.page("001").providers[0]["aliases"] == ["Testers 100%", "Prüfer_e"]
    filled.remove("Test 001 Training Limited", "tester", "test")
    assert (filled.page("001").total, filled.page("testers").total, filled.page().total) == (0, 0, PAGE_SIZE * 2 + 10)


def test_an_empty_register_has_one_empty_page(empty):
    page = empty.page()
    assert (page.providers, page.total, page.number, page.pages) == ([], 0, 1, 1)
