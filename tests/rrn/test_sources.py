"""Sources are byte for byte what was supplied, and quotes are verbatim."""

from __future__ import annotations

import shutil

import pytest

from rrn.paths import DATA
from rrn.sources import load_sources
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
