"""Sources are byte for byte what was supplied, and quotes are verbatim."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from rrn.paths import DATA
from rrn.source_store import NewVersion, add_version
from rrn.sources import load_documents, load_sources
from rrn.yaml_file import DataError

SUPPLIED_SHA256 = "5b4bc6f37f2d79df8fd494bc61e04af54192f5dea6f70318d85e8b085af92f90"


def test_the_page_is_the_one_that_the_owner_supplied():
    assert load_sources()["rrn-page"].sha256 == SUPPLIED_SHA256


def test_a_changed_byte_in_the_source_is_refused(tmp_path):
    shutil.copytree(DATA / "sources", tmp_path / "sources")
    page = tmp_path / "sources" / "rrn-page" / "2026-11-22.txt"
    page.write_bytes(page.read_bytes().replace(b"12 month", b"18 month"))
    with pytest.raises(DataError, match="sha256"):
        load_sources(tmp_path / "sources")


def test_a_missing_text_is_named(tmp_path):
    shutil.copytree(DATA / "sources", tmp_path / "sources")
    (tmp_path / "sources" / "rrn-page" / "2026-11-22.txt").unlink()
    with pytest.raises(DataError, match=r"2026-11-22\.txt"):
        load_sources(tmp_path / "sources")


@pytest.mark.parametrize("quote", ["This is a 13 month process.", "", "this is a 12 month process."])
def test_what_is_not_verbatim_is_no_quote(quote):
    with pytest.raises(DataError, match="verbatim"):
        load_sources()["rrn-page"].position(quote)


def test_a_quote_has_a_position():
    source = load_sources()["rrn-page"]
    quote = "This is a 12 month process."
    place = source.position(quote)
    assert source.text[place : place + len(quote)] == quote


def test_a_document_has_its_versions_by_day(copied, changed_page):
    add_version(NewVersion("rrn-page", changed_page, dt.date(2026, 11, 23)), copied)
    document = load_documents(copied / "sources")["rrn-page"]
    first, second = document.versions
    assert document.newest is second
    assert second.text.encode() == changed_page
    assert document.at(dt.date(2020, 1, 1)) is document.at(dt.date(2026, 11, 22)) is first
    assert document.at(dt.date(2027, 1, 1)) is second
    assert document.after(first.supplied) == (second.supplied,)
    assert document.not_covered == first.supplied
    with pytest.raises(DataError, match="no version of 2026-11-25; it has: 2026-11-22, 2026-11-23"):
        document.version(dt.date(2026, 11, 25))


def test_a_changed_byte_in_an_older_version_is_refused_too(copied, changed_page):
    add_version(NewVersion("rrn-page", changed_page, dt.date(2026, 11, 23)), copied)
    page = copied / "sources" / "rrn-page" / "2026-11-22.txt"
    page.write_bytes(page.read_bytes() + b" ")
    with pytest.raises(DataError, match="never edited"):
        load_documents(copied / "sources")


def test_two_versions_of_one_day_are_refused(copied):
    versions = copied / "sources" / "rrn-page" / "source.yml"
    written = versions.read_text(encoding="utf-8")
    versions.write_text(written + written[written.index("- supplied") :], encoding="utf-8")
    with pytest.raises(DataError, match="same day"):
        load_documents(copied / "sources")
