"""What a new version of a page changes, shown on a plainly made second version of it."""

from __future__ import annotations

import datetime as dt

import pytest

from rrn.applicability import DecisionTable, decision_table
from rrn.content import content, load_content
from rrn.source_change import RegisterQuote, change_of, nearest_passage, resting_on, rules_on
from rrn.source_store import NewVersion, add_version

SECOND = dt.date(2026, 11, 23)


@pytest.fixture
def versions(copied, changed_page):
    add_version(NewVersion("rrn-page", changed_page, SECOND), copied)
    return load_content(copied).documents["rrn-page"].versions


@pytest.mark.parametrize(
    ("quote", "fate", "was", "now"),
    [
        ("Education Sector", "stands", 3, 3),
        ("No, this does not apply to schools and children's homes.", "moved", 19, 21),
        ("This is a 12 month process.", "gone", 26, 0),
    ],
)
def test_a_quote_stands_moved_or_is_gone(versions, quote, fate, was, now):
    change = change_of(quote, *versions)
    assert (change.fate, change.was, change.now) == (fate, was, now)


def test_for_a_quote_that_is_gone_the_nearest_passage_is_the_lead(versions):
    change = change_of("This is a 12 month process.", *versions)
    assert change.lead == "This is an 18 month process."
    assert 80 <= change.likeness < 100


def test_nothing_alike_gives_no_lead():
    assert nearest_passage("Currently, the Care Quality Commission will expect", "Zzz 123") == ("", 0)


def test_everything_that_rests_on_a_page_is_found():
    entry = RegisterQuote("Testville Training", "certified", dt.date(2026, 11, 23), "rrn-page", "Test Sector")
    other = RegisterQuote("Sampleton Ltd", "certified", dt.date(2026, 11, 23), "certificate", "Test Sector")
    found = {each.name: each for each in resting_on(content().documents["rrn-page"], content(), decision_table(), [entry, other])}
    expected = {f"faq/{name}" for name in content().answers} | {f"statement/{name}" for name in decision_table().statements}
    assert set(found) == expected | {"register/Testville Training", "not_covered"}
    assert {each.version for each in found.values()} == {dt.date(2026, 11, 22)}


def test_an_entry_made_after_a_version_was_supplied_is_not_held_by_it(copied, versions):
    known = load_content(copied)
    entry = RegisterQuote("Testville Training", "certified", SECOND, "rrn-page", "Test Sector")
    table = DecisionTable(copied / "settings.yml", known.documents)
    found = {each.name: each.version for each in resting_on(known.documents["rrn-page"], known, table, [entry])}
    assert found["register/Testville Training"] == SECOND
    assert found["faq/contact"] == found["not_covered"] == dt.date(2026, 11, 22)


def test_the_rules_on_a_statement_are_named():
    assert rules_on("not_schools", decision_table()) == ["R1", "R2", "R3", "R13"]
