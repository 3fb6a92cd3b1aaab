"""Imports: all of a file or nothing, and a trail of who changed what."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import threading
import time

import pytest

from rrn.clock import day_of
from rrn.register import ImportRefusedError, Register, importing
from rrn.yaml_file import DataError
from tests.rrn.register.conftest import row

ALPHA = row("Test Alpha Ltd", aliases="Alpha Test Training|ALPHA T", from_="2024-01-01")
BETA = row("Test Beta Ltd", "working_towards", from_="2025-01-01")


def statuses(register, name):
    (match,) = register.find(name)
    return [(entry.status, str(entry.valid_from), str(entry.valid_to or "")) for entry in match.history]


def test_an_import_says_what_it_changed_and_who_did_it(empty, write_csv):
    result = empty.import_file(write_csv(ALPHA, BETA), "test person", reason="test reason")
    assert [(each.name, each.new, len(each.added)) for each in result.differences] == [
        ("Test Alpha Ltd", True, 1),
        ("Test Beta Ltd", True, 1),
    ]
    (summary,) = empty.changes()
    assert (summary.change.by, summary.change.action, summary.change.file, summary.change.reason) == (
        "test person",
        "import",
        "providers.csv",
        "test reason",
    )
    assert (summary.statuses_added, summary.names_added, summary.statuses_taken_out) == (2, 4, 0)
    assert abs(summary.change.at - dt.datetime.now(dt.UTC).replace(tzinfo=None)) < dt.timedelta(minutes=5)
    assert {(each.provider, each.name) for each in empty.changed_by(1) if each.name} == {
        ("Test Alpha Ltd", "Alpha Test Training"),
        ("Test Alpha Ltd", "ALPHA T"),
    }


def test_importing_the_same_file_again_changes_nothing(empty, write_csv):
    path = write_csv(ALPHA, BETA)
    empty.import_file(path, "test")
    assert empty.import_file(path, "test").differences == ()
    assert len(empty.changes()) == 1


def test_a_provider_that_a_file_does_not_name_stays(empty, write_csv):
    empty.import_file(write_csv(ALPHA), "test")
    result = empty.import_file(write_csv(BETA), "test")
    assert (len(result.differences), empty.size()) == (1, 2)


def test_a_status_that_ends_and_the_next_one(empty, write_csv):
    empty.import_file(write_csv(BETA), "test")
    ended = {**BETA, "to": "2025-12-31", "as_of": "2026-02-01"}
    empty.import_file(write_csv(ended, row("Test Beta Ltd", from_="2026-01-01")), "test")
    assert statuses(empty, "Test Beta") == [("certified", "2026-01-01", ""), ("working_towards", "2025-01-01", "2025-12-31")]
    (match,) = empty.find("Test Beta")
    assert [held.entry.valid_to for held in match.held if held.taken_out] == [None]


def test_a_status_that_a_file_leaves_out_is_not_lost(empty, write_csv):
    empty.import_file(write_csv(BETA), "test")
    changed = write_csv(row("Test Beta Ltd", from_="2026-01-01"))
    with pytest.raises(ImportRefusedError, match=r"leaves out.*--corrections"):
        empty.import_file(changed, "test")
    assert statuses(empty, "Test Beta") == [("working_towards", "2025-01-01", "")]
    empty.import_file(changed, "test", corrections=True)
    assert statuses(empty, "Test Beta") == [("certified", "2026-01-01", "")]


def test_a_dry_run_writes_nothing(empty, write_csv):
    result = empty.import_file(write_csv(ALPHA), "test", dry_run=True)
    assert (len(result.differences), result.change, empty.size(), empty.changes()) == (1, None, 0, [])


def test_one_bad_row_and_nothing_is_imported(empty, write_csv):
    with pytest.raises(ImportRefusedError):
        empty.import_file(write_csv(ALPHA, row("Test Beta Ltd", "approved")), "test")
    assert (empty.size(), empty.changes()) == (0, [])


def test_an_import_that_breaks_off_leaves_nothing(empty, write_csv, monkeypatch):
    def broken(*_):
        raise RuntimeError("the machine goes down")

    monkeypatch.setattr("rrn.register.importing.add_to_index", broken)
    with pytest.raises(RuntimeError):
        empty.import_file(write_csv(ALPHA), "test")
    assert (empty.size(), empty.changes()) == (0, [])


def test_overlaps_are_refused(small, write_csv):
    with pytest.raises(ImportRefusedError, match=r"row 3: 'from'.*overlaps with that of row 2.*the day before"):
        small.import_file(write_csv(ALPHA, row("Test Alpha Ltd", "lapsed", from_="2025-01-01")), "test")


def test_a_name_that_differs_only_in_capitals_is_refused(small, write_csv):
    small.import_file(write_csv(ALPHA), "test")
    with pytest.raises(ImportRefusedError, match="the register writes it 'Test Alpha Ltd'"):
        small.import_file(write_csv(row("TEST ALPHA LTD")), "test")


def test_aliases_come_and_go(empty, write_csv):
    empty.import_file(write_csv(ALPHA), "test")
    empty.import_file(write_csv({**ALPHA, "aliases": "ALPHA T|Test A"}), "test")
    assert empty.find("Test A")[0].matched_by == "alias"
    assert empty.find("Alpha Test Training") == [] or empty.find("Alpha Test Training")[0].matched_by == "fuzzy"


def test_a_removed_provider_is_unknown_and_may_come_back(empty, write_csv):
    path = write_csv(ALPHA, BETA)
    empty.import_file(path, "test")
    assert empty.remove("Test Alpha Ltd", "test person", "entered by mistake") == "Test Alpha Ltd"
    assert empty.remove("Test Alpha Ltd", "test person") is None
    assert (empty.find("Test Alpha Ltd"), empty.find("Tst Alpha Ltd"), empty.named_in("is Test Alpha Ltd certified")) == ([], [], "")
    empty.import_file(path, "test")
    assert [held.taken_out is not None for held in empty.find("Test Alpha Ltd")[0].held] == [True, False]
    assert empty.find("Tst Alpha Ltd")[0].provider == "Test Alpha Ltd"


def test_many_providers_with_the_same_word_and_a_word_more(empty, write_csv):
    empty.import_file(write_csv(*(row(f"Test Firm {number} Ltd") for number in range(2_500))), "test")
    empty.import_file(write_csv(*(row(f"Test Firm {number} Ltd", aliases=f"Test House {number}") for number in range(2_500))), "test")
    assert empty.find("test house 1234")[0].provider == "Test Firm 1234 Ltd"
    assert empty.find("tset firm 2222 ltd")[0].provider == "Test Firm 2222 Ltd"


def test_what_the_register_held_on_a_day(small, write_csv):
    small.import_file(write_csv(BETA), "test", at=dt.datetime(2026, 1, 10, 12))
    ended = {**BETA, "to": "2025-12-31"}
    small.import_file(write_csv(ended, row("Test Beta Ltd", from_="2026-01-01")), "test", at=dt.datetime(2026, 3, 1, 12))
    (match,) = small.find("Test Beta")
    held = {
        text: [entry.status for entry in match.held_then(dt.date.fromisoformat(text))]
        for text in ("2026-01-09", "2026-02-01", "2026-03-01")
    }
    assert held == {"2026-01-09": [], "2026-02-01": ["working_towards"], "2026-03-01": ["working_towards", "certified"]}


def _import_in_another_process(url, path):
    Register(url).import_file(path, "another process")


def test_others_read_while_one_imports(empty, register_url, write_csv):
    empty.import_file(write_csv(ALPHA), "test")
    many = write_csv(*(row(f"Test Firm {number} Ltd") for number in range(20_000)), name="many.csv")
    process = multiprocessing.get_context("spawn").Process(target=_import_in_another_process, args=(register_url, many))
    process.start()
    sizes, slowest = set(), 0.0
    while process.is_alive():
        start = time.perf_counter()
        assert empty.find("Test Alpha Ltd")[0].sure
        sizes.add(empty.size())
        slowest = max(slowest, time.perf_counter() - start)
    process.join()
    assert process.exitcode == 0
    assert sizes <= {1, 20_001}
    assert empty.size() == 20_001
    assert slowest < 5


def test_threads_share_a_register(empty, write_csv):
    empty.import_file(write_csv(ALPHA), "test")
    found = []
    threads = [threading.Thread(target=lambda: found.extend(empty.find("Test Alpha") for _ in range(20))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 240
    assert all(matches[0].provider == "Test Alpha Ltd" for matches in found)


@pytest.mark.parametrize("source", ["rrn-page", "letter of 10 March 2026", "Certificate seen on 2 December 2026", "e-mail"])
def test_an_entry_says_what_it_is_known_from(small, write_csv, source):
    assert small.import_file(write_csv(row("Test Alpha Ltd", source=source)), "keeper").change


@pytest.mark.parametrize("source", ["hearsay", "letterbox", "rrn-pge", "test data"])
def test_a_source_of_no_known_kind_is_refused(small, write_csv, source):
    with pytest.raises(ImportRefusedError) as refused:
        small.import_file(write_csv(row("Test Alpha Ltd", source=source)), "keeper")
    (problem,) = refused.value.problems
    assert (problem.row, problem.field) == (2, "source")
    assert "letter of 10 March 2026" in problem.what
    assert "rrn-page" in problem.what
    assert small.size() == 0


SAID = "Intelligensa have the official status of 'Working towards certification'."


@pytest.mark.parametrize(
    ("quote", "as_of", "told"),
    [
        (SAID, "2026-11-22", ""),
        ("", "2026-11-22", ""),
        (SAID.replace("have", "has"), "2026-11-22", "does not stand in 'rrn-page' to the letter"),
        (SAID.replace("'", "’"), "2026-11-22", "does not stand in 'rrn-page' to the letter"),
        (SAID, "2026-11-21", "only as supplied on 22 November 2026"),
    ],
)
def test_a_quote_of_a_stored_source_stands_there_to_the_letter(small, write_csv, quote, as_of, told):
    path = write_csv(row("Test Alpha Ltd", source="rrn-page", quote=quote, as_of=as_of))
    with day_of(dt.date(2026, 12, 2)):
        if not told:
            assert small.import_file(path, "keeper").change
            return
        with pytest.raises(ImportRefusedError) as refused:
            small.import_file(path, "keeper")
    (problem,) = refused.value.problems
    assert (problem.row, problem.field) == (2, "quote")
    assert told in problem.what


def test_a_quote_of_another_source_is_taken_as_it_is(small, write_csv):
    assert small.import_file(write_csv(row("Test Alpha Ltd", source="letter", quote="We are certified.")), "keeper").change


def test_a_provider_with_a_new_name_keeps_its_history(empty, write_csv):
    empty.import_file(write_csv(ALPHA), "keeper")
    empty.rename("Test Alpha Ltd", "Test Omega Ltd", "keeper", "a new name")
    assert [match.provider for match in empty.find("test alpha")] == ["Test Omega Ltd"]
    assert [match.provider for match in empty.find("Test Omega")] == ["Test Omega Ltd"]
    assert statuses(empty, "Test Omega Ltd") == [("certified", "2024-01-01", "")]
    assert empty.aliases("Test Omega Ltd") == ["Alpha Test Training", "ALPHA T", "Test Alpha Ltd"]
    assert (empty.size(), empty.last_change().action, empty.last_change().reason) == (1, "rename", "a new name")
    empty.rename("Test Omega Ltd", "Test Alpha Ltd", "keeper")
    assert sorted(empty.aliases("Test Alpha Ltd")) == ["ALPHA T", "Alpha Test Training", "Test Omega Ltd"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Test Nobody", "Test Omega", "'Test Nobody' is not in this register"),
        ("Test Alpha Ltd", "Test Beta Ltd", "another provider called 'Test Beta Ltd'"),
        ("Test Alpha Ltd", " ", "needs a letter or a digit"),
        ("Test Alpha Ltd", "x" * 301, "has 301 characters"),
        ("Test Alpha Ltd", "Test\u202eOmega", "cannot be seen"),
    ],
)
def test_a_name_that_cannot_be_given_is_told_of(small, write_csv, old, new, says):
    small.import_file(write_csv(ALPHA, BETA), "keeper")
    with pytest.raises(DataError, match=says):
        small.rename(old, new, "keeper")
    assert len(small.changes()) == 1


def test_an_alias_that_is_the_name_of_another_is_refused(small, write_csv):
    small.import_file(write_csv(ALPHA), "keeper")
    with pytest.raises(ImportRefusedError) as refused:
        small.import_file(write_csv(row("Test Omega Ltd", aliases="Test Alpha Ltd")), "keeper")
    (problem,) = refused.value.problems
    assert (problem.row, problem.field) == (2, "aliases")
    assert "rrn providers rename 'Test Alpha Ltd' 'Test Omega Ltd'" in problem.what


def _killed_in_the_middle(url, path):
    importing.add_to_index = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    Register(url).import_file(path, "killed")


def _imported(url, path):
    Register(url).import_file(path, "other")


def test_an_import_that_is_killed_leaves_nothing_and_holds_nobody_up(empty, register_url, write_csv):
    first, second = write_csv(ALPHA, name="first.csv"), write_csv(BETA, name="second.csv")
    context = multiprocessing.get_context("fork")
    killed = context.Process(target=_killed_in_the_middle, args=(register_url, first))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    assert (empty.size(), empty.changes()) == (0, [])
    together = [context.Process(target=_imported, args=(register_url, path)) for path in (first, second)]
    for each in together:
        each.start()
    for each in together:
        each.join(60)
    assert [each.exitcode for each in together] == [0, 0]
    assert sorted(match.provider for match in empty.entries()) == ["Test Alpha Ltd", "Test Beta Ltd"]
    assert [summary.change.id for summary in empty.changes()] == [2, 1]
