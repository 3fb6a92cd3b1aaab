"""``rrn source``, command by command, on a copy of the content."""

from __future__ import annotations

import datetime as dt
import shutil
import sys

import pytest

import commands.source as command
from commands.main import main
from rrn import source_store
from rrn.content import load_content
from rrn.paths import DATA
from rrn.sources import load_documents

ROLE = "content owner, Intelligensa"


@pytest.fixture
def content(tmp_path, monkeypatch, register):
    """A copy of the content in the place of the project's, with a register of its own."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    monkeypatch.setenv("RRN_TODAY", "2026-12-01")
    monkeypatch.setattr(command, "DATA", folder)
    monkeypatch.setattr(command, "load_content", lambda: load_content(folder))
    monkeypatch.setattr(command, "load_documents", lambda: load_documents(folder / "sources"))
    monkeypatch.setattr(command, "DecisionTable", lambda documents: TABLE(folder / "settings.yml", documents))
    monkeypatch.setattr(command, "opened_register", lambda: register)
    monkeypatch.setattr(command, "add_version", lambda new: source_store.add_version(new, folder))
    monkeypatch.setattr(command, "confirm", lambda *given: source_store.confirm(*given, data=folder))
    return folder


TABLE = command.DecisionTable


@pytest.fixture
def rrn(content, monkeypatch, capsys):
    """Runs the command; returns what it ends with and what it prints, to standard output and to standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["rrn", "source", *map(str, arguments)])
        ended = main()
        printed = capsys.readouterr()
        return ended, printed.out, printed.err

    return run


@pytest.fixture
def page(tmp_path):
    raw = (DATA / "sources" / "rrn-page" / "2026-11-22.txt").read_bytes()
    path = tmp_path / "page.txt"
    path.write_bytes(raw.replace(b"This is a 12 month process.", b"This is an 18 month process."))
    return path


def test_list_and_check_of_the_content_as_it_stands(rrn):
    ended, out, _ = rrn("list")
    assert (ended, "rrn-page: The Restraint Reduction Network (RRN), Intelligensa Limited" in out) == (0, True)
    assert "2026-11-22  sha256 5b4bc6f37f2d79df8fd494bc61e04af54192f5dea6f70318d85e8b085af92f90" in out
    ended, out, _ = rrn("check")
    assert (ended, "held" in out) == (0, False)


def test_a_version_with_the_same_day_as_today_is_the_default(rrn, page, content):
    ended, out, _ = rrn("add", page, "--id", "rrn-page")
    assert ended == 0
    assert "version of 2026-12-01" in out
    assert load_documents(content / "sources")["rrn-page"].newest.supplied == dt.date(2026, 12, 1)


def test_adding_shows_what_is_gone_first_with_its_lead_and_what_rests_on_it(rrn, page):
    _, out, _ = rrn("add", page, "--id", "rrn-page", "--supplied", "2026-11-30")
    assert out.index("IS GONE: “This is a 12 month process.”") < out.index("still stands: ")
    assert "most like it now (93 of 100): “This is an 18 month process.”" in out
    assert "- faq/certification_duration (must change): How long does certification take?" in out
    assert "- faq/contact (can be confirmed): How do I reach the office?" in out
    assert "- statement/not_schools (can be confirmed; rules R1, R2, R3, R13)" in out
    assert "- register/Intelligensa Limited (bring the register up to date): Intelligensa Limited: working_towards" in out
    assert "- not_covered (can be confirmed)" in out


def test_held_until_confirmed(rrn, page):
    rrn("add", page, "--id", "rrn-page", "--supplied", "2026-11-30")
    ended, out, _ = rrn("check")
    assert ended == 1
    assert "held: faq/contact, reviewed against 2026-11-22; the newest version is of 2026-11-30" in out
    ended, out, _ = rrn("confirm", "contact", "statement/not_schools", "--by", ROLE)
    assert (ended, out.count("Confirmed: ")) == (0, 2)
    ended, out, _ = rrn("check")
    assert (ended, "faq/contact" in out, "statement/not_schools" in out, "held: faq/handover" in out) == (1, False, False, True)


def test_when_all_is_reviewed_nothing_is_held(rrn, page, content, tmp_path):
    page.write_bytes(page.read_bytes().replace(b"18 month", b"12 month").replace(b"an 12", b"a 12") + b"\n")
    rrn("add", page, "--id", "rrn-page", "--supplied", "2026-11-30")
    _, out, _ = rrn("check")
    names = [line.split("held: ")[1].split(",")[0] for line in out.splitlines() if "held: " in line]
    ended, _, _ = rrn("confirm", *[name for name in names if not name.startswith("register/")], "--by", ROLE)
    assert ended == 0
    _, out, _ = rrn("check")
    assert [line for line in out.splitlines() if "held: " in line] == [
        "  held: register/Intelligensa Limited, reviewed against 2026-11-22; the newest version is of 2026-11-30"
    ]


def test_show_compares_and_prints_a_text(rrn, page):
    rrn("add", page, "--id", "rrn-page", "--supplied", "2026-11-30")
    _, out, _ = rrn("show", "rrn-page")
    assert "IS GONE" in out
    _, out, _ = rrn("show", "rrn-page", "--text", "2026-11-22")
    assert out == (DATA / "sources" / "rrn-page" / "2026-11-22.txt").read_text(encoding="utf-8")


def test_a_document_on_which_nothing_rests(rrn, page):
    ended, out, _ = rrn("add", page, "--id", "test-page", "--title", "Test page", "--url", "https://example.org/test")
    assert (ended, "Nothing rests on it yet." in out) == (0, True)
    ended, _, _ = rrn("check")
    assert ended == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "rrn-pge"), "There is no source 'rrn-pge'; there is: rrn-page."),
        (("show", "rrn-page", "--text", "2020-01-01"), "has no version of 2020-01-01; it has: 2026-11-22"),
        (("confirm", "nhs_mandate", "--by", ROLE), "can mean faq/nhs_mandate or statement/nhs_mandate"),
        (("confirm", "nonsense", "--by", ROLE), "Nothing called 'nonsense' rests on a source"),
        (("confirm", "register/Intelligensa Limited", "--by", ROLE), "is an entry of the register"),
        (("add", "no-such-file.txt", "--id", "rrn-page"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(rrn, content, arguments, message):
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    ended, _, err = rrn(*arguments)
    assert (ended, message in err) == (2, True), err
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before
