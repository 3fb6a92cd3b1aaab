"""The register, on a real SQLite and on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest

from rrn.register import Register, RegisterUnavailableError
from rrn.yaml_file import DataError

HEADER = "provider,aliases,status,from,to,as_of,review_by,source,quote\n"
TEST_ROWS = (
    HEADER + "Test Provider Alpha Ltd,Alpha Training|ALPHA T,certified,2024-01-01,,2026-01-01,2027-01-01,letter (test data),\n"
    "Test Provider Alpine Ltd,,lapsed,2020-01-01,2021-01-01,2021-01-02,2027-01-01,letter (test data),\n"
    "Test Provider Omega Limited,,withdrawn,,,2026-01-01,2027-01-01,letter (test data),\n"
)


@pytest.fixture
def register(register_url, tmp_path):
    seed = tmp_path / "providers.csv"
    seed.write_text(TEST_ROWS, encoding="utf-8")
    opened = Register(register_url)
    assert opened.seed(seed) == 3
    return opened


def test_seeding_twice_adds_nothing(register, tmp_path):
    assert register.seed(tmp_path / "providers.csv") == 0


@pytest.mark.parametrize("name", ["Test Provider Alpha Ltd", "test provider alpha limited", "TEST PROVIDER ALPHA"])
def test_a_name_is_found_without_regard_to_case_and_company_words(register, name):
    (match,) = register.find(name)
    assert (match.provider, match.matched_by, match.sure) == ("Test Provider Alpha Ltd", "exact", True)
    assert match.to_status()["status"] == "certified"


def test_an_alias_is_told_apart_from_the_name(register):
    (match,) = register.find("alpha training")
    assert (match.provider, match.matched_by) == ("Test Provider Alpha Ltd", "alias")


def test_a_plain_misspelling_of_one_entry_is_sure(register):
    (match,) = register.find("Test Provder Omega")
    assert (match.provider, match.matched_by, match.sure) == ("Test Provider Omega Limited", "fuzzy", True)


def test_a_name_between_two_entries_is_not_sure(register):
    matches = register.find("Test Provider Alph")
    assert not any(match.sure for match in matches) or len(matches) == 1
    assert {match.provider for match in matches} <= {"Test Provider Alpha Ltd", "Test Provider Alpine Ltd"}


def test_an_unknown_name_finds_nothing(register):
    assert register.find("Quite Another Firm") == []


def test_a_status_that_has_ended_is_not_current(register):
    (match,) = register.find("Test Provider Alpine Ltd")
    assert match.current is None
    assert match.history[0].valid_to == dt.date(2021, 1, 1)


def test_a_name_inside_a_sentence_is_found(register):
    assert register.named_in("can you tell me if alpha training is certified") == "alpha training"
    assert register.named_in("nothing of that kind here") == ""


def test_the_register_knows_its_date(register):
    assert register.as_of() == dt.date(2026, 1, 1)


def test_the_seed_names_the_one_provider_of_the_page(register_url):
    opened = Register(register_url)
    opened.seed()
    (match,) = opened.find("Intelligensa")
    assert match.to_status()["status"] == "working_towards"
    assert match.current is not None
    assert match.current.as_of == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg2://nobody@127.0.0.1:1/none", "sqlite:////nowhere/at/all/register.db", "mysql://a/b", "foo://x", "no address"],
)
def test_a_database_that_does_not_answer_is_said_so(url):
    with pytest.raises(RegisterUnavailableError):
        Register(url).find("Intelligensa")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",,certified,,,2026-01-01,2027-01-01,letter (test),", "provider"),
        ("A,,approved,,,2026-01-01,2027-01-01,letter (test),", "status"),
        ("A,,certified,,,,2027-01-01,letter (test),", "as_of"),
        ("A,,certified,1 May 2024,,2026-01-01,2027-01-01,letter (test),", "from"),
        ("A,,certified,,,2026-01-01,2027-01-01,,", "source"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_added(tmp_path, row, field):
    seed = tmp_path / "providers.csv"
    seed.write_text(TEST_ROWS + row + "\n", encoding="utf-8")
    opened = Register(f"sqlite:///{tmp_path / 'register.db'}")
    with pytest.raises(DataError, match=f"row 5.*{field}"):
        opened.seed(seed)
    assert opened.seed() == 1


def test_all_entries_are_listed_by_name(register):
    assert [entry.provider for entry in register.entries()] == [
        "Test Provider Alpha Ltd",
        "Test Provider Alpine Ltd",
        "Test Provider Omega Limited",
    ]
