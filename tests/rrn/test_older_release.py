"""Content from before the software wanted reviews of its tables is made to fit in a copy, and nobody stands behind that copy."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from rrn.applicability import DecisionTable
from rrn.content import load_content
from rrn.items import read_items
from rrn.lint_content import Candidate, problems_of
from rrn.older_release import lacking, make_fitting
from rrn.paths import DATA
from rrn.tables import NOBODY_YET, read_tables
from rrn.yaml_file import DataError

#: What the texts had no place for at first.
LATER = ("withdrawn", "offered_provider_status")


@pytest.fixture
def older(tmp_path):
    """The content as it stood before its tables bore reviews and some texts and a file came."""
    folder = tmp_path / "older"
    shutil.copytree(DATA, folder)
    (folder / "idioms.yml").unlink()
    (folder / "faq" / "contact.yml").unlink()
    (folder / "register.yml").write_text("office_hours: {}\n", encoding="utf-8")
    for name, part in (("settings.yml", "review:"), ("texts.yml", "supported_by:")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").partition(f"\n{part}")[0] + "\n", encoding="utf-8")
    lines = (folder / "texts.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [line.replace("What kind of service do", "Which service do") for line in lines if not line.startswith(LATER)]
    (folder / "texts.yml").write_text("".join(changed), encoding="utf-8")
    return folder


def test_what_older_content_lacks_is_told(older):
    assert lacking(DATA, DATA) == []
    assert sorted(lacking(older, DATA)) == [
        "a review of 'settings'",
        "a review of 'texts'",
        "the file 'idioms.yml'",
        "the text 'offered_provider_status'",
        "the text 'withdrawn'",
    ]


def test_a_copy_of_it_has_all_of_that_and_is_sound_and_the_original_stays(older, tmp_path, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2027-01-04")
    before = {path: path.read_bytes() for path in older.rglob("*.*")}
    folder = tmp_path / "copy" / "data"
    make_fitting(older, DATA, folder)
    assert {path: path.read_bytes() for path in older.rglob("*.*")} == before
    assert lacking(folder, DATA) == []
    assert (folder / "register.yml").read_bytes() == (DATA / "register.yml").read_bytes()
    assert not (folder / "faq" / "contact.yml").exists()
    known = load_content(folder)
    DecisionTable(folder / "settings.yml", known.documents)
    assert known.texts["ask_setting"].startswith("Which service do")
    assert known.texts["withdrawn"] == load_content(DATA).texts["withdrawn"]
    tables = read_tables(folder)
    stamps = {name: (table.review["reviewer"], table.review["reviewed_on"]) for name, table in tables.items() if name != "small_talk"}
    assert stamps == dict.fromkeys(("settings", "texts"), (NOBODY_YET, dt.date(2027, 1, 4)))
    assert problems_of(Candidate(folder, read_items(folder), tables, read_tables(DATA))) == []


def test_a_review_that_is_there_is_kept_where_nothing_was_added(older, tmp_path):
    shutil.copyfile(DATA / "settings.yml", older / "settings.yml")
    folder = tmp_path / "copy" / "data"
    make_fitting(older, DATA, folder)
    assert (folder / "settings.yml").read_bytes() == (DATA / "settings.yml").read_bytes()


def test_a_table_that_was_changed_since_its_review_does_not_pass_for_an_older_one(older, tmp_path):
    path = older / "settings.yml"
    changed = (DATA / "settings.yml").read_text(encoding="utf-8").replace("outcome: not_applicable", "outcome: not_stated")
    path.write_text(changed, encoding="utf-8")
    folder = tmp_path / "copy" / "data"
    make_fitting(older, DATA, folder)
    with pytest.raises(DataError, match="changed since"):
        DecisionTable(folder / "settings.yml", load_content(folder).documents)
