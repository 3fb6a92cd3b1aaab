"""``rrn providers`` as it is typed: what it prints, and how it ends."""

from __future__ import annotations

import getpass
import sys

import pytest

from commands.main import main
from rrn.register import Register

HEADER = "provider,aliases,status,from,to,as_of,review_by,source,quote\n"
ALPHA = "Test Alpha Ltd,Alpha Test,certified,2024-01-01,,2026-01-01,2099-01-01,letter (test data),\n"


@pytest.fixture
def rrn(monkeypatch, tmp_path, capsys):
    """Runs the command on a register of its own and returns how it ended and what it printed."""
    monkeypatch.setenv("RRN_REGISTER_URL", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["rrn", "providers", *words])
        ended = main()
        printed = capsys.readouterr()
        return ended, printed.out, printed.err

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "providers.csv"
    path.write_text(HEADER + ALPHA, encoding="utf-8")
    return path


def test_who_imports_is_the_login_name_where_nobody_is_named(rrn, file):
    assert rrn("import", str(file))[0] == 0
    assert Register().changes()[0].change.by == getpass.getuser()


def test_all_problems_are_a_table_and_nothing_is_imported(rrn, file):
    file.write_text(HEADER + ALPHA + ALPHA.replace("certified", "approved") + ALPHA.replace("letter (test data)", ""), encoding="utf-8")
    ended, out, err = rrn("import", str(file))
    assert (ended, out) == (2, "")
    lines = err.splitlines()
    assert lines[1].split() == ["file", "row", "field", "what", "to", "do"]
    assert [line.split()[:3] for line in lines[2:]] == [
        ["providers.csv", "3", "status"],
        ["providers.csv", "4", "source"],
        ["providers.csv", "4", "from"],
    ]
    assert Register().find("Test Alpha Ltd") == []


def test_a_dry_run_imports_nothing(rrn, file):
    ended, out, _ = rrn("import", str(file), "--dry-run")
    assert (ended, "Nothing was written" in out, Register().find("Test Alpha Ltd")) == (0, True, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "Quite", "Another", "Firm"), "is not in this register"),
        (("show", "alpha"), "Did you mean: Test Alpha Ltd?"),
        (("export", "register.ods"), "ends in .csv or .xlsx"),
        (("import", "none.csv"), "cannot be read"),
        (("audit", "99"), "no change 99"),
        (("remove", "alpha", "--reason", "test"), "exactly as"),
    ],
)
def test_what_cannot_be_done_says_why(rrn, file, words, says):
    rrn("import", str(file))
    ended, _, err = rrn(*words)
    assert (ended, says in err) == (2, True)


def test_a_provider_that_was_taken_out_keeps_its_history(rrn, file):
    rrn("import", str(file))
    assert rrn("remove", "Test", "Alpha", "Ltd", "--by", "test person", "--reason", "a test")[0] == 0
    assert rrn("show", "Test Alpha Ltd")[0] == 2
    assert "by test person" in rrn("history", "Test Alpha Ltd")[1]
    assert "a test" in rrn("audit")[1]


def test_a_long_list_says_that_it_is_cut(rrn, file):
    rrn("import", str(file))
    assert "... and 1 more" in rrn("list", "--limit", "1")[1]


def test_a_database_that_does_not_answer(rrn, monkeypatch):
    monkeypatch.setenv("RRN_REGISTER_URL", "postgresql+psycopg2://nobody@127.0.0.1:1/none")
    ended, _, err = rrn("list")
    assert (ended, "does not answer" in err) == (2, True)
    monkeypatch.setenv("RRN_REGISTER_URL", "nonsense")
    ended, _, err = rrn("list")
    assert (ended, "RRN_REGISTER_URL" in err) == (2, True)
